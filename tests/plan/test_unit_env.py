from __future__ import annotations

import pytest

from ultraserver_plan import unit_env
from ultraserver_plan.errors import FaultsError


def test_every_constant_is_declared_with_the_prefix_and_a_doc() -> None:
    public = {name: value for name, value in vars(unit_env).items() if name[0].isupper()}
    constants = {value for value in public.values() if isinstance(value, str)}
    assert {variable.name for variable in unit_env.VARIABLES} == constants
    assert all(variable.name.startswith("ULTRASERVER_") for variable in unit_env.VARIABLES)
    assert all(variable.doc.endswith(".") for variable in unit_env.VARIABLES)


def test_environment_holds_every_variable_as_text() -> None:
    assert unit_env.unit_environment(
        unit="decode-0",
        rank=1,
        world_size=4,
        generation=7,
        revision="0a1b2c3d",
        leader_address="10.64.0.4",
    ) == {
        "ULTRASERVER_UNIT": "decode-0",
        "ULTRASERVER_RANK": "1",
        "ULTRASERVER_WORLD_SIZE": "4",
        "ULTRASERVER_GENERATION": "7",
        "ULTRASERVER_REVISION": "0a1b2c3d",
        "ULTRASERVER_LEADER_ADDRESS": "10.64.0.4",
    }


def test_fails_to_write_what_the_container_would_refuse() -> None:
    with pytest.raises(FaultsError) as caught:
        unit_env.unit_environment(
            unit="Decode",
            rank=4,
            world_size=4,
            generation=0,
            revision="",
            leader_address="h" * 64,
        )
    assert str(caught.value).splitlines() == [
        "ULTRASERVER_UNIT: got 'Decode'; "
        "give a name of 1 to 63 lower-case letters, digits and dashes",
        "ULTRASERVER_GENERATION: got '0'; give a whole number, 1 or more",
        "ULTRASERVER_REVISION: got ''; "
        "give 1 to 128 letters, digits, dots, dashes, underscores and colons",
        f"ULTRASERVER_LEADER_ADDRESS: got '{'h' * 64}'; "
        "give an IP address, or a host name of at most 63 characters",
        "ULTRASERVER_RANK: rank 4 is not in a unit of 4; give a rank from 0 to 3",
    ]

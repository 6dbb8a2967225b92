from __future__ import annotations

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultraserver_plan import unit_env
from ultraserver_plan.errors import FaultsError
from ultraserver_workloads.identity import RankIdentity

IDENTITIES = st.integers(1, 10**6).flatmap(
    lambda world: st.builds(
        RankIdentity,
        unit=st.from_regex(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", fullmatch=True),
        rank=st.integers(0, world - 1),
        world_size=st.just(world),
        generation=st.integers(1, 10**8),
        revision=st.from_regex(r"[0-9a-f]{8,64}", fullmatch=True),
        leader_address=st.ip_addresses().map(str)
        | st.from_regex(r"[a-z][a-z0-9-]{0,60}", fullmatch=True),
    )
)
GOOD = unit_env.unit_environment(
    unit="u", rank=0, world_size=2, generation=1, revision="abc", leader_address="10.0.0.1"
)


@given(IDENTITIES)
def test_identity_is_what_the_controller_wrote(identity: RankIdentity) -> None:
    written = unit_env.unit_environment(**asdict(identity))
    assert RankIdentity.from_environment({**written, "PATH": "/bin"}) == identity


def test_leader_is_rank_zero_alone() -> None:
    assert RankIdentity.from_environment(GOOD).is_leader
    assert not RankIdentity.from_environment({**GOOD, unit_env.RANK: "1"}).is_leader


def test_fails_and_lists_every_missing_variable() -> None:
    with pytest.raises(FaultsError) as caught:
        RankIdentity.from_environment({})
    assert [fault.where for fault in caught.value.faults] == [v.name for v in unit_env.VARIABLES]
    assert all(fault.what == "is not set" for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (unit_env.RANK, "-1"),
        (unit_env.RANK, "01"),
        (unit_env.RANK, "1.0"),
        (unit_env.RANK, "2"),
        (unit_env.RANK, "\u0661"),
        (unit_env.WORLD_SIZE, "0"),
        (unit_env.GENERATION, ""),
        (unit_env.UNIT, "a\n"),
        (unit_env.UNIT, "-a"),
        (unit_env.REVISION, "a b"),
        (unit_env.LEADER_ADDRESS, "10.0.0.1/24"),
    ],
)
def test_fails_on_a_wrong_value_and_names_the_variable(name: str, value: str) -> None:
    with pytest.raises(FaultsError, match=f"^{name}: "):
        RankIdentity.from_environment({**GOOD, name: value})

"""The environment of the embedded AWS: fake credentials, its endpoint, nothing of the user's."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

_MOTO = {"MOTO_ALLOW_NONEXISTENT_REGION": "true"}  # an AI Factory's Region is in no list
_PREFIXES = ("AWS_", "CDK_DEFAULT_", "BOTO_", "MOTO_")


def credentials(account: str) -> dict[str, str]:
    """Return credentials that only moto accepts.

    The key names the account, because the CDK CLI caches which account a key belongs to.
    """
    return {
        "AWS_ACCESS_KEY_ID": f"AKIAMOTO{account}",
        "AWS_SECRET_ACCESS_KEY": "embedded",  # moto checks no signature
    }


def aws_variables(*, endpoint_url: str, region: str, account: str) -> dict[str, str]:
    """Return what a process needs to reach the embedded AWS, and only it."""
    return {
        **credentials(account),
        "AWS_ENDPOINT_URL": endpoint_url,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_EC2_METADATA_DISABLED": "true",
        # Files that have nothing to say, so that no profile of the user's can be found.
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "CDK_DEFAULT_ACCOUNT": account,
        "CDK_DEFAULT_REGION": region,
        "CDK_DISABLE_CLI_TELEMETRY": "true",  # nothing leaves the machine
    }


def whole(own: Mapping[str, str], outer: Mapping[str, str]) -> dict[str, str]:
    """Return ``outer`` without anything of AWS, with ``own``, and with no proxy to localhost."""
    kept = {key: value for key, value in outer.items() if not key.startswith(_PREFIXES)}
    given = (outer.get("NO_PROXY") or outer.get("no_proxy") or "").split(",")
    hosts = ",".join(dict.fromkeys(filter(None, (*given, "localhost", "127.0.0.1"))))
    return {**kept, **own, "NO_PROXY": hosts, "no_proxy": hosts}


def enter(own: Mapping[str, str], account: str) -> Callable[[], None]:
    """Give this process the variables; return what puts its own back.

    Code under test that makes a client of its own then reaches the embedded AWS, never a real one.
    moto reads its settings from there too.
    """
    before = dict(os.environ)
    inside = {**whole(own, before), **_MOTO, "MOTO_ACCOUNT_ID": account}
    _become(inside)

    def leave() -> None:
        # What the user's code set meanwhile stays, unless it is ours.
        changed = {key: value for key, value in os.environ.items() if inside.get(key) != value}
        _become({**before, **changed})

    return leave


def _become(wanted: Mapping[str, str]) -> None:
    for key in [key for key in os.environ if key not in wanted]:
        del os.environ[key]
    os.environ.update(wanted)

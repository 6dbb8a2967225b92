"""Launch template versions: moto stores a new version's user data unread, then trips over it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from moto.ec2.utils import parse_user_data


def create_version(original: Callable[..., Any]) -> Callable[..., Any]:
    """Read the user data of every version, as moto does for the first."""

    def create(self: Any, data: dict[str, Any], description: str) -> Any:
        if isinstance(data.get("UserData"), str):
            data = {**data, "UserData": parse_user_data(data["UserData"])}
        return original(self, data, description)

    return create

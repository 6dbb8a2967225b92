"""MaxResults, NextToken and Filters, as EC2 reads them."""

from __future__ import annotations

import base64
import fnmatch
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from moto.ec2.exceptions import EC2ClientError

from .errors import invalid

T = TypeVar("T")


def page(
    items: Sequence[T], max_results: int | None, token: str | None, *, default: int, most: int
) -> tuple[list[T], str | None]:
    """Return one page and the token of the next. Raises for a bad size or token."""
    size = default if max_results is None else int(max_results)
    if not 1 <= size <= most:
        raise invalid(
            f"Value ( {size} ) for parameter maxResults is invalid. Expecting a value between "
            f"1 and {most}."
        )
    start = _decode(token)
    end = start + size
    return list(items[start:end]), _encode(end) if end < len(items) else None


def _encode(position: int) -> str:
    return base64.urlsafe_b64encode(f"page-{position}".encode()).decode()


def _decode(token: str | None) -> int:
    if token is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(token.encode()).decode().removeprefix("page-"))
    except ValueError as error:
        raise EC2ClientError("InvalidNextToken", f"The token '{token}' is invalid") from error


def select(
    items: Iterable[T],
    filters: Mapping[str, Sequence[str]],
    fields: Mapping[str, Callable[[T], Any]],
) -> list[T]:
    """Return the items that pass every filter; values may hold ``*`` and ``?``.

    Raises InvalidParameterValue for a filter that the operation does not have.
    """
    for name in filters:
        if name not in fields:
            raise invalid(f"The filter '{name}' is invalid")
    return [
        item
        for item in items
        if all(_passes(str(fields[name](item)), values) for name, values in filters.items())
    ]


def _passes(value: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(value, pattern) for pattern in patterns)

"""Which type is made by what: our own types first, then moto's models, else an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .errors import ValidationError
from .types.base import Context, Made, Props, ResourceType


class _Anything(dict[str, Any]):
    """Attributes of a resource that is skipped: each has a value that names it."""

    def __init__(self, logical_id: str) -> None:
        super().__init__()
        self._logical_id = logical_id

    def get(self, key: str, default: Any = None) -> Any:
        """Return a stand-in."""
        return f"{self._logical_id}.{key}"


class Skipped:
    """A type the user asked to skip: nothing is created, references get a stand-in."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create nothing."""
        return Made(id=ctx.name(), attributes=_Anything(ctx.logical_id))

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change nothing."""
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete nothing."""


class Registry:
    """Every CloudFormation type that the embedded AWS can make."""

    def __init__(self, own: Mapping[str, ResourceType], ignored: Iterable[str] = ()) -> None:
        self._types: dict[str, ResourceType] = dict(own)
        self._types |= {name: Skipped() for name in ignored}

    def knows(self, type_name: str) -> bool:
        """Whether the type can be made."""
        from .types import moto_models

        return type_name in self._types or moto_models.supports(type_name)

    def find(self, type_name: str) -> ResourceType:
        """Return what makes a type. Raises ValidationError for an unknown one."""
        from .types import moto_models

        self.check([type_name])
        return self._types.get(type_name) or moto_models.MotoModel(type_name)

    def check(self, type_names: Iterable[str]) -> None:
        """Raise ValidationError that names every unknown type and what to do about it."""
        if unknown := sorted({name for name in type_names if not self.knows(name)}):
            raise ValidationError(
                f"Template format error: Unrecognized resource types: [{', '.join(unknown)}]; "
                f"the embedded AWS cannot create them: pass ignore_types={unknown!r} to "
                f"EmbeddedAws to skip them, or types={{{unknown[0]!r}: ...}} to add one"
            )

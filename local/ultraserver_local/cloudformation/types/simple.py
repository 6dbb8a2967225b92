"""Types that one row can describe: one call creates, one call deletes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jmespath  # type: ignore[import-untyped]

from ultraserver_local.cloudformation.errors import ResourceFailure

from .base import Context, Fixed, Made, Props, pick, without
from .tagging import retag, tag_specifications

_FIELD = re.compile(r"\{([A-Za-z_.]+)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Simple:
    """A type that is one create call, one delete call and perhaps one update call.

    Texts in ``attributes``, ``delete_with`` and ``update_with`` may hold ``{id}``, ``{region}``,
    ``{account}``, ``{partition}``, ``{prop.Name}`` and, for a deletion, ``{attr.Name}``; a text
    that starts with ``=`` is a JMESPath into the create call's answer.
    """

    service: str
    create_call: str
    delete_call: str
    delete_with: Mapping[str, Any]
    name: str | None = None
    """Property (and parameter) that is the physical id; generated where the template has none."""
    name_limit: int = 128
    id: str = "{name}"
    """The physical id, as a text or a JMESPath; ``{name}`` is the name."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    rename: Mapping[str, str] = field(default_factory=dict)
    """Property name -> parameter name, where they differ in more than case."""
    drop: tuple[str, ...] = ()
    """Properties that the API has no parameter for and that have no effect here."""
    update_call: str | None = None
    update_with: Mapping[str, Any] = field(default_factory=dict)
    """Parameters of the update call that are not properties."""
    updatable: tuple[str, ...] | None = None
    """Properties the update call takes; None: all."""
    tag_type: str | None = None
    """EC2's resource type: tags are sent as TagSpecifications of it."""
    tag_arn: str | None = None
    """What the tagging calls of the service call the resource; None: tags are only set at first."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create through the API."""
        params = self._params(props)
        name = ""
        if self.name:
            name = str(props.get(self.name) or ctx.name(self.name_limit))
            params[self.rename.get(self.name, self.name)] = name
        if self.tag_type:
            params |= tag_specifications(self.tag_type, params.pop("Tags", None))
        answer = ctx.call(self.service, self.create_call, **params)
        physical = _text(self.id.replace("{name}", name), ctx, "", props, answer)
        return Made(id=physical, attributes=self._attributes(ctx, physical, props, answer))

    def _params(self, props: Props) -> dict[str, Any]:
        return {
            self.rename.get(key, key): value for key, value in without(props, *self.drop).items()
        }

    def _attributes(
        self, ctx: Context, physical: str, props: Props, answer: Mapping[str, Any]
    ) -> dict[str, Any]:
        return {
            key: _text(text, ctx, physical, props, answer) for key, text in self.attributes.items()
        }

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change what the update call takes; refuse the rest."""
        if self.update_call is None:
            Fixed().update(ctx, made, old, new)
        elif self.updatable is not None:
            Fixed().update(ctx, made, without(old, *self.updatable), without(new, *self.updatable))
        if self.tag_arn:
            retag(ctx, self.service, _text(self.tag_arn, ctx, made.id, new, {}), old, new)
        if self.update_call is not None:
            ctx.call(self.service, self.update_call, **self._update_params(ctx, made, new))
        return made

    def _update_params(self, ctx: Context, made: Made, new: Props) -> dict[str, Any]:
        if self.updatable is None:
            params = self._params(new)
            if self.name:
                params[self.rename.get(self.name, self.name)] = made.id
        else:
            params = self._params(pick(new, *self.updatable))
        if self.tag_arn or self.tag_type:
            params.pop("Tags", None)
        return params | {
            key: _any(value, ctx, made.id, new) for key, value in self.update_with.items()
        }

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete through the API."""
        fields = {**props, **{f"attr.{key}": value for key, value in made.attributes.items()}}
        params = {key: _any(value, ctx, made.id, fields) for key, value in self.delete_with.items()}
        ctx.quietly(self.service, self.delete_call, **params)


def _any(value: Any, ctx: Context, physical: str, props: Props) -> Any:
    if isinstance(value, list):
        return [_any(item, ctx, physical, props) for item in value]
    if isinstance(value, Mapping):
        return {key: _any(item, ctx, physical, props) for key, item in value.items()}
    return _text(value, ctx, physical, props, {}) if isinstance(value, str) else value


def _text(text: str, ctx: Context, physical: str, props: Props, answer: Mapping[str, Any]) -> Any:
    if text.startswith("="):
        value = jmespath.search(text[1:], answer)
        if value is None:
            raise ResourceFailure(f"{ctx.type}: the answer has no {text[1:]}")
        return value

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name.startswith(("prop.", "attr.")):
            return str(props.get(name.removeprefix("prop."), ""))
        return physical if name == "id" else str(getattr(ctx, name))

    return _FIELD.sub(replace, text)

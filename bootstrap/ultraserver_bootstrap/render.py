"""Render the scripts of this package; a template that asks for what it was not given fails."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined


@cache
def _environment() -> Environment:
    # Shell, not HTML: escaping is the templates' own, by quoted here-documents.
    return Environment(
        loader=PackageLoader("ultraserver_bootstrap"),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, **facts: object) -> str:
    """Return the text of one template of this package."""
    return _environment().get_template(template).render(**facts)

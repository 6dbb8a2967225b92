"""One scalar of the file: what its text says, or what is wrong with it.

YAML 1.1 reads much that people mean as text in its own way (``no``, ``010``, ``10:30``), so every
kind starts from the text as written and never from YAML's value.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from ultraserver_plan.spec.about import About
from ultraserver_plan.spec.shapes import Leaf
from ultraserver_plan.spec.tree import Scalar, cut, shown
from ultraserver_plan.suggest import one_of

Wrong = tuple[str, str]
"""What is wrong, and what to change; the caller adds the field's name and place."""
Value = str | int | float | bool

DURATION = "^(?=.)([0-9]{1,7}h)?([0-9]{1,7}m)?([0-9]{1,7}s)?$"
_DECIMAL = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_NUMBER = re.compile(r"[-+]?[0-9]+([.][0-9]*)?([eE][-+]?[0-9]+)?")
_BASE_60 = re.compile(r"[-+]?[0-9_]+(:[0-5]?[0-9])+([.][0-9_]*)?")
_UNSIGNED_EXPONENT = re.compile(r"[-+]?[0-9]+([.][0-9]*)?[eE][0-9]+")


class WrongValueError(Exception):
    """Carries a ``Wrong`` from where it is found to the decoder."""

    def __init__(self, what: str, fix: str) -> None:
        super().__init__(what)
        self.wrong: Wrong = (what, fix)


def leaf_value(scalar: Scalar, leaf: Leaf) -> Value:
    """Return the value of a scalar.

    Raises WrongValueError for another type, a value outside the limits, or none of the choices.
    """
    words = [_as_yaml(choice) for choice in leaf.choices]
    if words and scalar.text not in words:
        raise WrongValueError(f"is {shown(scalar)}", _choose(scalar.text, words))
    return _READ[leaf.kind](scalar, leaf.about)


def seconds(text: str) -> int | None:
    """Return the seconds of ``1h30m``, ``90s`` …; None for anything else."""
    match = re.fullmatch(DURATION, text)
    if match is None:
        return None
    hours, minutes, rest = (int(part[:-1]) if part else 0 for part in match.groups())
    return hours * 3600 + minutes * 60 + rest


def _choose(text: str, words: list[str]) -> str:
    return "write true, or leave the key out" if words == ["true"] else one_of(text, words)


def _as_yaml(value: str | int | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _string(scalar: Scalar, about: About) -> str:
    if scalar.tag != "str":
        raise WrongValueError(
            f"is {_taken_for(scalar)}, where text is wanted", _quote(scalar, about)
        )
    if about.pattern and not re.fullmatch(about.pattern, scalar.text):
        raise WrongValueError(f"is {shown(scalar)}", f"write {about.wanted}")
    return scalar.text


def _quote(scalar: Scalar, about: About) -> str:
    if about.pattern and not re.fullmatch(about.pattern, scalar.text):
        return f"write {about.wanted}"
    return f'put it in quotes: "{cut(scalar.text)}"'


def _taken_for(scalar: Scalar) -> str:
    """Say what YAML makes of a scalar, in the words of its trap where there is one."""
    text = cut(scalar.text)
    if scalar.tag == "int" and _BASE_60.fullmatch(scalar.text):
        return f"{text}, which YAML reads as a number in base 60"
    if scalar.tag == "int" and not _DECIMAL.fullmatch(scalar.text):
        return f"{text}, which YAML reads as the number {_yaml_int(scalar.text)}"
    kind = {"bool": "boolean", "timestamp": "date", "int": "number", "float": "number"}
    return f"the {kind.get(scalar.tag, 'YAML value')} {text}"


def _yaml_int(text: str) -> str:
    digits = text.replace("_", "").lower().lstrip("+")
    octal = re.fullmatch(r"(-?)0([0-7]+)", digits)
    try:
        return cut(str(int(f"{octal[1]}0o{octal[2]}" if octal else digits, 0)))
    except ValueError:  # "0x_", or more digits than Python converts
        return "that its digits give"


def _integer(scalar: Scalar, about: About) -> int:
    if not _DECIMAL.fullmatch(scalar.text) or scalar.quoted:
        raise WrongValueError(*_not_a_number(scalar, "a whole number", about))
    # 18 digits are beyond every limit here, and Python refuses to convert some thousands.
    return int(_within(scalar, int(scalar.text[:18]), about))


def _number(scalar: Scalar, about: About) -> float:
    if not _NUMBER.fullmatch(scalar.text) or scalar.tag not in ("int", "float"):
        raise WrongValueError(*_not_a_number(scalar, "a number", about))
    if scalar.tag == "int" and not _DECIMAL.fullmatch(scalar.text):
        raise WrongValueError(*_not_a_number(scalar, "a number", about))
    return _within(scalar, float(scalar.text), about)


def _not_a_number(scalar: Scalar, wanted: str, about: About) -> Wrong:
    example = f"write {wanted} like {about.example}"
    if scalar.quoted and _NUMBER.fullmatch(scalar.text):
        return f"is the text {shown(scalar)}, where {wanted} is wanted", "remove the quotes"
    if not scalar.quoted and _UNSIGNED_EXPONENT.fullmatch(scalar.text):
        return f"is {shown(scalar)}, which YAML reads as text", "write the number in full"
    if scalar.tag in ("str", "null"):
        return f"is {shown(scalar)}, where {wanted} is wanted", example
    return f"is {_taken_for(scalar)}, where {wanted} is wanted", example


def _within(scalar: Scalar, value: float, about: About) -> float:
    if about.minimum is not None and value < about.minimum:
        raise WrongValueError(f"is {shown(scalar)}", f"write at least {about.minimum}")
    if about.maximum is not None and value > about.maximum:
        raise WrongValueError(f"is {shown(scalar)}", f"write at most {about.maximum}")
    return value


def _boolean(scalar: Scalar, about: About) -> bool:
    word = scalar.text.lower()
    if scalar.tag == "bool" and word in ("true", "false"):
        return word == "true"
    if scalar.tag == "bool":
        meant = "true" if word in ("yes", "on") else "false"
        raise WrongValueError(
            f"is {scalar.text}, which YAML 1.1 takes for a boolean and YAML 1.2 for text",
            f"write {meant}",
        )
    raise WrongValueError(f"is {shown(scalar)}, where a boolean is wanted", "write true or false")


def _duration(scalar: Scalar, about: About) -> int:
    value = seconds(scalar.text)
    if value is None:
        what = "has no unit" if _DECIMAL.fullmatch(scalar.text) else "is no duration"
        raise WrongValueError(
            f"is {shown(scalar)}, which {what}", f"write it like {about.example}, 90s or 1h30m"
        )
    return int(_within_time(scalar, value, about))


def _within_time(scalar: Scalar, value: int, about: About) -> int:
    if about.minimum is not None and value < about.minimum:
        raise WrongValueError(f"is {shown(scalar)}", f"write at least {about.minimum}s")
    if about.maximum is not None and value > about.maximum:
        raise WrongValueError(f"is {shown(scalar)}", f"write at most {about.maximum // 3600}h")
    return value


def _timestamp(scalar: Scalar, about: About) -> str:
    if not re.fullmatch(about.pattern or "", scalar.text):
        raise WrongValueError(f"is {shown(scalar)}", f"write {about.wanted}")
    try:
        datetime.fromisoformat(scalar.text)
    except ValueError:
        raise WrongValueError(
            f"is {shown(scalar)}, which no calendar has", f"write {about.wanted}"
        ) from None
    return scalar.text


_READ: dict[str, Callable[[Scalar, About], Value]] = {
    "string": _string,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "duration": _duration,
    "timestamp": _timestamp,
}

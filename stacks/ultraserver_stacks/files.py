"""Files that users name. What is wrong with one is the user's to mend: UltraServerError."""

from __future__ import annotations

import json
from pathlib import Path

from ultraserver_plan.errors import UltraServerError


def read_text(path: Path) -> str:
    """Return the text of ``path``. Raises UltraServerError when it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UltraServerError(
            f"cannot be read: {reason}", where=str(path), fix="give the path of a readable file"
        ) from error
    except UnicodeDecodeError as error:
        raise UltraServerError(
            f"is not UTF-8 text (byte {error.start})", where=str(path), fix="save it as UTF-8"
        ) from error


def read_json_object(path: Path) -> dict[str, object]:
    """Return the JSON object in ``path``. Raises UltraServerError when it holds none."""
    try:
        value = json.loads(read_text(path))
    except RecursionError as error:
        raise UltraServerError(
            "is nested too deeply", where=str(path), fix="give a file with one JSON object"
        ) from error
    except json.JSONDecodeError as error:
        raise UltraServerError(
            f"is not JSON: {error.msg.lower()}",
            where=f"{path}:{error.lineno}:{error.colno}",
            fix="give a file with one JSON object",
        ) from error
    if not isinstance(value, dict):
        raise UltraServerError(
            f"holds a JSON {type(value).__name__}, not an object",
            where=str(path),
            fix="give a file with one JSON object",
        )
    return value

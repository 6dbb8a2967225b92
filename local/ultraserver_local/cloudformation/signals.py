"""Wait condition handles: addresses that take a signal and wake a waiting stack."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterable, Mapping
from typing import Any

PREFIX = "/_ultraserver/wait/"


class Handles:
    """Every open handle of one embedded AWS. AWS's are presigned S3 addresses; these are ours."""

    def __init__(self, base_url: str) -> None:
        self._base = base_url
        self._signals: dict[str, dict[str, Mapping[str, str]]] = {}
        self._lock = threading.Lock()

    def open(self, account: str, region: str) -> str:
        """Return the address of a new handle."""
        url = f"{self._base}{PREFIX}{account}/{region}/{uuid.uuid4()}"
        with self._lock:
            self._signals[url] = {}
        return url

    def close(self, url: str) -> None:
        """Forget a handle."""
        with self._lock:
            self._signals.pop(url, None)

    def received(self, url: str) -> list[Mapping[str, str]]:
        """Return the signals a handle has got so far, one for each UniqueId."""
        with self._lock:
            return list(self._signals.get(url, {}).values())

    def signal(self, url: str, body: bytes) -> bool:
        """Store a signal; return whether there is such a handle and the body is a signal."""
        try:
            given = json.loads(body)
            signal = {
                key: str(given.get(key, "")) for key in ("Status", "Reason", "UniqueId", "Data")
            }
        except (ValueError, AttributeError):
            return False
        if signal["Status"] not in ("SUCCESS", "FAILURE"):
            return False
        with self._lock:
            if url not in self._signals:
                return False
            self._signals[url].setdefault(signal["UniqueId"], signal)
        return True

    def route(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a PUT on a handle."""
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        known = environ["REQUEST_METHOD"] == "PUT" and self.signal(
            f"{self._base}{environ['PATH_INFO']}", body
        )
        start_response("200 OK" if known else "403 Forbidden", [("Content-Length", "0")])
        return [b""]

"""The one way in which a demo fails by itself."""

from __future__ import annotations


class DemoFailedError(Exception):
    """The demo met something that must not be; the text says what."""

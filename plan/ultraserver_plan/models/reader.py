"""Typed access to a config.json that collects every fault instead of stopping at the first."""

from __future__ import annotations

from collections.abc import Mapping

from ultraserver_plan.errors import Fault, FaultsError


class ConfigReader:
    """Reads one config; ``raise_faults`` ends the reading."""

    def __init__(self, config: Mapping[str, object], *, where: str) -> None:
        self._config, self._where = config, where
        self._faults: list[Fault] = []

    def fault(self, what: str, fix: str) -> None:
        """Record one fault."""
        self._faults.append(Fault(where=self._where, what=what, fix=fix))

    @property
    def faulty(self) -> bool:
        """Whether anything was wrong so far: rules over several values then say nothing true."""
        return bool(self._faults)

    def raise_faults(self) -> None:
        """Raise FaultsError when anything was wrong."""
        if self._faults:
            raise FaultsError(self._faults)

    def has(self, key: str) -> bool:
        """Return whether ``key`` is there and not null."""
        return self._config.get(key) is not None

    def count(self, key: str, default: int | None = None) -> int:
        """Return a positive whole number; ``default`` where the key is absent or null."""
        value = self._config.get(key)
        if value is None:
            if default is None:
                self.fault(f"{key} is missing", "take the model's own config.json, unshortened")
                return 1
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            self.fault(f"{key} is {value!r}", "give a whole number of at least 1")
            return 1
        return value

    def natural(self, key: str) -> int:
        """Return a whole number of at least 0; 0 where the key is absent or null."""
        value = self._config.get(key)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            self.fault(f"{key} is {value!r}", "give a whole number of at least 0")
            return 0
        return value

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean; ``default`` where the key is absent or null."""
        value = self._config.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(f"{key} is {value!r}", "write true or false")
            return default
        return value

    def text(self, key: str) -> str | None:
        """Return a string; None where the key is absent or null."""
        value = self._config.get(key)
        if value is not None and not isinstance(value, str):
            self.fault(f"{key} is {value!r}", "write a string")
            return None
        return value

    def items(self, key: str) -> tuple[object, ...]:
        """Return a list; empty where the key is absent or null."""
        value = self._config.get(key)
        if value is not None and not isinstance(value, list):
            self.fault(f"{key} is {value!r}", "write a list")
            return ()
        return tuple(value or ())

    def table(self, key: str) -> Mapping[str, object] | None:
        """Return an object; None where the key is absent or null."""
        value = self._config.get(key)
        if value is not None and not isinstance(value, dict):
            self.fault(f"{key} is {value!r}", "write an object")
            return None
        return value

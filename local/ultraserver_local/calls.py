"""Calls to the embedded AWS by the service's own model.

CloudFormation's property names and an API's parameter names mostly differ in case and in types
(``"36"`` and 36, a policy document and its JSON). ``fit`` gives a value the form that the
botocore model of the operation asks for, so that a resource type only states real differences.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any

import boto3
import botocore.loaders
import botocore.session
from botocore.config import Config

_LOADER = botocore.loaders.create_loader()


class UnfitError(ValueError):
    """A property that the API has no parameter for."""


def fit(shape: Any, value: Any, path: str = "") -> Any:
    """Return ``value`` in the form of ``shape``; keys are matched without regard to case.

    Raises UnfitError for a key that the shape lacks, and for text that is no number.
    """
    match shape.type_name:
        case "structure":
            return _structure(shape, value, path)
        case "list":
            return _list(shape, value, path)
        case "map":
            return _map(shape, value, path)
        case "boolean":
            return value if isinstance(value, bool) else str(value).lower() == "true"
        case "integer" | "long" | "float" | "double":
            return _number(shape.type_name, value, path)
        case "string":
            return _text(value)
        case "blob":
            return value.encode() if isinstance(value, str) else value
    return value


def _structure(shape: Any, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise UnfitError(f"{path or shape.name} must be an object, got {value!r}")
    members = {name.lower(): name for name in shape.members}
    result = {}
    for key, item in value.items():
        name = members.get(str(key).lower())
        if name is None:
            raise UnfitError(f"{path}{'.' if path else ''}{key} is not a parameter of {shape.name}")
        if item is not None:
            result[name] = fit(shape.members[name], item, f"{path}.{key}" if path else str(key))
    return result


def _list(shape: Any, value: Any, path: str) -> list[Any]:
    if isinstance(value, Mapping):
        value = [{"Key": key, "Value": item} for key, item in value.items()]
    if isinstance(value, str) or not isinstance(value, Sequence):
        value = [value]
    return [fit(shape.member, item, f"{path}[{index}]") for index, item in enumerate(value)]


def _map(shape: Any, value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        value = {item["Key"]: item["Value"] for item in value}
    return {key: fit(shape.value, item, f"{path}.{key}") for key, item in value.items()}


def _number(kind: str, value: Any, path: str) -> int | float:
    try:
        return float(value) if kind in ("float", "double") else int(value)
    except (TypeError, ValueError) as error:
        raise UnfitError(f"{path} must be a number, got {value!r}") from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list):
        return json.dumps(value)
    return str(value)


class Api:
    """boto3 clients of one endpoint and account, with credentials that only moto accepts."""

    def __init__(self, endpoint_url: str, credentials: Mapping[str, str]) -> None:
        self.endpoint_url = endpoint_url
        # A session of its own, so that no profile and no default session of the user is touched.
        core = botocore.session.Session()
        # Service models are read once in a process: EC2's takes half a second.
        core.register_component("data_loader", _LOADER)
        self._session = boto3.Session(
            botocore_session=core,
            aws_access_key_id=credentials["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=credentials["AWS_SECRET_ACCESS_KEY"],
            aws_session_token=credentials.get("AWS_SESSION_TOKEN"),
        )
        self._clients: dict[tuple[str, str], Any] = {}
        self._lock = threading.RLock()

    def client(self, service: str, region: str) -> Any:
        """Return the (shared, thread-safe) client of a service in a Region."""
        with self._lock:  # making clients is not thread-safe in boto3
            key = (service, region)
            if key not in self._clients:
                self._clients[key] = self._session.client(  # type: ignore[call-overload]
                    service,
                    region_name=region,
                    endpoint_url=self.endpoint_url,
                    config=Config(
                        retries={"total_max_attempts": 1},
                        parameter_validation=True,
                        max_pool_connections=4,
                        s3={"addressing_style": "path"},
                    ),
                )
            return self._clients[key]

    def call(
        self, service: str, region: str, operation: str, params: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Call ``operation`` (snake case) with ``params`` fitted to its model."""
        client = self.client(service, region)
        model = client.meta.service_model.operation_model(
            client.meta.method_to_api_mapping[operation]
        )
        fitted = fit(model.input_shape, params) if model.input_shape else {}
        answer: dict[str, Any] = getattr(client, operation)(**fitted)
        return answer

    def close(self) -> None:
        """Close every client's connections."""
        with self._lock:
            for client in self._clients.values():
                client.close()
            self._clients.clear()

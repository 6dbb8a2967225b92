"""The rest: types that moto's own CloudFormation models can make (state machines, EFS, RDS, …)."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ultraserver_local.cloudformation.errors import ResourceFailure

from .base import Context, Made, Props


@lru_cache(maxsize=1)
def _models() -> dict[str, Any]:
    from moto.cloudformation.parsing import get_model_map

    # A nested stack of moto's would be one that our engine does not see.
    return {
        name: model
        for name, model in get_model_map().items()
        if name.startswith("AWS::") and name != "AWS::CloudFormation::Stack"
    }


def supports(type_name: str) -> bool:
    """Whether moto has a model for the type."""
    return type_name in _models()


class _Attributes(dict[str, Any]):
    """A moto object's attributes, read when they are asked for."""

    def __init__(self, resource: Any) -> None:
        super().__init__()
        self.resource = resource

    def get(self, key: str, default: Any = None) -> Any:
        """Return an attribute."""
        try:
            return self.resource.get_cfn_attribute(key)
        except Exception as error:  # moto raises various types
            if default is None:
                raise ResourceFailure(f"no attribute {key}: {error}") from error
            return default


class MotoModel:
    """One of moto's models as a resource type."""

    def __init__(self, type_name: str) -> None:
        self._type, self._model = type_name, _models()[type_name]

    def _name(self, ctx: Context, props: Props) -> str:
        given = self._model.cloudformation_name_type()
        return str(props.get(given) or ctx.name(64)) if given else ctx.name(64)

    def _json(self, props: Props) -> dict[str, Any]:
        return {"Type": self._type, "Properties": dict(props)}

    def create(self, ctx: Context, props: Props) -> Made:
        """Create through the model."""
        resource = self._model.create_from_cloudformation_json(
            self._name(ctx, props),
            self._json(props),
            ctx.account,
            ctx.region,
            LogicalId=ctx.logical_id,
            StackId=ctx.stack_id,
            ResourceType=self._type,
        )
        resource.type = self._type
        return Made(id=str(resource.physical_resource_id), attributes=_Attributes(resource))

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Update through the model; some of moto's replace the resource to do so."""
        assert isinstance(made.attributes, _Attributes)
        try:
            resource = self._model.update_from_cloudformation_json(
                made.attributes.resource,
                self._name(ctx, new),
                self._json(new),
                ctx.account,
                ctx.region,
            )
        except (NotImplementedError, TypeError) as error:
            raise ResourceFailure(f"moto cannot update {self._type}: {error}") from error
        resource = resource or made.attributes.resource
        return Made(id=str(resource.physical_resource_id), attributes=_Attributes(resource))

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete through the model."""
        resource = getattr(made.attributes, "resource", None)
        if resource is not None and callable(getattr(resource, "delete", None)):
            try:
                resource.delete(ctx.account, ctx.region)
            except TypeError:
                resource.delete()
            return
        self._model.delete_from_cloudformation_json(
            made.id, self._json(props), ctx.account, ctx.region
        )

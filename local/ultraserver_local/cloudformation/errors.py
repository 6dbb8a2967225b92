"""What can go wrong in a template or a stack operation."""

from __future__ import annotations

from moto.core.exceptions import ServiceException


class ValidationError(ServiceException):
    """A request that CloudFormation refuses; the text is what the CDK prints."""

    code = "ValidationError"


class AlreadyExistsError(ServiceException):
    """A stack of that name exists."""

    code = "AlreadyExistsException"


class ChangeSetNotFoundError(ServiceException):
    """No change set has that name or id."""

    code = "ChangeSetNotFound"


class ResourceFailure(Exception):  # noqa: N818 - a state of a resource, reported in its event
    """A resource could not be created, updated or deleted; the text is its status reason."""


class Refused(ResourceFailure):
    """An update was refused before it changed anything, so there is nothing to take back."""


class Stopped(Exception):  # noqa: N818 - not an error: the embedded AWS is closing
    """The embedded AWS stops, so the operation ends where it is."""


def no_such_stack(name: str) -> ValidationError:
    """Return the error for a stack that does not exist, in CloudFormation's words."""
    return ValidationError(f"Stack with id {name} does not exist")

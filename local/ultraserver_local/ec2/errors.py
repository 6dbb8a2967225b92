"""EC2's errors for capacity and topology.

Source of the codes: "Error codes for the Amazon EC2 API",
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (read 2026-11-24);
the text of ReservationCapacityExceeded as EC2 answered it in
https://github.com/hashicorp/terraform-provider-aws/pull/35745.
"""

from __future__ import annotations

from moto.ec2.exceptions import EC2ClientError


def invalid(message: str) -> EC2ClientError:
    """Say that a parameter's value is wrong."""
    return EC2ClientError("InvalidParameterValue", message)


def combination(message: str) -> EC2ClientError:
    """Say that parameters exclude each other."""
    return EC2ClientError("InvalidParameterCombination", message)


def no_reservation(reservation_id: str) -> EC2ClientError:
    """Say that no Capacity Reservation has that id."""
    return EC2ClientError(
        "InvalidCapacityReservationId.NotFound",
        f"The capacity reservation ID '{reservation_id}' does not exist",
    )


def no_block(block_id: str) -> EC2ClientError:
    """Say that no Capacity Block has that id."""
    return EC2ClientError(
        "InvalidCapacityBlockId.NotFound", f"The capacity block ID '{block_id}' does not exist"
    )


def reservation_full(why: str) -> EC2ClientError:
    """Say that a targeted reservation cannot take the launch."""
    return EC2ClientError(
        "ReservationCapacityExceeded",
        "The requested reservation does not have sufficient compatible and available capacity "
        f"for this request. ({why})",
    )


def insufficient(instance_type: str, zone: str, why: str) -> EC2ClientError:
    """Say that EC2 has no host for the launch."""
    return EC2ClientError(
        "InsufficientInstanceCapacity",
        f"We currently do not have sufficient {instance_type} capacity in the Availability Zone "
        f"you requested ({zone}). ({why})",
    )

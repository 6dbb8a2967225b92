"""AWS::EC2: launch templates, reservations, placement groups, instances."""

from __future__ import annotations

from typing import Any

from ultraserver_local.cloudformation.schemas import same

from .base import Context, Fixed, Made, Props, ResourceType, pick, without
from .simple import Simple
from .tagging import retag, tag_specifications


class LaunchTemplate:
    """AWS::EC2::LaunchTemplate: a change of the data is a new version, as on AWS."""

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the template with its first version."""
        answer = ctx.call(
            "ec2",
            "create_launch_template",
            LaunchTemplateName=props.get("LaunchTemplateName") or ctx.name(),
            LaunchTemplateData=_data(props),
            VersionDescription=props.get("VersionDescription"),
            TagSpecifications=props.get("TagSpecifications"),
        )["LaunchTemplate"]
        return self._made(str(answer["LaunchTemplateId"]), 1, 1)

    def _made(self, template: str, default: int, latest: int) -> Made:
        return Made(
            id=template,
            attributes={
                "LaunchTemplateId": template,
                "DefaultVersionNumber": str(default),
                "LatestVersionNumber": str(latest),
            },
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Create a version."""
        names = ("LaunchTemplateData", "VersionDescription")
        if same(pick(old, *names), pick(new, *names)):
            return made
        answer = ctx.call(
            "ec2",
            "create_launch_template_version",
            LaunchTemplateId=made.id,
            LaunchTemplateData=_data(new),
            VersionDescription=new.get("VersionDescription"),
        )["LaunchTemplateVersion"]
        version = int(answer["VersionNumber"])
        # CloudFormation leaves the default version as it is: groups name a version.
        default = int(made.attributes["DefaultVersionNumber"])
        return self._made(made.id, default, version)

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Delete the template with all versions."""
        ctx.quietly("ec2", "delete_launch_template", LaunchTemplateId=made.id)


def _data(props: Props) -> dict[str, Any]:
    """Return the template data with EC2's name for the one member CloudFormation calls else."""
    data = dict(props["LaunchTemplateData"])
    if "ElasticGpuSpecifications" in data:
        data.pop("ElasticGpuSpecifications")
    return data


class CapacityReservation:
    """AWS::EC2::CapacityReservation."""

    _updatable = ("InstanceCount", "EndDate", "EndDateType", "InstanceMatchCriteria")

    def create(self, ctx: Context, props: Props) -> Made:
        """Create the reservation."""
        params = without(
            props, "TagSpecifications", "OutPostArn", "UnusedReservationBillingOwnerId"
        )
        if "OutPostArn" in props:
            params["OutpostArn"] = props["OutPostArn"]
        tags = next((spec.get("Tags") for spec in props.get("TagSpecifications", [])), None)
        answer = ctx.call(
            "ec2",
            "create_capacity_reservation",
            **params,
            **tag_specifications("capacity-reservation", tags),
        )["CapacityReservation"]
        return self._made(answer)

    def _made(self, answer: dict[str, Any]) -> Made:
        used = answer["TotalInstanceCount"] - answer["AvailableInstanceCount"]
        return Made(
            id=str(answer["CapacityReservationId"]),
            attributes={
                "Id": answer["CapacityReservationId"],
                "CapacityReservationArn": answer["CapacityReservationArn"],
                "AvailabilityZone": answer["AvailabilityZone"],
                "AvailableInstanceCount": str(answer["AvailableInstanceCount"]),
                "TotalInstanceCount": str(answer["TotalInstanceCount"]),
                "InstanceType": answer["InstanceType"],
                "Tenancy": answer["Tenancy"],
                "State": answer["State"],
                "OwnerId": answer["OwnerId"],
                "DeliveryPreference": "",
                "UsedInstanceCount": str(used),
            },
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change what ModifyCapacityReservation takes."""
        ctx.call(
            "ec2",
            "modify_capacity_reservation",
            CapacityReservationId=made.id,
            **pick(new, *self._updatable),
        )
        answer = ctx.call("ec2", "describe_capacity_reservations", CapacityReservationIds=[made.id])
        return self._made(answer["CapacityReservations"][0])

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Cancel the reservation."""
        ctx.quietly("ec2", "cancel_capacity_reservation", CapacityReservationId=made.id)


class Instance(Fixed):
    """AWS::EC2::Instance."""

    _drop = ("Tags", "PropagateTagsToVolumeOnCreation", "AvailabilityZone", "SourceDestCheck")

    def create(self, ctx: Context, props: Props) -> Made:
        """Launch one instance."""
        params = without(props, *self._drop, "IamInstanceProfile", "Tenancy")
        if "AvailabilityZone" in props:
            params["Placement"] = {"AvailabilityZone": props["AvailabilityZone"]}
        if "IamInstanceProfile" in props:
            params["IamInstanceProfile"] = {"Name": props["IamInstanceProfile"]}
        answer = ctx.call(
            "ec2",
            "run_instances",
            MinCount=1,
            MaxCount=1,
            **params,
            **tag_specifications("instance", props.get("Tags")),
        )["Instances"][0]
        return Made(
            id=str(answer["InstanceId"]),
            attributes={
                "InstanceId": answer["InstanceId"],
                "AvailabilityZone": answer["Placement"]["AvailabilityZone"],
                "PrivateIp": answer.get("PrivateIpAddress", ""),
                "PrivateDnsName": answer.get("PrivateDnsName", ""),
                "PublicIp": answer.get("PublicIpAddress", ""),
                "PublicDnsName": answer.get("PublicDnsName", ""),
                "VpcId": answer.get("VpcId", ""),
            },
        )

    def update(self, ctx: Context, made: Made, old: Props, new: Props) -> Made:
        """Change tags; refuse the rest."""
        super().update(ctx, made, old, new)
        retag(ctx, "ec2", made.id, old, new)
        return made

    def delete(self, ctx: Context, made: Made, props: Props) -> None:
        """Terminate the instance."""
        ctx.quietly("ec2", "terminate_instances", InstanceIds=[made.id])


TYPES: dict[str, ResourceType] = {
    "AWS::EC2::LaunchTemplate": LaunchTemplate(),
    "AWS::EC2::CapacityReservation": CapacityReservation(),
    "AWS::EC2::Instance": Instance(),
    "AWS::EC2::PlacementGroup": Simple(
        service="ec2",
        create_call="create_placement_group",
        name="GroupName",
        delete_call="delete_placement_group",
        delete_with={"GroupName": "{id}"},
        tag_type="placement-group",
        attributes={"GroupName": "{id}", "GroupId": "=PlacementGroup.GroupId"},
        drop=("ParentGroupId",),
    ),
}

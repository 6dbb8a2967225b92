"""The parts of a fleet file that say where: target and hardware."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from ultraserver_plan.spec.about import About

Profile = Literal["region", "eusc", "govcloud", "iso", "china", "ai-factory", "outposts", "local"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """Where the fleet is deployed."""

    profile: Annotated[
        Profile, About("What kind of place it is: decides partition and checks.", example="region")
    ] = "region"
    region: Annotated[
        str,
        About(
            "AWS Region; of an Outpost its parent Region; of an AI Factory the name AWS gave it.",
            example="us-east-2",
            pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)+$",
            wanted="a Region name like us-east-2",
        ),
    ]
    zone: Annotated[
        str | None,
        About(
            "Availability Zone or Local Zone; EFA and a Capacity Block live in exactly one.",
            example="us-east-2a",
            pattern="^[a-z][a-z0-9]*(-[a-z0-9]+)+$",
            wanted="a zone name like us-east-2a",
            absent="the Region's first zone",
        ),
    ] = None
    account: Annotated[
        str | None,
        About(
            "AWS account, in quotes: YAML would make a number of it.",
            example="123456789012",
            pattern="^[0-9]{12}$",
            wanted="twelve digits in quotes",
            absent="the account of the credentials at deploy time",
        ),
    ] = None
    partition: Annotated[
        str | None,
        About(
            "AWS partition, for places whose Region name does not tell it.",
            example="aws-eusc",
            pattern="^aws(-[a-z]+)*$",
            wanted="aws, or a name like aws-eusc",
            absent="the Region's own",
        ),
    ] = None
    dns_suffix: Annotated[
        str | None,
        About(
            "Domain under which the service endpoints are.",
            example="amazonaws.eu",
            pattern="^[a-z0-9-]+([.][a-z0-9-]+)+$",
            wanted="a domain like amazonaws.eu",
            absent="the partition's own",
        ),
    ] = None
    outpost_arn: Annotated[
        str | None,
        About(
            "The Outpost; profile outposts only, and required there.",
            example="arn:aws:outposts:us-west-2:123456789012:outpost/op-0123456789abcdef0",
            pattern="^arn:aws[a-z-]*:outposts:[a-z0-9-]+:[0-9]{12}:outpost/op-[0-9a-f]{17}$",
            wanted="an Outpost's ARN",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hardware:
    """Which catalogue row the units run on."""

    type: Annotated[
        str,
        About(
            "A row of the hardware catalogue (`ultraserver hardware` lists them).",
            example="trn3-gen2",
            pattern="^[a-z0-9]+(-[a-z0-9]+)*$",
            wanted="a row's name like trn3-gen2",
        ),
    ]
    instance_type: Annotated[
        str | None,
        About(
            "EC2 name. Required where AWS has published none.",
            example="trn2u.48xlarge",
            pattern="^[a-z][a-z0-9-]*[.][a-z0-9-]+$",
            wanted="an EC2 instance type like trn2u.48xlarge",
            absent="the row's",
        ),
    ] = None
    efa_interfaces: Annotated[
        int | None,
        About(
            "EFA interfaces of one host. Required where AWS documents no count.",
            example=16,
            minimum=0,
            maximum=64,
            absent="the row's",
        ),
    ] = None
    machine_image: Annotated[
        str | None,
        About(
            "Image of the hosts: an AMI id, or ssm: and the name of a parameter that holds one.",
            example="ami-0123456789abcdef0",
            pattern="^(ami-[0-9a-f]{8,17}|ssm:/\\S+)$",
            wanted="an id like ami-0123456789abcdef0, or ssm:/name/of/parameter",
            absent="the ECS-optimised image for the hardware; required for Arm hosts",
        ),
    ] = None
    lnc: Annotated[
        Literal[1, 2],
        About("Physical NeuronCores that make one logical core; Neuron rows only.", example=2),
    ] = 2

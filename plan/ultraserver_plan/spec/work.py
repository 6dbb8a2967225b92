"""The parts of a fleet file that say what is served: model, serving, traffic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from ultraserver_plan.spec.about import About

EngineName = Literal["vllm-neuron", "nxdi", "vllm-cuda", "vllm-cpu", "reference"]
RoleName = Literal["serve", "prefill", "decode"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What is served."""

    id: Annotated[
        str,
        About(
            "Hugging Face id. One of the catalogue (`ultraserver models`), or any with `config`.",
            example="openai/gpt-oss-120b",
            pattern="^[A-Za-z0-9][A-Za-z0-9._-]*(/[A-Za-z0-9][A-Za-z0-9._-]*)?$",
            wanted="an id like openai/gpt-oss-120b",
        ),
    ]
    revision: Annotated[
        str | None,
        About(
            "Commit, tag or branch of the checkpoint. A commit makes the fleet reproducible.",
            example="main",
            pattern="^[A-Za-z0-9][A-Za-z0-9._/-]*$",
            wanted="a commit, tag or branch",
            absent="whatever the weights' place holds",
        ),
    ] = None
    weights: Annotated[
        str | None,
        About(
            "``s3://`` URI or absolute path of the checkpoint.",
            example="s3://my-models/gpt-oss-120b/",
            pattern="^(s3://[a-z0-9][a-z0-9.-]+[a-z0-9](/\\S*)?|/\\S+)$",
            wanted="an s3:// URI or an absolute path",
            absent="the copy that hosts hold under /opt/ultraserver/models/<id>",
        ),
    ] = None
    config: Annotated[
        str | None,
        About(
            "Hugging Face config.json of a model that the catalogue lacks, beside the fleet file.",
            example="config.json",
            pattern="^\\S+$",
            wanted="a path without spaces",
            absent="the catalogue's entry",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpec:
    """Units of one role, as given in the file. Absent numbers are for the plan to choose."""

    units: Annotated[
        int | None, About("Units of this role.", example=4, minimum=1, maximum=1024)
    ] = None
    hosts_per_unit: Annotated[
        int | None,
        About("Hosts that one unit spans.", example=4, minimum=1, maximum=64),
    ] = None
    tp: Annotated[
        int | None, About("Tensor-parallel degree.", example=8, minimum=1, maximum=1024)
    ] = None
    cp: Annotated[
        int | None, About("Context-parallel degree.", example=1, minimum=1, maximum=1024)
    ] = None
    dp: Annotated[
        int | None, About("Data-parallel degree.", example=8, minimum=1, maximum=1024)
    ] = None
    ep: Annotated[
        int | None,
        About(
            "Expert-parallel degree, over the ranks of tp and dp.",
            example=64,
            minimum=1,
            maximum=1024,
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Engine and shape of serving."""

    engine: Annotated[EngineName, About("What runs in the container.", example="vllm-neuron")]
    sdk: Annotated[
        str | None,
        About(
            "Neuron SDK release (`ultraserver sdk` lists them); Neuron engines need it.",
            example="2.32.0",
            pattern="^[0-9]+[.][0-9]+[.][0-9]+$",
            wanted="a release like 2.32.0",
            absent="the engine uses none",
        ),
    ] = None
    image: Annotated[
        str | None,
        About(
            "Container image.",
            example="123456789012.dkr.ecr.us-east-2.amazonaws.com/serving@sha256:…",
            pattern="^\\S+$",
            wanted="an image reference without spaces",
            absent="the SDK lock's",
        ),
    ] = None
    max_model_len: Annotated[
        int | None,
        About(
            "Longest request, prompt and answer together, in tokens.",
            example=16384,
            minimum=1,
            maximum=10_000_000,
            absent="the model's own",
        ),
    ] = None
    port: Annotated[
        int, About("HTTP port of a unit's leader.", example=8000, minimum=1024, maximum=65535)
    ] = 8000
    experimental: Annotated[
        bool,
        About("Allow shapes for which the engine's makers publish no recipe.", example=False),
    ] = False
    roles: Annotated[
        tuple[tuple[RoleName, RoleSpec], ...],
        About(
            "Units by role: `serve`, or `prefill` and `decode`.",
            min_items=1,
            absent="roles and axes come from the plan",
        ),
    ] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What must be served, and how fast."""

    requests_per_second: Annotated[
        float,
        About("Arrivals to carry, at the peak.", example=40, minimum=0, maximum=1_000_000),
    ]
    prompt_tokens: Annotated[
        int, About("Tokens of a typical prompt.", example=2000, minimum=1, maximum=10_000_000)
    ]
    output_tokens: Annotated[
        int, About("Tokens of a typical answer.", example=300, minimum=1, maximum=10_000_000)
    ]
    ttft_ms: Annotated[
        float | None,
        About(
            "Goal for the time to the first token, in milliseconds.",
            example=800,
            minimum=1,
            maximum=3_600_000,
            absent="no goal",
        ),
    ] = None
    tpot_ms: Annotated[
        float | None,
        About(
            "Goal for the time per output token, in milliseconds.",
            example=30,
            minimum=1,
            maximum=60_000,
            absent="no goal",
        ),
    ] = None

"""The Outposts API as far as a stack needs it: sites and Outposts, no orders."""

from __future__ import annotations

import re
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, BaseResponse, EmptyResult

from .ec2.capacity import new_id
from .patching import Patches

url_bases = [r"https?://outposts\.(.+)\.amazonaws\.com"]


class OutpostsBackend(BaseBackend):
    """Sites and Outposts of one account and Region."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.sites: dict[str, dict[str, Any]] = {}
        self.outposts: dict[str, dict[str, Any]] = {}

    @property
    def _url_module(self) -> Any:
        from . import outposts

        return outposts


OUTPOSTS = BackendDict(OutpostsBackend, "ec2")


class OutpostsResponse(BaseResponse):
    """The operations; moto parses and writes them by botocore's model."""

    def __init__(self) -> None:
        super().__init__(service_name="outposts")
        self.automated_parameter_parsing = True

    @property
    def _state(self) -> OutpostsBackend:
        found: OutpostsBackend = OUTPOSTS[self.current_account][self.region]
        return found

    def _arn(self, resource: str) -> str:
        return f"arn:{self.partition}:outposts:{self.region}:{self.current_account}:{resource}"

    def _found(self, kind: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
        name = str(key).rpartition("/")[2]
        if name not in kind:
            raise ServiceException("NotFoundException", f"{key} was not found")
        return kind[name]

    def create_site(self) -> ActionResult:
        """CreateSite."""
        site = new_id("os")
        self._state.sites[site] = {
            "SiteId": site,
            "AccountId": self.current_account,
            "SiteArn": self._arn(f"site/{site}"),
            **{key: self._get_param(key) for key in ("Name", "Description", "Notes", "Tags")},
            "RackPhysicalProperties": self._get_param("RackPhysicalProperties"),
        }
        return ActionResult({"Site": self._state.sites[site]})

    def get_site(self) -> ActionResult:
        """GetSite."""
        return ActionResult({"Site": self._found(self._state.sites, self._get_param("SiteId"))})

    def update_site(self) -> ActionResult:
        """UpdateSite."""
        return ActionResult({"Site": self._change(self._state.sites, "SiteId")})

    def list_sites(self) -> ActionResult:
        """ListSites."""
        return ActionResult({"Sites": list(self._state.sites.values())})

    def delete_site(self) -> ActionResult:
        """DeleteSite: refused while it has Outposts."""
        site = self._found(self._state.sites, self._get_param("SiteId"))
        if any(o["SiteId"] == site["SiteId"] for o in self._state.outposts.values()):
            raise ServiceException("ConflictException", "the site has Outposts")
        del self._state.sites[site["SiteId"]]
        return EmptyResult()

    def create_outpost(self) -> ActionResult:
        """CreateOutpost."""
        site = self._found(self._state.sites, self._get_param("SiteId"))
        outpost = new_id("op")
        self._state.outposts[outpost] = {
            "OutpostId": outpost,
            "OwnerId": self.current_account,
            "OutpostArn": self._arn(f"outpost/{outpost}"),
            "SiteId": site["SiteId"],
            "SiteArn": site["SiteArn"],
            "LifeCycleStatus": "PENDING",
            **{
                key: self._get_param(key)
                for key in (
                    "Name", "Description", "AvailabilityZone", "AvailabilityZoneId", "Tags",
                    "SupportedHardwareType",
                )
            },
        }  # fmt: skip
        return ActionResult({"Outpost": self._state.outposts[outpost]})

    def get_outpost(self) -> ActionResult:
        """GetOutpost."""
        found = self._found(self._state.outposts, self._get_param("OutpostId"))
        return ActionResult({"Outpost": found})

    def update_outpost(self) -> ActionResult:
        """UpdateOutpost."""
        return ActionResult({"Outpost": self._change(self._state.outposts, "OutpostId")})

    def list_outposts(self) -> ActionResult:
        """ListOutposts."""
        return ActionResult({"Outposts": list(self._state.outposts.values())})

    def delete_outpost(self) -> ActionResult:
        """DeleteOutpost."""
        outpost = self._found(self._state.outposts, self._get_param("OutpostId"))
        del self._state.outposts[outpost["OutpostId"]]
        return EmptyResult()

    def _change(self, kind: dict[str, dict[str, Any]], key: str) -> dict[str, Any]:
        found = self._found(kind, self._get_param(key))
        for name in ("Name", "Description", "Notes", "SupportedHardwareType"):
            if (value := self._get_param(name)) is not None:
                found[name] = value
        return found


url_paths = {
    "{0}/sites$": OutpostsResponse.dispatch,
    "{0}/sites/(?P<SiteId>[^/]+)$": OutpostsResponse.dispatch,
    "{0}/outposts$": OutpostsResponse.dispatch,
    "{0}/outposts/(?P<OutpostId>[^/]+)$": OutpostsResponse.dispatch,
}


def install(patches: Patches) -> None:
    """Add the service, which moto does not have, to moto's server."""
    from moto import backend_index, backends

    patterns = [*backend_index.backend_url_patterns, ("outposts", re.compile(url_bases[0]))]
    patches.set(backend_index, "backend_url_patterns", patterns)
    patches.wrap(
        backends,
        "get_backend",
        lambda original: lambda name: OUTPOSTS if name == "outposts" else original(name),
    )

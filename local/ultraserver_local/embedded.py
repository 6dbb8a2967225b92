"""EmbeddedAws: an AWS inside this process, for deployments and tests on one machine."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from types import TracebackType
from typing import Any

from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data

from ultraserver_plan.errors import UltraServerError

from . import environ, inventory, seed
from .calls import Api
from .capacity_market import Market
from .clock import CLOCK
from .cloudformation.service import CloudFormation
from .cloudformation.types.base import ResourceType
from .ec2.capacity import Interconnect, capacity
from .ec2.topology import topology
from .hosts import Host, Hosts, Size
from .install import install
from .patching import Patches
from .schedules import run_due
from .server import Server

_RUNNING = threading.Lock()


class EmbeddedAws:
    """An AWS in this process, on one port of this machine.

    ``port`` 0 takes a free one. ``ignore_types`` are CloudFormation types to skip; any other
    unknown type fails its stack. ``types`` adds types of your own.

    While it runs, the process's AWS variables are those of ``environment()``, so that a client
    made by the code under test reaches it too. moto keeps its state per process, so only one can
    run at a time; each start is a new, empty account.
    """

    def __init__(
        self,
        *,
        region: str = "us-east-2",
        account: str = "123456789012",
        port: int = 0,
        ignore_types: Iterable[str] = (),
        types: Mapping[str, ResourceType] | None = None,
    ) -> None:
        if not (len(account) == 12 and account.isdigit()):
            raise UltraServerError(
                f"account must be twelve digits, got {account!r}",
                where="EmbeddedAws", fix="give an account id such as 123456789012",
            )  # fmt: skip
        self.region, self.account = region, account
        self._port = port
        self._ignored, self._types = tuple(ignore_types), dict(types or {})
        self._undo: list[Callable[[], object]] = []
        self._patches = Patches()
        self._server: Server | None = None
        self._api: Api | None = None
        self._cloudformation: CloudFormation | None = None

    # Life

    def start(self) -> EmbeddedAws:
        """Start to answer. Raises UltraServerError where one runs already."""
        if not _RUNNING.acquire(blocking=False):
            raise UltraServerError(
                "an embedded AWS runs already in this process",
                where="EmbeddedAws", fix="stop it first, or use another process",
            )  # fmt: skip
        self._undo = [_RUNNING.release]
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def _start(self) -> None:
        patches = self._patches
        self._undo.append(patches.undo)
        self._undo.append(_forget)
        _forget()
        server = Server(port=self._port)
        self._undo.append(server.close)
        self._server = server
        own = environ.aws_variables(
            endpoint_url=server.url, region=self.region, account=self.account
        )
        self._undo.append(environ.enter(own, self.account))
        self._api = Api(server.url, environ.credentials(self.account))
        self._undo.append(self._api.close)
        seed.add_zones(patches, self.region)
        self._cloudformation = install(
            patches, server, self._api, types=self._types, ignored=self._ignored
        )
        self._undo.append(self._cloudformation.stop)
        server.start()
        self._undo.append(server.stop)

    def stop(self) -> None:
        """Stop: port, threads, patches and variables are as before, the account is gone."""
        # Operations must not wait for a server that is gone, so they are told first.
        if self._cloudformation is not None:
            self._cloudformation.stopping.set()
        while self._undo:
            self._undo.pop()()
        self._server = self._api = self._cloudformation = None

    def __enter__(self) -> EmbeddedAws:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    # Reaching it

    def _running(self) -> tuple[Server, Api]:
        if self._server is None or self._api is None:
            raise UltraServerError(
                "the embedded AWS does not run",
                where="EmbeddedAws", fix="use it in a with statement, or call start()",
            )  # fmt: skip
        return self._server, self._api

    @property
    def endpoint_url(self) -> str:
        """The endpoint of every service: ``http://localhost:PORT``."""
        return self._running()[0].url

    def environment(self) -> dict[str, str]:
        """Return a whole environment for a subprocess: the caller's, but with this AWS only."""
        own = environ.aws_variables(
            endpoint_url=self.endpoint_url, region=self.region, account=self.account
        )
        return environ.whole(own, os.environ)

    def client(self, service: str, region: str | None = None) -> Any:
        """Return a boto3 client, in the default Region unless another is given."""
        return self._running()[1].client(service, region or self.region)

    # Capacity

    @property
    def market(self) -> Market:
        """What EC2 has on offer: nothing, until you put something there."""
        self._running()
        return Market(capacity(self.account, self.region))

    def add_capacity_block(
        self,
        reservation_id: str | None = None,
        *,
        instance_type: str,
        hosts: int,
        zone: str | None = None,
        ultraserver_type: str | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
    ) -> str:
        """Add a Capacity Block as if it had been bought; return its reservation's id.

        Without ``zone`` the Region's first; without ``start`` it is active, without ``end`` it
        lasts 14 days. A zone that the Region does not have is added, as a Local Zone.
        """
        market = self.market
        zone = zone or f"{self.region}a"
        seed.add_zones(self._patches, self.region, zone)
        return market.bought(
            reservation_id, instance_type=instance_type, hosts=hosts,
            zone=zone, ultraserver_type=ultraserver_type,
            period=(start, end),
        )  # fmt: skip

    def add_capacity_reservation(
        self,
        reservation_id: str | None = None,
        *,
        instance_type: str,
        hosts: int,
        zone: str | None = None,
    ) -> str:
        """Add an On-Demand Capacity Reservation that exists already; return its id."""
        zone = zone or f"{self.region}a"
        seed.add_zones(self._patches, self.region, zone)
        return self.market.reserved(
            reservation_id, instance_type=instance_type, hosts=hosts, zone=zone
        )

    def set_interconnect_status(self, block: str, status: Interconnect) -> None:
        """Set what DescribeCapacityBlockStatus says of a block (its id, or its reservation's)."""
        self.market.block(block).interconnect = status

    def set_unavailable_hosts(self, block: str, hosts: int) -> None:
        """Take hosts of a block away from new launches."""
        self.market.block(block).unavailable = hosts

    def set_topology_delay(self, polls: int) -> None:
        """Let CapacityBlockId be missing in a host's first ``polls`` topology answers."""
        self._running()
        topology(self.account, self.region).delay_polls = polls

    # Hosts

    def hosts(self) -> list[Host]:
        """Return every running instance as its own boot script sees it."""
        return Hosts(self._running()[1], self.region, self.account).running()

    def boot_hosts(
        self,
        *,
        attributes: Callable[[Host], Mapping[str, str]] | None = None,
        size: Callable[[Host], Size] | None = None,
    ) -> list[str]:
        """Boot every running instance that is in no cluster; return container instance ARNs.

        A host joins the ``ECS_CLUSTER`` of its user data with ``ECS_INSTANCE_ATTRIBUTES``, as the
        ECS agent does. ``attributes`` adds what a boot script would compute, ``size`` says what
        the agent reports; without it EC2's own numbers, or 64 vCPUs and 768 GiB for unknown types.
        """
        return Hosts(self._running()[1], self.region, self.account).boot(
            attributes=attributes, size=size
        )

    def set_time(self, at: datetime) -> list[str]:
        """Make it ``at`` for Capacity Blocks and schedules; return the scheduled actions that ran.

        Only one-time actions run, each once; ``cron`` recurrences do not.
        """
        self._running()
        CLOCK.set(at)
        return run_due(self.account, self.region, at)

    # Looking

    def inventory(self) -> dict[str, list[str]]:
        """Return what exists now, by CloudFormation type; see ``inventory.take``."""
        return inventory.take(self._running()[1], self.region)

    def retained(self) -> list[str]:
        """Return the physical ids that deleted stacks left because of a DeletionPolicy."""
        self._running()
        assert self._cloudformation is not None
        stacks = self._cloudformation.stacks.values()
        return [physical_id for stack in stacks for physical_id in stack.retained]


def _forget() -> None:
    """Drop all of moto's state.

    BackendDict.reset() would first make every backend anew, which takes most of a second.
    """
    instances: list[Any] = vars(BackendDict)["_instances"]
    for backends in instances:
        if backends.service_name == "s3":  # objects hold open files
            for account in backends.values():
                account.reset()
        backends.clear()
    instances.clear()
    reset_model_data()
    CLOCK.reset()

"""Network interfaces beyond the first: moto keeps one for each DeviceIndex, EC2 for each card."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from moto.ec2.models.elastic_network_interfaces import Attachment

_KEY = 1000
"""moto keys an instance's interfaces by DeviceIndex; the cards' are kept above all of those."""


def attach_cards(backend: Any, instance: Any, wanted: Iterable[Mapping[str, Any]]) -> None:
    """Give an instance the interfaces its launch template lists; the first is there already."""
    first = instance.nics.get(0)
    if first is not None:
        # EC2's default for an interface that the launch made; moto's would leave it behind.
        first.delete_on_termination = True
    for index, given in enumerate(wanted):
        device, card = int(given.get("DeviceIndex", 0)), int(given.get("NetworkCardIndex", 0))
        if (device, card) == (0, 0):
            _describe(first, given)
            continue
        if first is None:
            continue
        interface = backend.create_network_interface(
            first.subnet,
            None,
            group_ids=list(given.get("Groups") or []),
            delete_on_termination=True,
            device_index=device,
        )
        instance.attach_eni(interface, _KEY + index)
        interface.device_index, interface.network_card_index = device, card
        _describe(interface, given)
        if interface.interface_type == "efa-only":  # no IP address at all
            interface.private_ip_address, interface.private_ip_addresses = None, []


def _describe(interface: Any, given: Mapping[str, Any]) -> None:
    if interface is None:
        return
    interface.interface_type = given.get("InterfaceType", "interface")
    kept = str(given.get("DeleteOnTermination", True)).lower()
    interface.delete_on_termination = kept != "false"


class CardAttachment(Attachment):
    """An attachment that knows its network card."""

    def __init__(self, eni: Any) -> None:
        super().__init__(eni)
        self.network_card_index = getattr(eni, "network_card_index", 0)

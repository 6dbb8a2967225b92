from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ultraserver_plan.errors import FaultsError
from ultraserver_plan.topology import Domain, Host, common_prefix, domains, ultraservers
from ultraserver_plan.topology_snapshot import read_snapshot, render_snapshot


def host(id: str, *nodes: str, block: str | None = None, zone: str | None = "us-east-2a") -> Host:
    return Host(id=id, zone=zone, capacity_block=block, network_nodes=nodes)


def shape(domain: Domain) -> object:
    """The tree as nested tuples: (kind, id, host ids, children)."""
    return (
        domain.kind,
        domain.id,
        [each.id for each in domain.hosts],
        [shape(child) for child in domain.children],
    )


NAMES = st.sampled_from(["a", "b", "c"])
HOSTS = st.lists(
    st.builds(
        Host,
        id=st.integers(0, 10**6).map("i-{:06d}".format),
        instance_type=st.none() | st.just("trn2u.48xlarge"),
        zone=st.none() | NAMES,
        capacity_block=st.none() | NAMES.map("cb-{}".format),
        network_nodes=st.lists(NAMES.map("nn-{}".format), max_size=4).map(tuple),
    ),
    unique_by=lambda each: each.id,
)


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([], ()),
        ([("a", "b", "c")], ("a", "b", "c")),
        ([("a", "b", "c"), ("a", "b", "d")], ("a", "b")),
        ([("a", "b"), ("a", "b", "c", "d")], ("a", "b")),
        ([("a", "b"), ("x", "b")], ()),
        ([("a",), ()], ()),
    ],
)
def test_common_prefix_ends_where_paths_part(
    paths: list[tuple[str, ...]], expected: tuple[str, ...]
) -> None:
    assert common_prefix(paths) == expected


def test_hosts_of_one_block_are_one_ultraserver_where_their_paths_part() -> None:
    tree = domains(
        [
            host("i-1", "top", "mid", "leaf-1", block="cb-1"),
            host("i-2", "top", "mid", "leaf-2", block="cb-1"),
            host("i-3", "top", "mid", "leaf-1"),
        ]
    )
    leaf = ("network-node", "leaf-1", ["i-3"], [])
    server = ("ultraserver", "cb-1", ["i-1", "i-2"], [])
    mid = ("network-node", "mid", [], [server, leaf])
    top = ("network-node", "top", [], [mid])
    assert shape(tree) == ("fleet", "fleet", [], [("zone", "us-east-2a", [], [top])])
    assert tree.count == 3


@pytest.mark.parametrize("depth", [1, 3, 4])
def test_any_depth_of_network_nodes_makes_a_tree(depth: int) -> None:
    path = [f"n{level}" for level in range(depth)]
    tree = domains([host("i-1", *path), host("i-2", *path)])
    deepest = list(tree.walk())[-1]
    assert (deepest.id, deepest.count) == (f"n{depth - 1}", 2)
    assert sum(each.kind == "network-node" for each in tree.walk()) == depth


def test_host_without_a_place_hangs_off_its_zone_and_is_counted() -> None:
    tree = domains([host("i-1"), host("i-2", zone=None), host("i-3", "top")])
    assert shape(tree) == (
        "fleet",
        "fleet",
        [],
        [
            ("zone", "unknown", ["i-2"], []),
            ("zone", "us-east-2a", ["i-1"], [("network-node", "top", ["i-3"], [])]),
        ],
    )


def test_host_of_a_block_takes_the_zone_of_its_block() -> None:
    tree = domains([host("i-1", block="cb-1"), host("i-2", block="cb-1", zone=None)])
    assert [zone.id for zone in tree.children] == ["us-east-2a"]
    assert ultraservers(tree)[0].count == 2


def test_unknown_path_in_a_block_does_not_lift_the_ultraserver() -> None:
    tree = domains([host("i-1", "top", "leaf", block="cb-1"), host("i-2", block="cb-1")])
    (zone,) = tree.children
    (top,) = zone.children
    assert shape(top.children[0]) == (
        "network-node",
        "leaf",
        [],
        [("ultraserver", "cb-1", ["i-2", "i-1"], [])],
    )


def test_neighbours_stand_beside_each_other() -> None:
    tree = domains([host("i-1", "t", "a"), host("i-2", "t", "b"), host("i-3", "t", "a")])
    assert [each.id for each in tree.all_hosts()] == ["i-1", "i-3", "i-2"]


def test_is_known_needs_more_than_a_zone() -> None:
    assert not host("i-1").is_known
    assert host("i-1", "top").is_known
    assert host("i-1", block="cb-1").is_known


def test_fails_on_a_host_that_is_there_twice() -> None:
    with pytest.raises(FaultsError, match=r"^i-1: is there twice; give each host once$"):
        domains([host("i-1"), host("i-1", "top")])


@given(HOSTS)
def test_every_host_is_in_the_tree_exactly_once(hosts: list[Host]) -> None:
    tree = domains(hosts)
    assert sorted(each.id for each in tree.all_hosts()) == sorted(each.id for each in hosts)
    assert tree.count == len(hosts)


@given(HOSTS, st.randoms(use_true_random=False))
def test_tree_does_not_depend_on_the_order_of_hosts(hosts: list[Host], random: object) -> None:
    shuffled = list(hosts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert domains(shuffled) == domains(hosts)


@given(HOSTS)
def test_snapshot_comes_back_as_it_was(hosts: list[Host]) -> None:
    expected = tuple(sorted(hosts, key=lambda each: each.id))
    assert read_snapshot(render_snapshot(hosts)) == expected


def test_snapshot_needs_an_id_and_no_more() -> None:
    text = '{"schema": "ultraserver.topology/v1", "hosts": [{"id": "i-1"}]}'
    assert read_snapshot(text) == (Host(id="i-1"),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", r"^topology.json:1:2: is not JSON \(Expecting property name"),
        ("[]", r"^topology.json: schema is None; give a ultraserver.topology/v1 document"),
        ('{"schema": "v0"}', r"^topology.json: schema is 'v0'; give"),
        ('{"schema": "ultraserver.topology/v1"}', r"^topology.json: has no list of hosts; add"),
    ],
)
def test_fails_on_a_document_that_is_no_snapshot(text: str, message: str) -> None:
    with pytest.raises(FaultsError, match=message):
        read_snapshot(text, where="topology.json")


def test_fails_with_every_fault_of_a_snapshot() -> None:
    text = """{"schema": "ultraserver.topology/v1", "hosts": [
        3, {"id": ""}, {"id": "i-1", "zone": 4, "rack": "r"},
        {"id": "i-2", "network_nodes": "x"}]}"""
    with pytest.raises(FaultsError) as caught:
        read_snapshot(text, where="t")
    assert str(caught.value).splitlines() == [
        "t: hosts[0]: got 3; give an object with an id",
        "t: hosts[1].id: got ''; give the instance id",
        "t: hosts[2].rack: is unknown; use id, instance_type, zone, capacity_block, network_nodes",
        "t: hosts[2].zone: got 4; give text or null",
        "t: hosts[3].network_nodes: got 'x'; give a list of node ids",
    ]

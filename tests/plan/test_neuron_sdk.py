"""Version locks, and the pairs that must be refused."""

from __future__ import annotations

import pytest

from ultraserver_plan import hardware, neuron_sdk
from ultraserver_plan.errors import UltraServerError
from ultraserver_plan.neuron_sdk import (
    KNOWN_BAD_PAIRS,
    OPERATING_SYSTEMS,
    RELEASES,
    SdkRelease,
    check_multi_node,
    check_os,
    check_pair,
    parse_version,
)

ALL = pytest.mark.parametrize("release", RELEASES, ids=lambda item: item.version)


def test_host_packages_of_2_32_0_are_those_of_the_manifest() -> None:
    packages = neuron_sdk.release("2.32.0").host_packages
    assert [item.pin for item in packages] == [
        "aws-neuronx-dkms=2.30.2.0*",
        "aws-neuronx-collectives=2.34.10.0*",
        "aws-neuronx-runtime-lib=2.34.10.0*",
        "aws-neuronx-tools=2.32.28.0*",
    ]


def test_2_31_1_keeps_the_last_xla_stack() -> None:
    release = neuron_sdk.release("2.31.1")
    names = {item.name: item.version for item in release.frameworks}
    assert names["torch-neuronx"] == "2.9.0.2.15.32035"
    assert release.driver.version == "2.29.0.0"
    assert release.oci_hook is None


@ALL
def test_builds_start_with_their_version(release: SdkRelease) -> None:
    packages = (*release.host_packages, release.compiler, release.nki, *release.frameworks)
    assert all(item.build is None or item.build.startswith(item.version) for item in packages)


@ALL
def test_image_tags_name_their_release_and_python(release: SdkRelease) -> None:
    for image in release.images:
        assert f"sdk{release.version}-ubuntu24.04" in image.tag
        assert f"py{image.python.replace('.', '')}" in image.tag
        assert image.python in release.python


@ALL
def test_image_chips_are_in_the_catalogue(release: SdkRelease) -> None:
    known = {chip.name for chip in hardware.CHIPS}
    assert all(set(image.chips) <= known for image in release.images)


@ALL
def test_a_release_works_with_itself(release: SdkRelease) -> None:
    assert check_pair(release.driver.version, release.runtime.version) is None


def test_everything_has_a_source() -> None:
    sources = [release.source for release in RELEASES]
    sources += [image.source for release in RELEASES for image in release.images]
    sources += [system.source for system in OPERATING_SYSTEMS]
    sources += [pair.source for pair in KNOWN_BAD_PAIRS]
    assert all("https://" in source for source in sources)


def test_image_finds_the_engine_of_a_release() -> None:
    uri = neuron_sdk.image("2.31.1", "nxdi").uri
    assert uri.startswith("public.ecr.aws/neuron/pytorch-inference-vllm-neuronx:0.16.0-")
    assert neuron_sdk.release("2.31.1").image("nxdi") == uri
    assert neuron_sdk.release("2.32.0").image("nxdi") is None


def test_fails_on_an_engine_without_image_and_names_the_release_that_has_one() -> None:
    with pytest.raises(
        UltraServerError, match=r"2\.32\.0 has no container image for nxdi; .*2\.31\.1"
    ):
        neuron_sdk.image("2.32.0", "nxdi")


def test_release_is_found_without_its_last_zero() -> None:
    assert neuron_sdk.release("2.32") is neuron_sdk.release("2.32.0") is neuron_sdk.latest()


@pytest.mark.parametrize("version", ["2.3", "2.33.0", "3"])
def test_fails_on_an_unknown_release(version: str) -> None:
    with pytest.raises(
        UltraServerError, match=r"no Neuron SDK release is called .*2\.32\.0, 2\.31\.1"
    ):
        neuron_sdk.release(version)


def test_fails_on_what_is_no_version() -> None:
    with pytest.raises(UltraServerError, match="'latest' is not a version; write dotted numbers"):
        neuron_sdk.release("latest")


@pytest.mark.parametrize(
    ("driver", "runtime", "bad"),
    [
        ("2.30.2.0", "2.34.10.0", False),
        ("2.29.0.0", "2.33.10.0", False),
        ("2.29.0.0", "2.32.99.0", True),
        ("2.30.2.0", "2.9.0.0", True),  # as text, 2.9 would be newer than 2.33
        ("2.28.9.0", "2.32.0.0", False),
        ("2.27.0.0", "2.32.0.0", False),
        ("2.26.9.0", "2.32.0.0", True),
        ("2.9.0.0", "2.34.10.0", True),  # as text, 2.9 would be newer than 2.26
        ("2.26.0.0", "2.31.0.0", False),
        ("2.30.2.0-1", "2.34.10.0-ac18d186d", False),
    ],
)
def test_check_pair_knows_bad_pairs(driver: str, runtime: str, bad: bool) -> None:
    fault = check_pair(driver, runtime, where="host i-1")
    assert (fault is not None) is bad
    if fault is not None:
        assert fault.where == "host i-1"
        assert driver in fault.what and runtime in fault.what


def test_each_known_pair_can_be_met() -> None:
    assert {item.name for item in KNOWN_BAD_PAIRS if item.is_bad((2, 29), (2, 32))} == {
        "new-driver-old-runtime"
    }
    assert {item.name for item in KNOWN_BAD_PAIRS if item.is_bad((2, 26), (2, 32))} == {
        "old-driver-new-runtime"
    }


def test_fails_on_a_driver_that_is_no_version() -> None:
    with pytest.raises(UltraServerError, match=r"^host: 'unknown' is not a version"):
        check_pair("unknown", "2.34.10.0")


@pytest.mark.parametrize(
    ("release", "row", "hosts", "bad"),
    [
        ("2.31.1", "trn3-gen2", 4, True),
        ("2.31.1", "trn3-gen1", 2, True),
        ("2.31.1", "trn3-gen2", 1, False),
        ("2.32.0", "trn3-gen2", 4, False),
        ("2.31.1", "trn2-ultraserver", 4, False),
        ("2.9.0", "trn3-gen2", 2, True),
    ],
)
def test_multi_node_on_trn3_needs_2_32(release: str, row: str, hosts: int, bad: bool) -> None:
    assert (check_multi_node(release, hardware.row(row), hosts) is not None) is bad


def test_ami_parameter_is_the_public_one() -> None:
    assert neuron_sdk.ami_parameter("2.32.0", "base", "amazon-linux-2023").name == (
        "/aws/service/neuron/dlami/base/amazon-linux-2023/latest/image_id"
    )


@ALL
def test_vllm_ami_carries_the_plugins_version(release: SdkRelease) -> None:
    names = [item.name for item in release.amis if item.purpose == "vllm"]
    assert all(f"vllm-{release.vllm_plugin.version}/" in name for name in names)


def test_fails_on_an_ami_of_a_past_release() -> None:
    with pytest.raises(UltraServerError, match=r"no public parameter holds a base AMI .* 2\.31\.1"):
        neuron_sdk.ami_parameter("2.31.1", "base", "ubuntu-24.04")


def test_supported_systems_pass() -> None:
    check_os("ubuntu-24.04", framework=True)
    check_os("amazon-linux-2023")


def test_fails_on_frameworks_on_amazon_linux_with_the_reason() -> None:
    with pytest.raises(
        UltraServerError, match=r"amazon-linux-2023: .*GLIBC_2\.35.*; use ubuntu-24"
    ):
        check_os("amazon-linux-2023", framework=True)


def test_fails_on_rocky_linux() -> None:
    with pytest.raises(UltraServerError, match="no longer a supported install target"):
        check_os("rocky-linux-9")


def test_every_refusal_has_a_reason() -> None:
    assert all(item.reason or (item.host and item.framework) for item in OPERATING_SYSTEMS)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2.30.2.0", (2, 30, 2)),
        ("2.27.5334.0+f702b353", (2, 27, 5334)),
        ("0.6.0", (0, 6)),
        ("0", (0,)),
    ],
)
def test_parse_version_reads_numbers(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_version(text) == numbers

"""Wall time and peak memory of whole processes, taken in turns so that noise meets them alike."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass

from ultraserver_plan.errors import UltraServerError


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One command line. ``peer``: not ours, measured for comparison."""

    name: str
    argv: tuple[str, ...]
    peer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One run."""

    seconds: float
    peak_rss_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """All runs of one case."""

    case: Case
    samples: tuple[Sample, ...]

    @property
    def median_s(self) -> float:
        """Median wall time, from start of the process to its end."""
        return statistics.median(sample.seconds for sample in self.samples)

    @property
    def best_s(self) -> float:
        """Shortest wall time."""
        return min(sample.seconds for sample in self.samples)

    @property
    def peak_rss_mib(self) -> float:
        """Largest resident set of any run."""
        return max(sample.peak_rss_mib for sample in self.samples)


def measure(cases: Sequence[Case], *, runs: int) -> tuple[Measurement, ...]:
    """Return ``runs`` samples of each case, after one run that warms the disk cache.

    Raises UltraServerError when a command fails: a failure's time means nothing.
    """
    samples: dict[str, list[Sample]] = {case.name: [] for case in cases}
    for turn in range(runs + 1):
        for case in cases:
            sample = run_once(case)
            if turn:
                samples[case.name].append(sample)
    return tuple(Measurement(case=case, samples=tuple(samples[case.name])) for case in cases)


def run_once(case: Case) -> Sample:
    """Run one command to its end and return what it took."""
    start = time.perf_counter()
    child = subprocess.Popen(
        case.argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - start
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise UltraServerError(
            f"ended with {child.returncode}", where=case.name, fix="run it by hand and mend it"
        )
    # Linux counts ru_maxrss in KiB.
    return Sample(seconds=seconds, peak_rss_mib=usage.ru_maxrss / 1024)

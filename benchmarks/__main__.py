"""``python -m benchmarks``: the table on stdout, progress on stderr."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.cases import cases
from benchmarks.measure import Measurement, measure
from ultraserver_plan.errors import UltraServerError

START_UP_BUDGET_S = 0.3
"""What ``ultraserver --help`` may take on a machine of two cores."""


def main() -> int:
    """Measure and print. Returns the exit code."""
    options = _options()
    print(f"measuring, {options.runs} runs each after one to warm up ...", file=sys.stderr)
    try:
        with tempfile.TemporaryDirectory() as output:
            found = measure(cases(Path(output)), runs=options.runs)
    except UltraServerError as error:
        print(error, file=sys.stderr)
        return 1
    print(_json(found) if options.json else _table(found))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="runs per command (default 5)")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    options = parser.parse_args()
    if options.runs < 1:
        parser.error(f"--runs must be at least 1, got {options.runs}")
    return options


def _table(found: Sequence[Measurement]) -> str:
    """Return the measurements with their ratios to each peer: 0.10 is ten times as fast."""
    peers = [item for item in found if item.case.peer]
    head = ["command", "median s", "best s", "peak RSS MiB"]
    lines = [[*head, *(f"time / {peer.case.name}" for peer in peers)]]
    for item in found:
        ratios = (f"{item.median_s / peer.median_s:.2f}" for peer in peers)
        numbers = (f"{item.median_s:.3f}", f"{item.best_s:.3f}", f"{item.peak_rss_mib:.0f}")
        lines.append([item.case.name, *numbers, *ratios])
    lines.append([f"budget of ultraserver --help: {START_UP_BUDGET_S} s"])
    widths = [max(len(line[i]) for line in lines[:-1]) for i in range(len(lines[0]))]
    return "\n".join(_line(line, widths) for line in lines)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return one line: the first cell left, numbers right."""
    first, *rest = (
        cell.rjust(width) if i else cell.ljust(width)
        for i, (cell, width) in enumerate(zip(cells, widths, strict=False))
    )
    return "  ".join((first, *rest)).rstrip()


def _json(found: Sequence[Measurement]) -> str:
    """Return the measurements as one document."""
    rows = [
        {
            "command": item.case.name,
            "peer": item.case.peer,
            "median_s": item.median_s,
            "best_s": item.best_s,
            "peak_rss_mib": item.peak_rss_mib,
            "samples_s": [sample.seconds for sample in item.samples],
        }
        for item in found
    ]
    return json.dumps({"schema": "ultraserver.benchmarks/v1", "measurements": rows}, indent=2)


if __name__ == "__main__":
    sys.exit(main())

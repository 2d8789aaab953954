"""The page's memory while it runs at full speed: after a collection, minute by minute."""

import re
from pathlib import Path
from typing import Final

from benchmarks.page.opened import Opened, opened

MEBIBYTE: Final = 2**20
MOST_GROWTH: Final = 1.0  # mebibytes a minute over the second half
HISTORY_STEPS: Final = 3_000_000
"""Long before it, the bounded histories of the page are as large as they ever get."""


def memory_table(minutes: float, network: str = "2-4-2-1") -> None:
    """Print a row for each minute, and what grew over the second half."""
    print("minute        step   heap MiB  buffers MiB   nodes  listeners   server MiB")
    rows = []
    with opened(network) as tab:
        tab.go()
        for minute in range(int(minutes) + 1):
            rows.append(_measured(tab))
            step, heap, buffers, nodes, listeners, server = rows[-1]
            print(
                f"{minute:>6}{step:>12,}{heap:>11.2f}{buffers:>13.2f}{nodes:>8}{listeners:>11}"
                f"{server:>13.1f}",
                flush=True,
            )
            if minute < int(minutes):
                tab.rest(60)
    half = rows[len(rows) // 2 :]
    if len(half) < 2:
        return
    growth = (half[-1][1] + half[-1][2] - half[0][1] - half[0][2]) / (len(half) - 1)
    met = "met" if growth < MOST_GROWTH else "not met"
    print(f"second half: {growth:+.3f} MiB a minute   {MOST_GROWTH:.1f} MiB {met}")
    if half[0][0] < HISTORY_STEPS:
        print(f"It began before step {HISTORY_STEPS:,}: the histories may still have grown.")


def _measured(tab: Opened) -> tuple[int, float, float, int, int, float]:
    for _ in range(2):  # what the first one frees may hold more
        tab.devtools("HeapProfiler.collectGarbage")
    usage = tab.devtools("Runtime.getHeapUsage")
    counted = tab.devtools("Memory.getDOMCounters")
    heap = usage["usedSize"] + usage.get("embedderHeapUsedSize", 0)
    return (
        tab.step,
        heap / MEBIBYTE,
        usage.get("backingStorageSize", 0) / MEBIBYTE,
        counted["nodes"],
        counted["jsEventListeners"],
        _resident(tab.server.process),
    )


def _resident(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0

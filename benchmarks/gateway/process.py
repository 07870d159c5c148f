"""What a tree of processes used: CPU time of user and system, resident memory. Read from /proc. And when it is up."""

import os
import time
import urllib.error
import urllib.request
from pathlib import Path

START_S = 120.0
TICK_US = 1_000_000 // os.sysconf("SC_CLK_TCK")


def tree(pid: int) -> list[int]:
    """`pid` and everything below it."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*"):
            try:
                found += [int(child) for child in (task / "children").read_text().split()]
            except FileNotFoundError:
                continue
    return found


def cpu_us(pid: int) -> int:
    """Microseconds on a CPU so far, of the whole tree."""
    total = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total * TICK_US


def rss_mb(pid: int) -> float:
    """Resident memory of the tree, shared pages counted in each process that has them."""
    page = os.sysconf("SC_PAGE_SIZE")
    return sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in tree(pid)) * page / 1e6


def wait_for(port: int) -> None:
    """Until something answers HTTP on the port."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise SystemExit(f"nothing answers on port {port}")

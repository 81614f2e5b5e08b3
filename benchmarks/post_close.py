"""
Leaving a post: `safeconduct post close` on a register of generated people, from the command to the certificate.

    python benchmarks/post_close.py --people 100000            the promise: under 10 minutes
    python benchmarks/post_close.py --people 100000 --json

Steps: a demonstration world in a temporary folder (not counted), the ministry's keys, the guided run (hand-over, then destruction),
and, to see that the hand-over is whole, `post open` with the ministry's key: its digest must be the one in the certificate.
The load average stands beside the time, and the processor time of the command, which depends less on who shares the machine.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLI = [sys.executable, "-m", "safeconduct.config.cli"]
GOAL = 600.0


def measured(people: int) -> dict:
    """One close of one register."""
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as folder:
        data, beside = Path(folder) / "data", Path(folder) / "beside"
        data.mkdir()
        beside.mkdir()
        environment = {**os.environ, "SAFECONDUCT_DATA": str(data), "SAFECONDUCT_DATABASE_URL": "", "PYTHONPATH": str(ROOT / "src")}
        made = _run(environment, "demo", "--people", str(people))
        size = sum(p.stat().st_size for p in data.rglob("*") if p.is_file())
        _run(environment, "post", "key", str(beside))
        handover, certificate = beside / "handover.sealed", beside / "certificate.txt"
        close = _run(
            environment, "post", "close", "--to", str(beside / "ministry-public.pem"), "--handover", str(handover), "--certificate", str(certificate), "--yes", "--json"
        )
        opened = _run(environment, "post", "open", str(handover), "--key", str(beside / "ministry-private.pem"), "--out", str(beside / "opened.jsonl"), "--json")
        record = json.loads(close["said"])
        return {
            "people": people, "data_mb": round(size / 2**20), "demo_seconds": made["seconds"], "demo_cpu_seconds": made["cpu"], "demo_peak_mb": made["peak_mb"],
            "seconds": close["seconds"], "cpu_seconds": close["cpu"], "peak_mb": close["peak_mb"], "load": close["load"], "lines": record["lines"],
            "handover_mb": round(handover.stat().st_size / 2**20), "same": json.loads(opened["said"])["sha256"] == record["handover_sha256"], "gone": not data.exists(),
        }  # fmt: skip


def _run(environment: dict[str, str], *arguments: str) -> dict:
    """One command: what it said, wall and processor seconds, the most memory of any command so far, the load average."""
    before, load, begun = resource.getrusage(resource.RUSAGE_CHILDREN), os.getloadavg()[0], time.monotonic()
    done = subprocess.run([*CLI, *arguments], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(arguments[:2])}: {done.stderr[-2000:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "said": done.stdout.strip().splitlines()[-1] if done.stdout.strip() else "", "seconds": round(time.monotonic() - begun, 1), "cpu": round(cpu, 1),
        "peak_mb": after.ru_maxrss // 1024, "load": round(max(load, os.getloadavg()[0]), 1),
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    one = measured(options.people)
    if options.json:
        print(json.dumps(one))
    else:
        print(f"{one['people']:,} people, {one['data_mb']} MB of data, made in {one['demo_seconds']} s ({one['demo_cpu_seconds']} s of processor, peak {one['demo_peak_mb']} MB)")
        print(f"post close: {one['seconds']} s ({one['cpu_seconds']} s of processor, load {one['load']}), {one['lines']:,} lines, hand-over {one['handover_mb']} MB")
        print(f"the hand-over opens and is what was there: {'yes' if one['same'] else 'NO'}; nothing is left: {'yes' if one['gone'] else 'NO'}")
    return 0 if one["same"] and one["gone"] and one["seconds"] < GOAL else 1


if __name__ == "__main__":
    sys.exit(main())

"""
Run every benchmark at a size that ends in minutes, and gather what they print under the machine that they ran on.

    python tools/bench.py                  small sizes, on standard output
    python tools/bench.py --write          the same, and into docs/benchmarks.md
    python tools/bench.py --only checkin_load post_close

Each benchmark can be run by itself at full size; docs/performance.md says how, and what came out. A benchmark whose goal was not
met, or that lacks its input or a peer on this machine, is named at the end; the others run nevertheless.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# file: how it is run small. The other files beside them are parts of these.
SMALL = {
    "exposure": ["--people", "20000", "--reps", "2", "--json"],
    "linkage": ["febrl3", "arabic:5000"],
    "registrations.incremental": ["20000", "--json"],
    "registrations.spark": ["300"],
    "evacuation": ["--sizes", "S", "--limit", "20", "--json"],
    "forecast": ["--quick"],
    "checkin_load": ["--rows", "2000", "--people", "1000"],
    "post_close": ["--people", "1000"],
    "simulation": ["--quick"],
    "simulation_replay": ["--runs", "40"],
}
PACKAGES = ("Django", "cryptography", "sqlcipher3", "numpy", "shapely", "highspy", "psycopg", "splink", "duckdb", "recordlinkage", "ortools", "pyspark", "simpy")
MOST = 300  # seconds for one of them
PEERS = ("splink", "duckdb", "recordlinkage", "ortools", "pyspark", "simpy")
PARTS = ("registrations.incremental", "registrations.spark")  # those below a folder that are run too
POSTGRES = os.environ.get("SAFECONDUCT_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")


def runnable() -> list[str]:
    """The benchmarks that can be run, by name."""
    return sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if 'if __name__ == "__main__"' in p.read_text(encoding="utf-8")) + list(PARTS)


def machine() -> str:
    """What it ran on."""
    model = next(
        (line.split(":", 1)[1].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")), platform.processor() or "unknown processor"
    )
    memory = next((int(line.split()[1]) // 2**20 for line in _lines("/proc/meminfo") if line.startswith("MemTotal")), 0)
    return f"{model}, {os.cpu_count()} cores, {memory} GB, {platform.system()}, Python {platform.python_version()}"


def versions() -> str:
    """The packages that the figures depend on, peers among them."""
    found = []
    for name in PACKAGES:
        try:
            found.append(f"{name} {importlib.metadata.version(name)}")
        except importlib.metadata.PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join(found)


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text().splitlines()
    except OSError:
        return []


def run(name: str) -> tuple[str, int, float]:
    """One benchmark: what it printed, its exit code, seconds."""
    begun = time.monotonic()
    if name == "registrations.spark" and not (importlib.util.find_spec("pyspark") and shutil.which("java")):
        return "skipped: pyspark (456 MB, not among the peers that are installed by themselves) and Java 17 are needed", 0, 0.0
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)])}
    as_module = name == "linkage" or name in PARTS
    command = [sys.executable, "-m", f"benchmarks.{name}"] if as_module else [sys.executable, str(ROOT / "benchmarks" / f"{name}.py")]
    with tempfile.TemporaryDirectory() as folder, scratch_database(name == "registrations.incremental") as dsn:
        more = (["--work", folder] + (["--postgres", dsn] if dsn else [])) if name == "registrations.incremental" else []
        try:
            done = subprocess.run(
                [*command, *SMALL[name], *more],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=MOST,
                check=False,
            )
            return done.stdout.strip(), done.returncode, time.monotonic() - begun
        except subprocess.TimeoutExpired:
            return f"did not end in {MOST} s", 1, time.monotonic() - begun


@contextmanager
def scratch_database(wanted: bool):
    """The address of an empty PostgreSQL database that goes away again; None where no server answers."""
    name, made = f"safeconduct_bench_{os.getpid()}", False
    try:
        import psycopg

        if wanted:
            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True, connect_timeout=3) as server:
                server.execute(f"create database {name}")
            made = True
    except Exception as error:
        print(f"PostgreSQL is left out: {error}", file=sys.stderr)
    try:
        yield f"{POSTGRES}/{name}" if made else None
    finally:
        if made:
            with psycopg.connect(f"{POSTGRES}/postgres", autocommit=True) as server:
                server.execute(f"drop database {name} with (force)")


# -- the table: one row for each figure of ours beside a peer's, read from what the benchmarks print as JSON ------------------


def objects(said: str) -> list[dict]:
    """The JSON objects among the lines printed."""
    found = []
    for line in said.splitlines():
        if line.startswith("{"):
            try:
                found.append(json.loads(line))
            except ValueError:
                continue
    return found


def told(said: str) -> str:
    """What was printed without its JSON, which the table holds."""
    return "\n".join(line for line in said.splitlines() if not line.startswith("{")).strip()


def rows(name: str, said: str) -> list[tuple[str, str, str, str, str]]:
    """(what, peer, ours, the peer's, ratio of ours to the peer's) of one benchmark."""
    found = objects(said)
    if name == "exposure":
        return [(f"{goal['goal']}, goal {goal['bound']}", "in the name", "", "", f"{goal['ratio']}") for last in found for goal in last.get("goals", ())]
    if name == "linkage":
        return list(_linkage(found))
    if name == "registrations.incremental":
        return list(_incremental(found))
    if name == "evacuation":
        return list(_evacuation(found))
    if name == "forecast":
        lines = re.findall(r"^(\d+) days, (.*?): ([-\d.]+)% below (level|share) persistence", said, re.M)
        return [(f"error {days} days ahead, {known}", f"{peer} persistence", "", "", f"{1 - float(less) / 100:.3f}") for days, known, less, peer in lines]
    return []


def _linkage(found: list[dict]):
    mine = {row["set"]: row for row in found if row["engine"] == "ours"}
    for row in found:
        own = mine.get(row["set"])
        if own and own is not row:
            for what, key in (("best F1", "best_f1"), ("wall s", "wall_s"), ("memory MB", "rss_mb")):
                yield f"{row['set']}, {what}", f"{row['engine']} {row['version']}", f"{own[key]}", f"{row[key]}", f"{own[key] / row[key]:.2f}"


def _incremental(found: list[dict]):
    for own in (row for row in found if "key table" in row["table"]):
        yield f"{own['table']}, {own['rows']:,} records, p95 ms with scores", "none", f"{own['p95_ms']}", "", ""
        for peer in (row for row in found if "pg_trgm" in row["table"]):
            for what, key in (("search p50 ms", "search_p50_ms"), ("recall of 10", "recall_at_10")):
                yield f"{own['table']}, {own['rows']:,} records, {what}", peer["table"], f"{own[key]}", f"{peer[key]}", f"{own[key] / peer[key]:.3f}"


def _evacuation(found: list[dict]):
    ours = next((row for row in found if row["who"].startswith("ours (")), None)
    for row in found:
        if ours and row is not ours and not row["who"].startswith("ours"):
            gap = "no plan" if row["gap"] is None else f"{row['gap']:.2%}"
            yield f"size {row['size']}, gap to the bound", row["who"], f"{ours['gap']:.2%}", gap, "" if not row["gap"] else f"{ours['gap'] / row['gap']:.2f}"
            yield f"size {row['size']}, wall s", row["who"], f"{ours['wall_s']}", f"{row['wall_s']}", f"{ours['wall_s'] / max(0.001, row['wall_s']):.2f}"


def table(found: list[tuple[str, ...]]) -> list[str]:
    """One markdown table."""
    return ["| engine | what | peer | ours | peer's | ours / peer's |", "|---|---|---|---|---|---|", *("| " + " | ".join(row) + " |" for row in found)]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    unknown = set(runnable()) ^ set(SMALL)
    if unknown:
        print(f"tools/bench.py: say in SMALL how these are run: {', '.join(sorted(unknown))}", file=sys.stderr)
        return 2
    parts = ["# Benchmarks at a small size", "", "Made by `make bench`. The full sizes and what they mean: [performance](performance.md).", ""]
    parts += [
        f"- Machine: {machine()}",
        f"- Versions: {versions()}",
        f"- Begun {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, load average {os.getloadavg()[0]:.1f}",
        "",
    ]
    print("\n".join(parts), flush=True)
    short, figures, each = [], [], []
    for name in options.only or runnable():
        said, code, seconds = run(name)
        found = [(name, *row) for row in rows(name, said)]
        figures += found or [(name, "no peer beside it: see below" if not code else "not run to its end: see below", "", "", "", "")]
        part = f"## {name} {' '.join(SMALL[name])}\n\n{seconds:.0f} s, load average {os.getloadavg()[0]:.1f}\n\n```\n{told(said) or 'all of it is in the table'}\n```\n"
        print(part, flush=True)
        each.append(part)
        if code:
            short.append(name)
    last = (
        f"Goal not met, or input missing on this machine: {', '.join(short)}."
        if short
        else "Every benchmark ran to its end, and the goals that one states for itself were met."
    )
    absent = [name for name in PEERS if not importlib.util.find_spec(name)]
    if absent:
        last += f" Peers that are not installed here, so without a row: {', '.join(absent)}."
    parts += [
        *table(figures),
        "",
        "A ratio below 1 is less time, memory or error; for F1 and recall above 1 is better. Exposure states peer divided by ours.",
        "",
        *each,
    ]
    print("\n".join([*table(figures), "", last]))
    if options.write:
        (ROOT / "docs" / "benchmarks.md").write_text("\n".join([*parts, last, ""]), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

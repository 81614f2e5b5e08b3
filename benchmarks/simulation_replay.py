"""
Replay four published operations from what was known on their first day, and count how many published points the band holds.

    python benchmarks/simulation_replay.py [FOLDER] [--runs N] [--json]

FOLDER holds `movements_sudan2023_libya2011.csv`. The inputs are `benchmarks/operations/*.json`, committed before the first run. Beside it: the plain rule "the rate of the first 48 hours goes on", from the
first published points alone. A point is a cumulative number of people brought to safety at the end of a day.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

if __package__ in (None, ""):
    sys.path[:0] = [str(Path(__file__).resolve().parents[1]), str(Path(__file__).resolve().parents[1] / "src")]

from safeconduct.engines.simulation.block import simulate_block
from safeconduct.engines.simulation.case import read

BESIDE = Path(__file__).resolve().parents[2] / "shared" / "data" / "operations"
INPUTS = Path(__file__).resolve().parent / "operations"
BEGAN = {"kaveri": datetime(2023, 4, 24, 12), "uk": datetime(2023, 4, 25), "china": datetime(2011, 2, 22), "iom": datetime(2011, 2, 28)}
# Final figures that stand in the collection's table of operations and not in the file of movements, with their sources.
CLOSE = {"kaveri": [(datetime(2023, 5, 6), 3862, "at close, newindiaabroad")], "uk": [(datetime(2023, 5, 5), 2450, "30 flights, inews")]}


def points(folder: Path) -> dict[str, list[tuple[datetime, int, str]]]:
    """By operation: (moment, people moved by then, wording)."""
    with open(folder / "movements_sudan2023_libya2011.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    end = lambda row: datetime.fromisoformat(row["date"]) + timedelta(days=1)  # noqa: E731
    out: dict[str, list] = {name: [] for name in BEGAN}
    port = [r for r in rows if r["operator"].startswith("India") and r["from_place"] == "Port Sudan" and r["to_place"] == "Jeddah"]
    total = 0
    for day in ("2023-04-25", "2023-04-26"):
        total += sum(int(r["persons"]) for r in port if r["date"] == day)
        out["kaveri"].append((datetime.fromisoformat(day) + timedelta(days=1), total, "batches of the day added up"))
    for row in port:
        if "total 1,095" in row["note"]:
            out["kaveri"].append((end(row), 1095, row["note"]))
        if "nearly 3,000" in row["note"]:
            out["kaveri"].append((datetime.fromisoformat(row["source_published"]) + timedelta(days=1), 3000, row["note"]))
    for row in rows:
        if row["operator"] == "United Kingdom":
            out["uk"].append((end(row) if "17:30" not in row["note"] else end(row) - timedelta(hours=6.5), int(row["persons"]), row["measure"]))
        if row["operator"] == "China" and row["to_place"] == "third countries":
            out["china"].append((end(row), int(row["persons"]), row["note"]))
        if row["operator"] == "China" and "16,000 evacuated in all" in row["note"]:
            out["china"].append((end(row) - timedelta(hours=6), 16000, row["note"]))
        if row["operator"].startswith("IOM") and row["crisis"] == "Libya 2011" and (row["measure"] == "cumulative" and int(row["persons"]) > 50_000 or row["date"] == "2011-02-28"):
            out["iom"].append((end(row), int(row["persons"]), row["note"]))
    for name, more in CLOSE.items():
        out[name] += more
    return {name: sorted(found) for name, found in out.items()}


def rule(found, began):
    """People by each moment if the rate of the first 48 hours goes on; where nothing was published by then, the rate up to the first point."""
    early = [p for p in found if p[0] - began <= timedelta(hours=60)] or found[:1]
    when, people, _ = early[-1]
    rate = people / max((when - began).total_seconds(), 1)
    return [rate * (moment - began).total_seconds() for moment, _, _ in found], when


def replay(name: str, found, runs: int) -> list[dict]:
    """Each published point beside the band and beside the rule. Points that the rule is made of are marked and not judged."""
    case = read(json.loads((INPUTS / f"{name}.json").read_text("utf-8")))
    size = case.population.size.astype(np.int64)
    safe = []
    step = max(4, 2_000_000 // max(case.population.families, 1))
    for first in range(0, runs, step):
        trace: dict = {}
        simulate_block(case, 1, first, min(first + step, runs), trace=trace)
        safe.append(np.stack([(trace["safe"] <= (moment - BEGAN[name]).total_seconds()) @ size for moment, _, _ in found], 1))
    people = np.concatenate(safe)
    low, mid, high = np.percentile(people, [10, 50, 90], axis=0, method="lower")
    plain, used = rule(found, BEGAN[name])
    return [
        {"operation": name, "moment": moment.isoformat(), "published": many, "low": int(low[i]), "mid": int(mid[i]), "high": int(high[i]), "inside": bool(low[i] <= many <= high[i]),
         "rule": round(plain[i]), "judged": moment > used, "error": round(abs(int(mid[i]) - many) / many, 3), "rule_error": round(abs(plain[i] - many) / many, 3)}
        for i, (moment, many, _) in enumerate(found)
    ]  # fmt: skip


def main() -> int:
    ask = argparse.ArgumentParser(description="Replay published operations from what was known before.")
    ask.add_argument("folder", nargs="?", type=Path, default=BESIDE)
    ask.add_argument("--runs", type=int, default=200)
    ask.add_argument("--json", action="store_true")
    wish = ask.parse_args()
    if not (wish.folder / "movements_sudan2023_libya2011.csv").is_file():
        print(f"skipped: no file of movements in {wish.folder}")
        return 0
    rows = [row for name, found in points(wish.folder).items() for row in replay(name, found, wish.runs)]
    judged = [r for r in rows if r["judged"]]
    inside = sum(r["inside"] for r in rows) / len(rows)
    ours, plain = (float(np.median([r[k] for r in judged])) for k in ("error", "rule_error"))
    if wish.json:
        print(json.dumps({"rows": rows, "inside": inside, "median_error": ours, "rule_median_error": plain}))
    else:
        print("operation  by                 published   P10    median    P90   inside   rule   error  rule's")
        for r in rows:
            print(f"{r['operation']:9} {r['moment'][:16]} {r['published']:9,} {r['low']:8,} {r['mid']:8,} {r['high']:8,}  {'yes' if r['inside'] else 'no':4} {r['rule']:8,}  {r['error']:6.0%} {r['rule_error']:6.0%}{'' if r['judged'] else '  (the rule is made of it)'}")
        print(f"inside P10-P90: {inside:.0%} of {len(rows)} points (goal 60 %); median error {ours:.0%}, plain rule {plain:.0%} over {len(judged)} points later than those the rule is made of")
    return 0 if inside >= 0.6 and ours <= plain else 1


if __name__ == "__main__":
    sys.exit(main())

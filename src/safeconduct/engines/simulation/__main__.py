"""
A JSON case on the command line: ``python -m safeconduct.engines.simulation CASE... [--runs N] [--seed N] [--workers N] [--what-if] [--json]``.

Prints the answer in sentences; with ``--json`` one JSON object a case and line, and nothing else. Exit: 0 done, 2 wrong use or a case that cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys

from . import case as cases
from .explain import explain
from .solve import simulate
from .whatif import what_if


def main(argv=None) -> int:
    """Answer the cases named; returns the exit code."""
    ask = argparse.ArgumentParser(prog="python -m safeconduct.engines.simulation", description="Say what happens when a plan is carried out, from a JSON case.")
    ask.add_argument("case", nargs="+", help="a JSON file as described in case.py; - reads standard input")
    ask.add_argument("--runs", type=int, default=200)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--workers", type=int, default=1, help="processes (default 1)")
    ask.add_argument("--what-if", action="store_true", help="also what one more or one less would change")
    ask.add_argument("--json", action="store_true", help="one JSON object a line, and nothing else")
    asked = ask.parse_args(argv)
    worst = 0
    for path in asked.case:
        try:
            case = cases.read(_load(path))
            answer = simulate(case, asked.runs, asked.seed, workers=asked.workers)
            table = what_if(case, runs=min(asked.runs, 200), seed=asked.seed, workers=asked.workers) if asked.what_if else None
        except (OSError, ValueError, RecursionError) as wrong:
            print(f"{path}: {wrong}", file=sys.stderr)
            worst = 2
            continue
        print(json.dumps(cases.as_json(answer, table), ensure_ascii=False) if asked.json else "\n".join([case.name, *explain(answer, table), f"version {answer.version}, seed {answer.seed}, {answer.runs} runs, answer {answer.digest[:16]}", ""]))
    return worst


def _load(path):
    if path == "-":
        return json.load(sys.stdin)
    with open(path, encoding="utf-8") as file:
        return json.load(file)


if __name__ == "__main__":
    sys.exit(main())

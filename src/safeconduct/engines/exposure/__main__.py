"""
A JSON case on the command line: ``python -m safeconduct.engines.exposure CASE... [--json]``.

Prints a summary and each person's verdict; with ``--json`` one JSON object a case and line, and nothing else. Exit: 0 done,
1 a case expects something else than was found, 2 wrong use or a case that cannot be read.
"""

from __future__ import annotations

import argparse
import json
import sys

from . import case as cases
from .explain import reasons, summary


def main(argv=None) -> int:
    """Answer the cases named; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m safeconduct.engines.exposure", description="Say who is inside a hazard, from a JSON case.")
    parser.add_argument("case", nargs="+", help="a JSON file as described in case.py; - reads standard input")
    parser.add_argument("--json", action="store_true", help="one JSON object a line, and nothing else")
    asked = parser.parse_args(argv)

    worst = 0
    for path in asked.case:
        try:
            case = _read(path)
            answer = case.solve()
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as wrong:
            print(f"{path}: cannot be read: {type(wrong).__name__}: {wrong}", file=sys.stderr)
            worst = 2
            continue
        found = cases.surprises(case, answer)
        worst = max(worst, 1 if found else 0)
        print(json.dumps(cases.as_json(case, answer), ensure_ascii=False) if asked.json else _text(case, answer, found))
    return worst


def _read(path):
    if path == "-":
        return cases.read(json.load(sys.stdin))
    with open(path, encoding="utf-8") as file:
        return cases.read(json.load(file))


def _text(case, answer, found):
    lines = [case.title, *summary(answer), ""]
    for row, (name, (band, verdict)) in enumerate(cases.verdicts(case, answer).items()):
        why = " ".join(reason.text for reason in reasons(answer, row))
        lines.append(f"{name}: {verdict}{f', {band}' if band else ''}. {why}")
    return "\n".join([*lines, *(f"NOT AS EXPECTED: {line}" for line in found), f"version {answer.version}, answer {answer.digest_out[:16]}", ""])


if __name__ == "__main__":
    sys.exit(main())

"""
``python -m safeconduct.hazards.readers PATH... --json``: one JSON object a line for each file, and nothing else on standard output.

A folder is read with everything in it. Exit 0 done, 1 where anything was refused, 2 wrong use.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .listing import listed
from .model import Notes
from .times import moment


def main(arguments: list[str] | None = None) -> int:
    """Reads the paths and prints the lines; returns the exit code."""
    parser = argparse.ArgumentParser(prog="safeconduct hazards read", description="Read hazard alerts and say what would become of them.")
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with everything in it")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--at", metavar="TIME", help="judge at this moment (2024-04-22T18:52:32+08:00); without it each alert at the moment it was sent")
    parser.add_argument("--exercise", action="store_true", help="judge as inside an exercise: only Exercise alerts may propose")
    given = parser.parse_args(arguments)
    notes = Notes()
    at = moment(given.at, "--at", notes) if given.at else None
    if given.at and at is None:
        parser.error(notes.all()[0])
    lost = [path for path in given.paths if not os.path.exists(path)]
    if lost:
        parser.error(f"no such file: {lost[0]}")
    refused = False
    for line in listed(_files(given.paths), at, given.exercise):
        refused = refused or line["refused_parts"] > 0
        _print(json.dumps(line, ensure_ascii=False) if given.json else _plain(line))
    return 1 if refused else 0


def _files(paths: list[str]) -> Iterator[tuple[str, bytes]]:
    for given in paths:
        found = [given] if not os.path.isdir(given) else sorted(os.path.join(folder, name) for folder, _, names in os.walk(given) for name in names)
        for path in found:
            try:
                yield path, Path(path).read_bytes()
            except OSError as wrong:
                print(f"{path}: {wrong.strerror}", file=sys.stderr)
                yield path, b""


def _plain(line: dict) -> str:
    head = f"{line['file']}: {line['outcome']}" + (f" - {line['reason']}" if line["reason"] else "")
    rows = [f"  {alert['hazard'] or 'no hazard'}, {alert['area']['name'][:60]}: {'would propose' if alert['would_propose'] else 'proposes nothing'} ({alert['why']})" for alert in line["alerts"]]
    return "\n".join([head, *rows])


def _print(text: str) -> None:
    sys.stdout.buffer.write(text.encode("utf-8", "replace") + b"\n")
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    sys.exit(main())

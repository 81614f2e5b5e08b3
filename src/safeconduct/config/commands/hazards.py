"""``safeconduct hazards read PATH…`` says what would become of files; ``receive PATH…`` takes them in. 1 where anything was refused."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

from safeconduct.config.commands import complain, ready, say


def add(parser):
    parser.add_argument("what", choices=["read", "receive"])
    parser.add_argument("paths", nargs="+", metavar="PATH", help="a file, or a folder with everything in it")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--at", help="judge at this moment (2024-04-22T18:52:32+08:00); read without it judges each alert at the moment it was sent")
    parser.add_argument("--exercise", action="store_true", help="judge as inside an exercise (read only)")


def run(options) -> int:
    lost = [path for path in options.paths if not Path(path).exists()]
    if lost:
        complain(f"safeconduct hazards: no such file: {lost[0]}")
        return 2
    try:
        at = datetime.fromisoformat(options.at) if options.at else None
    except ValueError:
        at = None
    if options.at and (at is None or at.tzinfo is None):
        complain(f"safeconduct hazards: --at {options.at}: write a moment with its offset, as 2024-04-22T18:52:32+08:00")
        return 2
    return read(options, at) if options.what == "read" else receive(options, at)


def files(paths):
    """(path, bytes) of every file, folders with everything in them."""
    for given in map(Path, paths):
        for path in sorted(p for p in given.rglob("*") if p.is_file()) if given.is_dir() else [given]:
            yield str(path), path.read_bytes()


def read(options, at) -> int:
    """One line for each file: outcome, reason, and for each alert hazard, area, times, languages, whether it would propose a message."""
    from safeconduct.hazards.readers import listing

    refused = 0
    for line in listing.listed(files(options.paths), at, options.exercise):
        refused += line["refused_parts"]
        alerts = "".join(f"\n  {a['hazard'] or 'no hazard'}, {a['area']['name'][:60]}: {'would propose' if a['would_propose'] else 'proposes nothing'} ({a['why']})" for a in line["alerts"])
        say(options, line, f"{line['file']}: {line['outcome']}" + (f" - {line['reason']}" if line["reason"] else "") + alerts)
    sys.stdout.flush()
    return 1 if refused else 0


def receive(options, at) -> int:
    """Take the files in, as the drop page does; then count who is inside."""
    ready()
    from django.utils import timezone

    from safeconduct.access import actors
    from safeconduct.hazards import actions

    refused = 0
    for path, data in files(options.paths):
        taken = actions.take_in(actors.gateway(), name=Path(path).name, data=data, at=at or timezone.now())
        refused += taken.outcome == "refused" or "parts refused" in taken.reason
        record = {"file": path, "outcome": taken.outcome, "reason": taken.reason, "alerts": [str(uid) for uid in taken.alerts], "new": taken.fresh, "receipt": str(taken.receipt)}
        say(options, record, f"{path}: {taken.outcome}" + (f" - {taken.reason}" if taken.reason else "") + f", {taken.fresh} new of {len(taken.alerts)} alerts")
    return 1 if refused else 0

"""``safeconduct demo``: the demonstration world of generated people in real places, once a data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from safeconduct.config.commands import complain, ready, say

SIGN_INS = "demo-sign-ins.json"
MAKING = "demo-making.json"  # stands while the world is being made: what it is made from, and how far it is
STARTS_WITHIN = 120  # seconds until a maker that gave no sign of life is taken as gone
BREATH = 0.005  # between chunks, while the room is open beside


def add(parser):
    parser.add_argument("--people", type=int, default=25_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--go-on", action="store_true", help="make the rest of a world that `serve` began (it starts this itself)")
    parser.add_argument("--drop", action="store_true", help="on PostgreSQL, drop the database of this demonstration (`make demo-reset` takes the data folder away after it)")
    parser.add_argument("--json", action="store_true")


def drop() -> int:
    """Drop the PostgreSQL database of a demonstration; one that is no demonstration is never touched. Exit code 1 where it refused."""
    from django.conf import settings

    from safeconduct.config.commands.serve import server

    chosen = settings.DATABASES["default"]
    if "postgresql" not in chosen["ENGINE"]:
        return 0
    with server() as link:
        if not link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [chosen["NAME"]]).fetchone():
            return 0
        if not (settings.DATA / SIGN_INS).exists():
            complain(f"The database {chosen['NAME']} is not known to be a demonstration: this data folder has no {SIGN_INS}. Drop it by hand if you are sure.")
            return 1
        link.execute(f'DROP DATABASE "{chosen["NAME"]}" WITH (FORCE)')
    return 0


def run(options) -> int:
    ready()
    if options.go_on:
        return go_on()
    if options.drop:
        return drop()
    from django.core.management import call_command

    from safeconduct.config.commands.serve import create_database

    create_database()
    call_command("migrate", verbosity=0, interactive=False)
    made = ensure(options.people, options.seed)
    if made is None:
        complain("This data folder already holds people; the demonstration world is made only in an empty one.")
        return 1
    say(options, {"people": options.people, "sign_ins": [{"user": u, "role": r} for u, _p, r, _n in made["passwords"]]}, "The demonstration world stands.")
    return 0


def ensure(n: int = 25_000, seed: int = 1):
    """Make the demo world where the installation is empty; print the sign-ins, then or again. None where it holds something else."""
    from django.utils import timezone

    from safeconduct.config.demo import load

    if _stands():
        return None
    begun, at, tell = time.monotonic(), timezone.now(), Telling()
    made = load.begin(n, at, tell)
    _keep(made)
    load.fill(made, n, seed, at, tell)
    complain(f"  made in {time.monotonic() - begun:.0f} s")
    return made


def ensure_beside(n: int = 25_000, seed: int = 1) -> None:
    """Make what is needed to sign in, print the sign-ins, and let a process beside make the rest while the room is open already."""
    from django.conf import settings
    from django.utils import timezone

    from safeconduct.config.demo import load

    if _stands():
        if (settings.DATA / MAKING).exists() and how_far() is None:
            (settings.DATA / MAKING).unlink(missing_ok=True)
            complain("The demonstration world was interrupted while it was made and stays as it is; `make demo-reset` makes a whole one.")
        return
    at = timezone.now()
    made = load.begin(n, at, Telling())
    _keep(made)
    plain = {key: str(value) for key, value in made.items() if isinstance(value, UUID)}
    _note(settings.DATA / MAKING, {"people": n, "seed": seed, "at": at.isoformat(), "made": plain, "what": "people", "done": 0, "of": n, "process": 0})
    # a session of its own: the world is finished also when the server is stopped meanwhile
    maker = subprocess.Popen([sys.executable, "-m", "safeconduct.config.cli", "demo", "--go-on"], stdin=subprocess.DEVNULL, start_new_session=True)
    threading.Thread(target=maker.wait, daemon=True).start()  # so that one that ended is seen to have ended
    complain(f"The {n:,} people of the demonstration are put on file meanwhile; every page says how far it is.")


def go_on() -> int:
    """Make the rest of the world that ``serve`` began."""
    from django.conf import settings

    from safeconduct.config.demo import load

    path = settings.DATA / MAKING
    if not path.exists():
        complain("No demonstration world was begun here.")
        return 2
    held = json.loads(path.read_text())
    held["process"] = os.getpid()
    _note(path, held)
    made: dict[str, Any] = {key: UUID(value) for key, value in held["made"].items()}
    begun, tell = time.monotonic(), Telling()

    def progress(what: str, done: int, of: int) -> None:
        if _read(path).get("process") != os.getpid():
            raise SystemExit(1)  # the data folder was taken away, or another world is begun in it: make demo-reset
        _note(path, held | {"what": what, "done": done if of else held["done"], "of": of or held["of"]})
        held["done"] = done if of else held["done"]
        tell(what, done, of)

    try:
        load.fill(made, held["people"], held["seed"], datetime.fromisoformat(held["at"]), progress, pause=BREATH)
    finally:
        if _read(path).get("process") == os.getpid():
            path.unlink(missing_ok=True)
    complain(f"  the demonstration world stands; its people took {time.monotonic() - begun:.0f} s")
    return 0


def how_far() -> dict[str, Any] | None:
    """``done`` of ``of`` people while the world is being made; None when it stands, was never begun, or its maker is gone."""
    from django.conf import settings

    held = _read(settings.DATA / MAKING)
    return held if held and _alive(held["process"], settings.DATA / MAKING) else None


def _read(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text()) if path.exists() else {}
    except (OSError, ValueError):
        return {}


def _alive(process: int, path: Path) -> bool:
    if not process:
        return time.time() - path.stat().st_mtime < STARTS_WITHIN
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _stands() -> bool:
    from django.conf import settings

    from safeconduct.access import queries

    if not queries.organisations():
        return False
    kept = settings.DATA / SIGN_INS
    if kept.exists():
        _show(json.loads(kept.read_text()))
    return True


def _keep(made) -> None:
    from django.conf import settings

    kept = settings.DATA / SIGN_INS
    kept.write_text(json.dumps(made["passwords"]))
    kept.chmod(0o600)
    _show(made["passwords"])


def _note(path: Path, held: dict[str, Any]) -> None:
    beside = path.with_suffix(".new")
    beside.write_text(json.dumps(held))
    beside.replace(path)


class Telling:
    """Says on the terminal what is being done, and every 5,000 people how far it is."""

    def __init__(self):
        self.said = 0

    def __call__(self, what: str, done: int, of: int) -> None:
        if of and done < of and done // 5000 == self.said:
            return
        self.said = done // 5000 if of else self.said
        complain(f"  demonstration world: {what}" + (f" {done:,} of {of:,}" if of else ""))


def _show(rows) -> None:
    complain("\nSign-ins of this demonstration (made on this machine):")
    for username, password, role, _name in rows:
        complain(f"  {username:10} {password}   {role.replace('_', ' ')}")
    complain("")

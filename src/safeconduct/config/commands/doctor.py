"""``safeconduct doctor``: what this machine has, what is switched on, what is wrong. 1 where something must be mended."""

from __future__ import annotations

import os
import shutil
import stat
import sys

from safeconduct.config.commands import ready, say


def add(parser):
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    ready()
    worst = 0
    for name, state, text in checks():
        say(options, {"check": name, "state": state, "text": text}, f"{SIGNS[state]} {name}: {text}")
        worst = max(worst, 1 if state == "mend" else 0)
    return worst


STALE_DAYS = 2
SIGNS = {"ok": "ok  ", "note": "note", "warn": "WARN", "mend": "MEND"}


def _backup() -> tuple[str, str, str]:
    """How old the last backup is that was made by itself, and what went wrong since."""
    from django.conf import settings
    from django.utils import timezone

    from safeconduct.config.saving import made
    from safeconduct.jobs.runner import last

    ok_at, fault = last("config.backup")
    kept = made(settings.BACKUP_FOLDER)
    trouble = f"; the last try failed: {fault}" if fault else ""
    if ok_at is None or not kept:
        return "backup", "warn", ("none is there" if ok_at else "never made by itself") + trouble + f": start the server, or write one: safeconduct backup FILE ({settings.BACKUP_FOLDER})"
    age = timezone.now() - ok_at
    told = f"{len(kept)} in {settings.BACKUP_FOLDER}, the last {age.days} days and {age.seconds // 3600} hours old"
    if age.days >= STALE_DAYS:
        return "backup", "warn", told + trouble
    if not os.environ.get("SAFECONDUCT_BACKUP_PASSPHRASE") and (settings.KEY_FOLDER / "ring.json").exists():
        return "backup", "note", told + trouble + "; they open only where this key ring is: set SAFECONDUCT_BACKUP_PASSPHRASE, and copy them to another disk"
    return "backup", "note" if fault else "ok", told + trouble


def checks():
    """Name, state (ok, note, warn, mend) and a sentence, one after the other."""
    import django
    from django.conf import settings
    from django.db import connection

    from safeconduct import __version__
    from safeconduct.access import journal
    from safeconduct.config import sqlite

    yield "versions", "ok", f"Safeconduct {__version__}, Python {sys.version.split()[0]}, Django {django.__version__}"
    vendor = connection.vendor
    if vendor == "sqlite":
        version = connection.Database.sqlite_version
        safe = tuple(map(int, version.split("."))) >= (3, 51, 3)
        yield "database", "ok" if sqlite.ENCRYPTED and safe else "mend", (
            f"embedded SQLite {version}, " + ("encrypted" if sqlite.ENCRYPTED else "NOT ENCRYPTED: the package sqlcipher3 has no wheel for this machine")
            + ("" if safe else "; this version can lose a write-ahead log: install sqlcipher3")
        )
    else:
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version")
            yield "database", "ok", f"PostgreSQL {cursor.fetchone()[0]}"
    folder = settings.KEY_FOLDER
    loose = [p.name for p in folder.glob("*") if stat.S_IMODE(p.stat().st_mode) & 0o077]
    yield "keys", "mend" if loose else "ok", f"others may read {', '.join(loose)}: chmod 600" if loose else "readable by their owner only"
    plain = (folder / "ring.json").exists()
    yield "key ring", "note" if plain else "ok", "plain, on this disk: for a field installation start with --field" if plain else "sealed under a passphrase"
    free = shutil.disk_usage(settings.DATA).free / 2**30
    yield "disk", "ok" if free > 2 else "mend", f"{free:.1f} GiB free"
    yield "browser for tests", "ok" if shutil.which("chromium") else "note", shutil.which("chromium") or "no Chromium: the browser tests are left out"
    yield _backup()
    verdict = journal.verify(head_folder=folder)
    yield "journal", "ok" if verdict.ok else "mend", f"{verdict.entries} entries in {verdict.blocks} blocks stand as sealed, {verdict.unsealed} wait" if verdict.ok else verdict.fault
    yield "address", "ok" if settings.SECURE or "localhost" in settings.PUBLIC_URL else "mend", settings.PUBLIC_URL + ("" if settings.SECURE else " (no TLS: fit for this machine only)")
    yield "second factor", "ok" if settings.SECOND_FACTOR_REQUIRED else "note", "required" if settings.SECOND_FACTOR_REQUIRED else "offered, not required: set SAFECONDUCT_SECOND_FACTOR=required"
    if os.environ.get("SAFECONDUCT_SMS") is None and not (settings.DATA / "channels.json").exists():
        yield "SMS", "note", "no gateway is set up: messages go to the outbox folder"

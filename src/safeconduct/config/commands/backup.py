"""``safeconduct backup FILE``: everything, sealed under a passphrase, with the wrapped key ring and the journal's last seal."""

from __future__ import annotations

from pathlib import Path

from safeconduct.config.commands import ready, say
from safeconduct.config.commands.field import ask_passphrase


def add(parser):
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    passphrase = ask_passphrase("Passphrase of the backup", twice=True, variable="SAFECONDUCT_BACKUP_PASSPHRASE")
    ready()
    from django.utils import timezone

    from safeconduct.config.saving import save

    saved = save(options.file, passphrase, timezone.now())
    record = {"file": str(options.file), "lines": saved.lines, "bytes": options.file.stat().st_size, "journal_head": saved.head}
    say(options, record, f"{options.file}: {saved.lines} lines, last seal {saved.head[:16]}…")
    return 0

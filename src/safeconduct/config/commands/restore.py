"""``safeconduct restore FILE``: a backup into an empty data folder, less everybody who was erased since."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

from safeconduct.config.commands import complain, ready, say
from safeconduct.config.commands.field import ask_passphrase


def add(parser):
    parser.add_argument("file", type=Path)
    parser.add_argument("--erased", type=Path, help="the list of erasures kept outside the backup (default: the one in the key folder)")
    parser.add_argument("--json", action="store_true")


def unpacked(pieces):
    """The plain bytes of a packed stream."""
    machine = zlib.decompressobj(31)
    for piece in pieces:
        out = machine.decompress(piece)
        if out:
            yield out
    rest = machine.flush()
    if rest:
        yield rest


def run(options) -> int:
    from safeconduct.access import keys
    from safeconduct.access.sealing import Broken

    folder = Path(os.environ.get("SAFECONDUCT_KEYS") or Path(os.environ.get("SAFECONDUCT_DATA", "data")).resolve() / "keys")
    try:
        with options.file.open("rb") as source:
            first, rest, stream = _begun(source, options.file, folder)
            ring = keys.Ring.read(json.loads(first)["ring"].encode())
            if (folder / keys.RING).exists() and keys.Ring.read((folder / keys.RING).read_bytes()).keys != ring.keys:
                complain(f"safeconduct: {folder} holds other keys. Restore into a new data folder.")
                return 1
            keys.save_ring(folder, ring, os.environ.get("SAFECONDUCT_PASSPHRASE"))
            return _bring_back(options, rest, stream)
    except (keys.NoKey, Broken, OSError, zlib.error) as fault:
        complain(f"safeconduct: {options.file}: {fault}")
        return 1


def _begun(source, file: Path, folder: Path):
    """The first line of the backup, what came with it, and the stream of the rest; asks for the passphrase where no ring near it opens it."""
    from safeconduct.access.keys import NoKey
    from safeconduct.access.sealing import opened
    from safeconduct.config import saving

    def tried(words):
        for word in words:
            source.seek(0)
            stream = unpacked(opened(source, passphrase=word))
            try:
                return *_first_line(stream), stream
            except NoKey:
                continue
        return None

    begun = tried(saving.words(file, folder, os.environ.get("SAFECONDUCT_BACKUP_PASSPHRASE", "")))
    if begun is None and not os.environ.get("SAFECONDUCT_BACKUP_PASSPHRASE"):
        begun = tried(saving.words(file, folder, ask_passphrase("Passphrase of the backup, or of the field installation that made it", variable="SAFECONDUCT_BACKUP_PASSPHRASE")))
    if begun is None:
        raise NoKey("the passphrase or key does not open this file, or it was changed")
    return begun


def _first_line(stream):
    held = b""
    for piece in stream:
        held += piece
        if b"\n" in held:
            first, rest = held.split(b"\n", 1)
            return first, rest
    raise OSError("the backup is empty")


def _bring_back(options, rest: bytes, stream) -> int:
    ready()
    from itertools import chain

    from django.conf import settings
    from django.core.management import call_command

    from safeconduct.access import journal
    from safeconduct.config import dump
    from safeconduct.config.commands.serve import create_database

    create_database()
    call_command("migrate", verbosity=0, interactive=False)
    try:
        counts = dump.read(chain([rest], stream), settings.FILE_FOLDER)
    except dump.NotThisVersion as fault:
        complain(f"safeconduct: {options.file}: {fault}")
        return 1
    verdict = journal.verify(head=str(counts["journal_head"]) or None)
    erased = _erase_again(options.erased or settings.KEY_FOLDER / "erased.log")
    record = {**counts, "erased_again": erased, "journal_ok": verdict.ok, "fault": verdict.fault}
    say(options, record, f"{counts['rows']} rows and {counts['files']} files are back; {erased} erasures were done again; the journal {'stands' if verdict.ok else 'does NOT stand: ' + verdict.fault}.")
    return 0 if verdict.ok else 1


def _erase_again(listed: Path) -> int:
    """Erase again everybody on the list of erasures; a hold that the backup still knows ended before they were erased."""
    from uuid import UUID

    from django.utils import timezone

    from safeconduct.access.actors import duty
    from safeconduct.access.gate import in_chunks
    from safeconduct.people import actions as people

    if not listed.exists():
        return 0
    gone = dict.fromkeys(UUID(line.split()[0]) for line in listed.read_text("ascii").splitlines() if line.strip())
    return sum(people.erase_again(duty("restore"), people=chunk, at=timezone.now()) for chunk in in_chunks(gone, 50))

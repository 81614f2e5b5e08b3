"""
Backups: one file with everything, sealed, with the key ring and the journal's last seal; once a day by itself.

A backup that somebody asks for is sealed under the passphrase that they give. One that is made by itself is sealed under
``SAFECONDUCT_BACKUP_PASSPHRASE`` where that is set, else under a word that only the key ring gives: it then opens where the
installation's ring is, or with the passphrase of a field installation, whose sealed ring is laid beside the backups.
"""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings

from safeconduct.access import keys

ENDING = ".sealed-backup"


@dataclass(frozen=True)
class Saved:
    """What was written: lines, and the journal's last seal."""

    lines: int
    head: str


def save(file: Path, passphrase: str, at: datetime) -> Saved:
    """Write everything as it stands at one moment, sealed under a passphrase, whole or not at all. Nobody who writes is kept waiting."""
    from safeconduct.access import journal
    from safeconduct.access.sealing import Sealer
    from safeconduct.config import dump

    journal.seal(at, settings.KEY_FOLDER)
    head = journal.verify(head_folder=settings.KEY_FOLDER).head
    beside = file.with_suffix(file.suffix + ".new")
    rows = 0
    try:
        with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out, dump.one_moment():
            sealer = Sealer.for_passphrase(out, passphrase)
            with gzip.GzipFile(fileobj=sealer, mode="wb", compresslevel=3, mtime=0) as packed:
                packed.write(json.dumps({"ring": keys.ring().plain().decode()}).encode() + b"\n")
                for line in dump.lines(settings.FILE_FOLDER, head):
                    packed.write(line)
                    rows += 1
            sealer.close()
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
    return Saved(rows, head)


def save_by_itself(at: datetime) -> Path:
    """Today's backup into the folder of backups; of the older ones the last so many stay. The folder is its owner's alone."""
    folder = Path(settings.BACKUP_FOLDER)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    sealed = Path(settings.KEY_FOLDER) / keys.SEALED
    if sealed.exists():
        keys.write_private(folder / keys.SEALED, sealed.read_bytes())
    file = folder / f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"
    save(file, os.environ.get("SAFECONDUCT_BACKUP_PASSPHRASE") or word_of(keys.ring()), at)
    for old in made(folder)[: -settings.BACKUPS_KEPT]:
        old.unlink()
    for half in folder.glob(f"*{ENDING}.new"):  # of a process that died
        half.unlink(missing_ok=True)
    return file


def made(folder: Path) -> list[Path]:
    """The backups of a folder that were made by themselves, the oldest first."""
    return sorted(folder.glob(f"*{ENDING}")) if folder.exists() else []


def word_of(ring: keys.Ring) -> str:
    """The word under which an installation seals its backups where it was given none: 256 bits from its ring."""
    return ring.digest("database", "backup").hex()


def words(file: Path, key_folder: Path, given: str = "") -> Iterator[str]:
    """
    The words that may open a backup: the one that was given, then those of the rings near it that are plain or that it opens.

    Near are the key folder, the folder of the backup, and the key folder of the installation that it lies in.
    """
    if given:
        yield given
    for folder in dict.fromkeys((key_folder, file.parent, file.parent.parent / "keys")):
        if (folder / keys.RING).exists():
            yield word_of(keys.Ring.read((folder / keys.RING).read_bytes()))
        if given and (folder / keys.SEALED).exists():
            try:
                yield word_of(keys.Ring.read(keys.unwrap((folder / keys.SEALED).read_bytes(), given)))
            except keys.NoKey:
                continue

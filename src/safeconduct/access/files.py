"""Files whose content is sealed on disk: kept, opened and forgotten by uid. Whoever calls stands behind a gate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from safeconduct.access.fields import seal, unseal
from safeconduct.access.keys import write_private
from safeconduct.access.models import File
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound

SIGNS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"PK\x03\x04", "application/zip"),
)


def sniffed(content: bytes) -> str:
    """The media type that the first bytes show; text where it is text, else unknown bytes. What a name claims is not believed."""
    for sign, kind in SIGNS:
        if content.startswith(sign):
            return kind
    try:
        content[:4096].decode("utf8")
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "text/plain"


def served(actor: Actor, uid: UUID) -> tuple[File, bytes]:
    """A file's row and plain content, where its label is visible to the actor; ``NotFound`` elsewhere."""
    row = File.objects.filter(uid=uid).first()
    if row is None or not (row.label_id is None or actor.sees_all or row.label_id in (actor.labels or ())):
        raise NotFound()
    return row, content_of(uid)


def opened_content(relative: str, sealed: bytes) -> bytes:
    """The plain content of a stored file, by its path in the file folder (hand-over)."""
    return unseal(f"access_file.content.{Path(relative).stem}", sealed)


def keep_file(
    content: bytes, *, name: str, purpose: str, field_class: str, media_type: str, at: datetime, label_id: int | None = None, subject_uid: UUID | None = None,
    expires_at: datetime | None = None,
) -> UUID:  # fmt: skip
    """Seal a content on disk and write its row; returns its uid."""
    row = File(
        uid=new_uid(), label_id=label_id, field_class=field_class, subject_uid=subject_uid, purpose=purpose, media_type=media_type, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), made_at=at, expires_at=expires_at,
    )  # fmt: skip
    row.name = name[:200]
    write_private(place_of(row.uid), seal(f"access_file.content.{row.uid}", content))
    row.save()
    return row.uid


def content_of(uid: UUID) -> bytes:
    """The content of a file; ``NotFound`` where it is gone."""
    place = place_of(uid)
    if not place.exists():
        raise NotFound()
    return unseal(f"access_file.content.{uid}", place.read_bytes())


def name_of(uid: UUID) -> str:
    """The name under which a file was brought; empty where it is gone."""
    row = File.objects.filter(uid=uid).first()
    return row.name if row else ""


def forget_files(rows: Iterable[File]) -> int:
    """Delete these files, content first; returns how many."""
    count = 0
    for row in rows:
        place_of(row.uid).unlink(missing_ok=True)
        row.delete()
        count += 1
    return count


def files_of(subject_uid: UUID) -> list[File]:
    """The files about one person."""
    return list(File.objects.filter(subject_uid=subject_uid))


def place_of(uid: UUID) -> Path:
    """Where the sealed content lies."""
    return Path(settings.FILE_FOLDER) / f"{uid}.sealed"

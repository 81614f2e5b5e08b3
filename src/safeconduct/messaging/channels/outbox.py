"""The file outbox: each text is a sealed file of its own in the data folder, so that a demo or a drop to another system leaves no plain name on disk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from uuid import UUID

from django.conf import settings

from safeconduct.access.fields import seal, unseal
from safeconduct.access.keys import write_private
from safeconduct.messaging.channels.base import Outcome, Parcel, Transport


def _path(reference: UUID) -> Path:
    return Path(settings.OUTBOX_FOLDER) / f"{reference}.sealed"


class Outbox(Transport):
    """Writes texts into files that only this installation can open."""

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        for parcel in batch:
            body = json.dumps({"to": parcel.address, "text": parcel.text, "language": parcel.language}, ensure_ascii=False).encode()
            write_private(_path(parcel.reference), seal(f"outbox.{parcel.reference}", body))
        return [Outcome(parcel.reference, provider_id=f"file-{parcel.reference}") for parcel in batch]


def read(reference: UUID) -> dict[str, str] | None:
    """What was written for a delivery: ``to``, ``text``, ``language``; None where there is no such file."""
    try:
        return json.loads(unseal(f"outbox.{reference}", _path(reference).read_bytes()))
    except FileNotFoundError:
        return None


def forget(references: Iterable[UUID]) -> None:
    """Remove the files of these deliveries."""
    for reference in references:
        _path(reference).unlink(missing_ok=True)

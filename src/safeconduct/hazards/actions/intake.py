"""A file or an answer of a feed on its way in: read outside every transaction, then one verb for each alert and one receipt."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

from safeconduct.hazards.actions.feeding import keep_receipt
from safeconduct.hazards.actions.receiving import held, receive
from safeconduct.hazards.readers import ACCEPTED, IGNORED, REFUSED, read_file
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid

MOST_BYTES = 20 * 2**20  # of one file


@dataclass(frozen=True)
class Taken:
    """What became of one file: accepted, refused or ignored, why, the alerts that it held and the addresses that it points to."""

    name: str
    outcome: str
    reason: str
    receipt: UUID
    alerts: tuple[UUID, ...] = ()
    fresh: int = 0
    links: tuple = ()


def take_in(actor: Actor, *, name: str, data: bytes, feed: UUID | None = None, at: datetime) -> Taken:
    """
    Read a file, take each alert in, keep a receipt. Every alert is a transaction of its own; the same file again changes nothing.

    Alerts that only inform (Acknowledge, Error) are taken as well: they make no hazard. Never raises for what a file holds.
    """
    digest = hashlib.sha256(data).hexdigest()
    results = read_file(data, name) if len(data) <= MOST_BYTES else []
    alerts, fresh = [], 0
    for result in results:
        for alert in result.alerts:
            known = held(actor, alert, digest)
            if known is None:
                alerts.append(receive(actor, alert=alert, digest=digest, feed=feed, warnings=list(result.warnings), at=at))
                fresh += 1
                time.sleep(0.001)
            else:
                alerts.append(known.uid)
    outcome, reason = _said(results) if results else (REFUSED, f"{len(data)} bytes: more than {MOST_BYTES}; split the file")
    if alerts and not fresh and outcome == ACCEPTED:
        reason = "already on file: nothing was changed"
    receipt = keep_receipt(actor, receipt=new_uid(), name=name, digest=digest, outcome=outcome, reason=reason, alerts=len(alerts), feed=feed, at=at)
    links = tuple(link for result in results for link in result.links)
    return Taken(name, outcome, reason, receipt, tuple(alerts), fresh, links)


def _said(results) -> tuple[str, str]:
    """Accepted where anything was, else refused where anything was; and the reason, with how many parts were refused."""
    refused = [result for result in results if result.outcome == REFUSED]
    outcomes = {result.outcome for result in results}
    outcome = ACCEPTED if ACCEPTED in outcomes else REFUSED if refused else IGNORED
    if refused and len(results) > 1:
        return outcome, f"{len(refused)} of {len(results)} parts refused: {refused[0].reason}"
    return outcome, results[0].reason


def drop_folder() -> Path:
    """Where a file may be laid so that it is read."""
    return Path(settings.DATA) / "drop"

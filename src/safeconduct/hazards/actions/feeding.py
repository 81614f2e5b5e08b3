"""Where alerts come from, and what became of what came."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.access.gate import action
from safeconduct.hazards.models import Feed, Receipt
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound, Refusal


class NotAnAddress(Refusal):
    """The address of a feed that can not be looked at."""

    text = _("Write a whole address that begins with https:// or http://, without user name and password in it.")


class TooOften(Refusal):
    """A feed that would be asked too often."""

    text = _("Look at a feed once a minute at most, and once a day at least.")


def check_feed(url: str, every_seconds: int) -> None:
    """Refuse ``NotAnAddress`` and ``TooOften``."""
    try:
        parts = urlsplit(url)
        right = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None and len(url) <= 500 and (parts.port or 1) > 0
    except ValueError:
        right = False
    if not right:
        raise NotAnAddress()
    if not 60 <= every_seconds <= 86400:
        raise TooOften()


@action("hazards.put_feed", about=["feed"], facts=["every_seconds"])
def put_feed(actor: Actor, *, feed: UUID, name: str, url: str, every_seconds: int = 300, at: datetime) -> UUID:
    """
    Watch an address for alerts, or change one that is watched (it is looked at anew from the beginning).

    Refuses ``NotAnAddress`` for what is not http or https, and ``TooOften`` under one minute.
    """
    check_feed(url, every_seconds)
    values = {"name": name[:120], "url": url, "every_seconds": every_seconds, "active": True, "etag": "", "modified": "", "digest": "", "looked_at": None}
    row = Feed.objects.filter(uid=feed).first()
    if row is not None and row.space_id != actor.space:
        raise NotFound()
    row, _made = Feed.objects.update_or_create(uid=feed, defaults=values, create_defaults={**values, "space_id": actor.space, "uid": feed})
    return row.uid


@action("hazards.stop_feed", about=["feed"])
def stop_feed(actor: Actor, *, feed: UUID, at: datetime) -> UUID:
    """Look at an address no more. What came from it stays."""
    if not Feed.objects.filter(uid=feed, space_id=actor.space).update(active=False):
        raise NotFound()
    return feed


@action("hazards.keep_receipt", facts=["outcome", "digest", "alerts"])
def keep_receipt(
    actor: Actor, *, receipt: UUID, name: str, digest: str, outcome: str, reason: str, alerts: int = 0, feed: UUID | None = None, at: datetime
) -> UUID:
    """Keep what became of a file or an answer of a feed."""
    source = Feed.objects.filter(uid=feed).first() if feed else None
    Receipt.objects.create(
        uid=receipt, feed=source, space_id=actor.space, name=name[:500], digest=digest, outcome=outcome, reason=reason[:500], alerts=alerts, received_at=at
    )
    return receipt

"""Services: what help there is where, for whom, and how sure we are of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import rules
from safeconduct.partners.models import Service
from safeconduct.partners.queries.contacts import inside


@dataclass(frozen=True)
class ServiceCard:
    """
    A service. ``standing``: fresh, stale (not verified for 30 days), never. ``open_now`` by its hours on its own clock, None where they are not known.

    A secret one has neither point nor address. ``firewall``: kept, broken (it shares with immigration control), unknown.
    """

    uid: UUID
    name: str
    kind: str
    organisation: str
    path: str
    country: str
    lon: float | None
    lat: float | None
    address: str
    is_secret: bool
    site: UUID | None
    capacity: int | None
    hours: str
    zone: str
    open_now: bool | None
    for_whom: str
    eligibility: tuple[str, ...]
    languages: tuple[str, ...]
    accessibility: tuple[str, ...]
    telephone: str
    contact: UUID | None
    how_to_refer: str
    what_to_say: str
    firewall: str
    status: str
    status_note: str
    status_at: datetime
    verified_at: datetime | None
    verified_how: str
    standing: str
    is_open: bool
    mine: bool
    organisation_uid: UUID | None = None


def _card(actor: Actor, row: Service, at: datetime) -> ServiceCard:
    now = rules.is_open(row.hours, at.astimezone(rules.clock(row.zone)))
    return ServiceCard(
        row.uid, row.name, row.kind, row.organisation_name, row.path, row.country, row.lon, row.lat, row.address, row.is_secret, row.site_uid, row.capacity, row.hours, row.zone,
        False if row.status == "shut" else now, row.for_whom, tuple(row.eligibility), tuple(row.languages), tuple(row.accessibility), row.telephone,
        row.contact.uid if row.contact else None, row.how_to_refer, row.what_to_say, row.firewall, row.status, row.status_note, row.status_at, row.verified_at, row.verified_how,
        rules.standing(row.verified_at, None, at, rules.SERVICE_DAYS), row.is_open, actor.sees_all or row.owner_id == actor.organisation_id, row.organisation_uid,
    )  # fmt: skip


def services(actor: Actor, at: datetime, *, path: str = "", kind: str = "", language: str = "", status: str = "", text: str = "") -> list[ServiceCard]:
    """Services that the actor sees: what is open first, then by name. One statement."""
    rows = Service.objects.within(actor).select_related("contact")
    if path:
        rows = rows.filter(inside(path))
    if kind:
        rows = rows.filter(kind=kind)
    if status:
        rows = rows.filter(status=status)
    cards = [_card(actor, row, at) for row in rows]
    wanted = text.casefold().strip()
    cards = [one for one in cards if (not language or language in one.languages) and (not wanted or wanted in f"{one.name} {one.organisation}".casefold())]
    return sorted(cards, key=lambda one: (rules.STATUSES.index(one.status), one.name.casefold(), str(one.uid)))


def services_at(actor: Actor, at: datetime, *, path: str, kind: str = "", language: str = "") -> list[ServiceCard]:
    """What a plan leans on: services in a place that are not shut."""
    return [one for one in services(actor, at, path=path, kind=kind, language=language) if one.status != "shut"]


def service(actor: Actor, uid: UUID, at: datetime) -> ServiceCard:
    """One service; ``NotFound`` elsewhere."""
    row = Service.objects.within(actor).select_related("contact").filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _card(actor, row, at)

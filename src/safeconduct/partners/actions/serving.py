"""Services: put on file, verified, open or shut."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action
from safeconduct.kernel.actors import Actor
from safeconduct.partners import rules, words
from safeconduct.partners.actions.finding import check_reach, check_real, fresh_or_own, organisation_name, own, seen, zone_of
from safeconduct.partners.models import Contact, Service
from safeconduct.places import queries as places


@action("partners.put_service", about=["service", "site", "organisation"], facts=["kind", "path", "firewall", "is_secret", "status"])
def put_service(
    actor: Actor, *, service: UUID, name: str, kind: str, organisation: UUID | None = None, organisation_name_: str = "", site: UUID | None = None, path: str = "",
    lon: float | None = None, lat: float | None = None, address: str = "", is_secret: bool = False, capacity: int | None = None, hours: str = "", for_whom: str = "",
    eligibility: list[str] = (), languages: list[str] = (), accessibility: list[str] = (), telephone: str = "", contact: UUID | None = None, how_to_refer: str = "",
    what_to_say: str = "", firewall: str = "unknown", status: str = "open", is_open: bool = True, verified_how: str = "", at: datetime,
) -> UUID:  # fmt: skip
    """
    Put a service on file, or change it: what help, where, when, for whom, and whether it shares with immigration control.

    Refuses ``SecretPlace`` where the place of a secret one is written down, ``NoPlace``, ``NotHours``, ``NoName``.
    """
    check_real(actor)
    for code, choices in ((kind, words.SERVICES), (firewall, words.FIREWALL), (status, rules.STATUSES)):
        rules.check_code(code, choices)
    rules.check_codes(eligibility, words.ELIGIBILITY)
    rules.check_codes(accessibility, words.ACCESSIBLE)
    rules.check_place(is_secret=is_secret, site=site, path=path, lon=lon, lat=lat, address=address)
    rules.read_hours(hours)
    if not name.strip():
        raise rules.NoName()
    door = places.site(site) if site else None
    where = door.path if door else path
    check_reach(actor, where)
    row = fresh_or_own(actor, Service, service, made_at=at, status_at=at)
    if row.status != status:
        row.status_at = at
    row.name, row.kind, row.status, row.is_open = name.strip()[:200], kind, status, is_open
    row.organisation_uid, row.organisation_name = organisation, organisation_name(organisation, organisation_name_)
    row.site_uid = site
    row.path, row.country, row.zone = where, where.split("/")[0], zone_of(where)
    row.lon, row.lat, row.address = (door.lon, door.lat, door.address) if door else (lon, lat, address[:200])
    row.is_secret, row.capacity, row.hours, row.for_whom = is_secret, capacity, hours.strip(), for_whom[:400]
    row.eligibility, row.languages, row.accessibility = list(eligibility), list(languages), list(accessibility)
    row.telephone, row.how_to_refer, row.what_to_say, row.firewall = telephone[:40], how_to_refer[:400], what_to_say[:400], firewall
    row.contact = seen(actor, Contact, contact)
    if verified_how:
        rules.check_code(verified_how, rules.VERIFICATIONS)
        row.verified_at, row.verified_how = at, verified_how
    row.save()
    return row.uid


@action("partners.set_service_status", about=["service"], facts=["status"])
def set_service_status(actor: Actor, *, service: UUID, status: str, note: str = "", at: datetime) -> UUID:
    """Say whether a service is open, limited or shut, and why."""
    check_real(actor)
    rules.check_code(status, rules.STATUSES)
    row = own(actor, Service, service)
    row.status, row.status_note, row.status_at = status, note[:200], at
    row.save(update_fields=["status", "status_note", "status_at"])
    return row.uid


@action("partners.verify_service", about=["service"], facts=["how"])
def verify_service(actor: Actor, *, service: UUID, how: str, at: datetime) -> UUID:
    """Record that somebody asked the service itself, and what is on file holds."""
    check_real(actor)
    rules.check_code(how, rules.VERIFICATIONS)
    row = own(actor, Service, service)
    row.verified_at, row.verified_how = at, how
    row.save(update_fields=["verified_at", "verified_how"])
    return row.uid


@action("partners.put_services")
def put_services(actor: Actor, *, services: list[dict[str, Any]], at: datetime) -> int:
    """Put at most ten services of a list on file. What a list says nobody has verified yet."""
    for values in services:
        put_service(actor, at=at, **values)
    return len(services)

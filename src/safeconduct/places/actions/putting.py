"""Verbs of places."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry import shape

from safeconduct.access.gate import action
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.places import rules
from safeconduct.places.models import Area, Geocode, Presence, Site


@action("places.put_area", facts=["country", "level", "code"])
def put_area(
    actor: Actor, *, uid: UUID, country: str, level: int, code: str, name: str, parent: str = "", names: dict[str, str] | None = None, zone: str = "",
    geometry: dict[str, Any] | None = None, code_version: str = "", valid_from: date | None = None, geocodes: list[tuple[str, str]] | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    Put an admin area on the map by its P-code, or bring a newer version of it; what is not given stays as it was.

    Refuses ``NoParent``. Where an area changes its parent everything inside it moves along.
    """
    above = Area.objects.filter(country=country, code=parent).first() if parent else None
    if parent and above is None:
        raise rules.NoParent(code=code, parent=parent)
    values: dict[str, Any] = {
        "level": level, "name": name, "zone": zone or (above.zone if above else ""), "parent": above, "path": f"{above.path}/{code}" if above else code,
    }  # fmt: skip
    given = {"names": names, "code_version": code_version, "valid_from": valid_from, "geometry": geometry}
    values |= {key: value for key, value in given.items() if value}  # a list without shapes takes no shape away
    if geometry:
        body = shape(geometry)
        values["west"], values["south"], values["east"], values["north"] = body.bounds
        centre = shapely.point_on_surface(body)
        values["lon"], values["lat"] = centre.x, centre.y
    before = Area.objects.filter(country=country, code=code).values_list("path", flat=True).first()
    row, _made = Area.objects.update_or_create(country=country, code=code, defaults=values, create_defaults={**values, "uid": uid})
    if before and before != row.path:
        for part in Area.objects.filter(path__startswith=before + "/").defer("geometry"):
            part.path = row.path + part.path[len(before) :]
            part.save(update_fields=["path"])
    for scheme, value in geocodes or []:
        Geocode.objects.update_or_create(scheme=scheme, value=value, defaults={"area": row})
    return row.uid


@action("places.put_site", facts=["kind", "country", "status"])
def put_site(
    actor: Actor, *, uid: UUID, kind: str, name: str, country: str, path: str, lon: float, lat: float, status: str = "unknown", emergency_number: str = "",
    telephone: str = "", address: str = "", capacity: int | None = None, of_state: str = "", names: dict[str, str] | None = None, organisation: UUID | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """Put a place with a door on the map."""
    if kind not in rules.KINDS:
        raise rules.NotAStatus(value=kind, choices=", ".join(rules.KINDS))
    values = {
        "kind": kind, "name": name, "names": names or {}, "country": country, "path": path, "lon": lon, "lat": lat, "status": status, "status_at": at,
        "emergency_number": emergency_number, "telephone": telephone, "address": address, "capacity": capacity, "of_state": of_state, "organisation_uid": organisation,
    }  # fmt: skip
    row, _made = Site.objects.update_or_create(uid=uid, defaults=values)
    return row.uid


@action("places.set_status", about=["site"], facts=["status"])
def set_status(actor: Actor, *, site: UUID, status: str, note: str = "", at: datetime) -> UUID:
    """Say whether a place is open, limited or shut, and why."""
    if status not in rules.STATUSES:
        raise rules.NotAStatus(value=status, choices=", ".join(rules.STATUSES))
    row = Site.objects.filter(uid=site).first()
    if row is None:
        raise NotFound()
    row.status, row.status_note, row.status_at = status, note, at
    row.save(update_fields=["status", "status_note", "status_at"])
    return row.uid


@action("places.record_presence", facts=["nationality", "low", "best", "high", "month"])
def record_presence(
    actor: Actor, *, uid: UUID, path: str, nationality: str, low: int, best: int | None, high: int, source: str, method: str, month: date, at: datetime
) -> UUID:
    """Record how many people of a nationality are thought to be in an area: low, best, high. Refuses ``NotARange``."""
    rules.check_range(low, best, high)
    area = Area.objects.filter(path=path).first()
    if area is None:
        raise NotFound()
    row, _made = Presence.objects.update_or_create(
        area=area, nationality=nationality, source=source, method=method, month=month.replace(day=1),
        defaults={"low": low, "best": best, "high": high, "recorded_at": at}, create_defaults={"uid": uid, "low": low, "best": best, "high": high, "recorded_at": at},
    )  # fmt: skip
    return row.uid

"""Services from a list: every row is counted as created, updated, unchanged or refused with field and remedy; twice changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from safeconduct.access import queries as access
from safeconduct.access.gate import in_chunks
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import Refusal
from safeconduct.partners import rules, tables, words
from safeconduct.partners.actions.serving import put_services
from safeconduct.partners.models import Service
from safeconduct.places import queries as places
from safeconduct.standards import load

LISTED = UUID("1b0f6c2e-0d1d-5f52-8c8e-7c5ad1f0a961")  # services that bring no reference of their own are named after what they are
_SECRET, _NO_PLACE = _("is a secret place, and the file writes it down"), _("Take address and point out of the file; name the district only.")
CODES = {"eligibility": words.ELIGIBILITY, "accessibility": words.ACCESSIBLE}


@dataclass(frozen=True)
class Refused:
    """A row that was not taken: its number, the field, why, and what to do."""

    row: int
    field: str
    reason: Any
    remedy: Any


@dataclass
class Report:
    """How every row was counted. ``rows`` is their number; the four others add up to it."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refusals: list[Refused] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)


class Bad(Exception):
    """A row that can not be taken, with its field and remedy."""

    def __init__(self, name: str, reason: Any, remedy: Any):
        self.field, self.reason, self.remedy = name, reason, remedy
        super().__init__(name)


def import_services(actor: Actor, *, data: bytes, dry: bool = False, at: datetime) -> Report:
    """
    Bring services from CSV or XLSX. ``dry`` counts and writes nothing. Raises `tables.NotATable`.

    What a list does not say is kept as it is: telling how it is now, and whether it shares with immigration control, is not undone by a list.
    """
    if actor.space:
        raise rules.InExercise()
    report = Report()
    wanted: dict[UUID, tuple[int, dict[str, Any]]] = {}
    for row in tables.read(data):
        report.rows += 1
        try:
            values = _service_of(actor, row.values)
        except Bad as bad:
            report.refusals.append(Refused(row.number, bad.field, bad.reason, bad.remedy))
            continue
        if values["service"] in wanted:
            report.refusals.append(Refused(row.number, "name", _("stands twice in the file"), _("Keep one of the two rows, or give each a reference of its own.")))
            continue
        wanted[values["service"]] = (row.number, values)
    known = {row.uid: row for row in Service.objects.own(actor).select_related("contact").filter(uid__in=list(wanted))}
    fresh = []
    for uid, (number, values) in wanted.items():
        held = known.get(uid)
        if held is not None and held.is_secret and (values.keys() & {"lon", "address"}):
            report.refusals.append(Refused(number, "is_secret", _SECRET, _NO_PLACE))
            continue
        if held is not None and held.site_uid:  # a place with a door keeps its own place
            values = {name: value for name, value in values.items() if name not in ("path", "lon", "lat", "address")}
        if held is None:
            report.created += 1
            fresh.append(values)
        elif all(_same(held, name, value) for name, value in values.items()):
            report.unchanged += 1
        else:
            report.updated += 1
            fresh.append(_kept(held) | values)
    report.refusals.sort(key=lambda one: one.row)
    if not dry:
        for chunk in in_chunks(fresh, 10):
            put_services(actor, services=chunk, at=at)
    return report


def _same(held: Service, name: str, value: Any) -> bool:
    column = {"organisation_name_": "organisation_name", "service": "uid", "organisation": "organisation_uid"}.get(name, name)
    if column == "organisation_name" and held.organisation_uid:
        return True
    return getattr(held, column) == value


def _kept(held: Service) -> dict[str, Any]:
    """What is on file, as arguments; a place with a door stays one."""
    told = {name: getattr(held, name) for name in (
        "name", "kind", "is_secret", "capacity", "hours", "for_whom", "eligibility", "languages", "accessibility", "telephone", "how_to_refer", "what_to_say", "firewall", "status", "is_open",
        "path", "lon", "lat", "address",
    )}  # fmt: skip
    if held.site_uid:
        told |= {"site": held.site_uid, "lon": None, "lat": None, "address": ""}
    return told | {"organisation": held.organisation_uid, "organisation_name_": held.organisation_name, "contact": held.contact.uid if held.contact else None}


def _service_of(actor: Actor, held: dict[str, str]) -> dict[str, Any]:
    name = held.get("name", "")
    if not name:
        raise Bad("name", _("has no name"), _("Add a column name."))
    kind = _code("kind", held.get("kind", ""), words.SERVICES)
    status = _code("status", held.get("status", "open"), words.STATUSES)
    path, lon, lat = held.get("path", ""), _degree(held, "lon", 180), _degree(held, "lat", 90)
    if (lon is None) != (lat is None):
        raise Bad("lat" if lat is None else "lon", _("is missing beside the other"), _("Give both latitude and longitude, or none."))
    if not path and lon is not None:
        path = places.path_of(lon, lat)
    if not path or places.area(path) is None:
        path = _by_code(path)
    if actor.places and not any(f"{path}/".startswith(place.rstrip("/") + "/") for place in actor.places):
        raise Bad("path", _("lies outside of where you may change services"), _("Ask somebody whose role reaches there."))
    values: dict[str, Any] = {"service": UUID(int=0), "name": name[:200], "kind": kind, "path": path}
    values["organisation_name_"] = (held.get("organisation") or access.organisation_name(actor.organisation_id))[:200]
    if "status" in held:
        values["status"] = status
    if lon is not None:
        values |= {"lon": lon, "lat": lat}
    if "capacity" in held:
        values["capacity"] = _number(held["capacity"])
    if "hours" in held:
        try:
            rules.read_hours(held["hours"])
        except Refusal as wrong:
            raise Bad("hours", _("cannot be read"), _("Write them as Mo-Fr 08:00-16:00; Sa 09:00-12:00, or 24/7.")) from wrong
        values["hours"] = held["hours"][:200]
    if "languages" in held:
        values["languages"] = [_language(one) for one in _parts(held["languages"])]
    for column, choices in CODES.items():
        if column in held:
            values[column] = [_code(column, one, choices) for one in _parts(held[column])]
    if "firewall" in held:
        values["firewall"] = _code("firewall", held["firewall"], words.FIREWALL)
    if held.get("is_secret", "").lower() in ("yes", "true", "1"):
        if lon is not None or held.get("address"):
            raise Bad("is_secret", _SECRET, _NO_PLACE)
        values["is_secret"] = True
    for column, most in (("address", 200), ("for_whom", 400), ("telephone", 40), ("how_to_refer", 400), ("what_to_say", 400)):
        if column in held:
            values[column] = held[column][:most]
    values["service"] = _uid(actor, held.get("reference", ""), kind, path, name)
    return values


def _uid(actor: Actor, reference: str, kind: str, path: str, name: str) -> UUID:
    """Always made anew from owner and reference, so that no list can name another organisation's row; our own uid is taken where it is ours."""
    try:
        uid = UUID(reference)
        if Service.objects.own(actor).filter(uid=uid).exists():
            return uid
    except ValueError:
        pass
    return uuid5(LISTED, f"{actor.organisation_id}|ref:{reference}" if reference else f"{actor.organisation_id}|{kind}|{path}|{name.casefold()}")


def _by_code(text: str) -> str:
    """The path of an area by its P-code."""
    found = places.by_geocodes([("", text)]).get(("", text), "") if text else ""
    if not found:
        raise Bad("path", _("no area of that code is on file, and no point that lies in one"), _("Give the P-code of an area on file, or latitude and longitude."))
    return found


def _parts(text: str) -> list[str]:
    return [one.strip() for one in re.split(r"[,;|]", text) if one.strip()]


def _code(name: str, text: str, choices: dict[str, Any]) -> str:
    plain = re.sub(r"[\s-]+", "_", text.strip().lower())
    if plain in choices:
        return plain
    found = next((key for key, said in choices.items() if text.strip().casefold() == str(said).casefold()), "")
    if not found:
        raise Bad(name, _("is none of the codes"), ", ".join(choices))
    return found


def _language(text: str) -> str:
    try:
        return load.language(text.strip()).code
    except (KeyError, ValueError) as unknown:
        raise Bad("languages", _("holds a language that is not known"), _("Write codes such as fr, ht, es.")) from unknown


def _number(text: str) -> int:
    if not text.isdigit() or len(text) > 7:
        raise Bad("capacity", _("is no number"), _("Write how many people, in digits."))
    return int(text)


def _degree(held: dict[str, str], name: str, most: int) -> float | None:
    text = held.get(name, "")
    if not text:
        return None
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = most + 1.0
    if not abs(value) <= most:
        raise Bad(name, _("is no degree"), _("Write degrees, such as 18.539."))
    return value

"""Areas and places from files: every row is counted as created, updated, unchanged or refused with field and remedy; twice changes nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID, uuid5

import shapely
from shapely.geometry import shape

from safeconduct.access.gate import action, in_chunks
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.places import rules, tables
from safeconduct.places.actions.putting import put_area, put_site
from safeconduct.places.models import Area, Site
from safeconduct.standards import load

SITES = UUID("6f0b3c7e-5c3a-5d8e-9b52-5a4f0c7b1e10")  # names of places that bring no reference of their own are made from what they are
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$")
MISSIONS = ("embassy", "consulate", "consulate general", "high commission", "mission", "permanent mission", "honorary consulate", "consular agency", "representative office")


@dataclass(frozen=True)
class Refused:
    """A row that was not taken: its number, the field, why, and what to do."""

    row: int
    field: str
    reason: str
    remedy: str


@dataclass
class Report:
    """How every row was counted. ``rows`` is their number; the five others add up to it."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    other: int = 0  # of another country than the one asked for
    refusals: list[Refused] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many rows were refused."""
        return len(self.refusals)

    def count(self, outcome: str) -> None:
        """One row more of an outcome."""
        setattr(self, outcome, getattr(self, outcome) + 1)


class Bad(Exception):
    """A row that can not be taken, with its field and remedy."""

    def __init__(self, name: str, reason: str, remedy: str):
        self.field, self.reason, self.remedy = name, reason, remedy
        super().__init__(reason)


@action("places.put_areas", facts=["country"])
def put_areas(actor: Actor, *, areas: list[dict[str, Any]], country: str, at: datetime) -> list[str]:
    """Put at most 200 areas on the map, upper levels before lower ones: for each ``created``, ``updated`` or the name of its missing parent as ``!CODE``."""
    said = []
    for values in areas:
        known = Area.objects.filter(country=values["country"], code=values["code"]).exists()
        try:
            put_area(actor, uid=new_uid(), at=at, **values)
            said.append("updated" if known else "created")
        except rules.NoParent:
            said.append(f"!{values['parent']}")
    return said


@action("places.put_sites")
def put_sites(actor: Actor, *, sites: list[dict[str, Any]], at: datetime) -> int:
    """Put at most 200 places with a door on the map."""
    for values in sites:
        put_site(actor, at=at, **values)
    return len(sites)


def import_areas(actor: Actor, *, data: bytes, name: str = "", country: str = "", dry: bool = False, at: datetime) -> Report:
    """
    Bring admin areas with their P-codes from CSV, XLSX or GeoJSON; ``country`` (ISO 3166) is needed where no column names it.

    Upper levels that a row names with code and name come with it. ``dry`` counts and writes nothing. Raises `tables.NotATable`.
    """
    report, wanted = Report(), _country(country) if country else ""
    areas: dict[tuple[str, str], dict[str, Any]] = {}
    rows: dict[tuple[str, str], list[int]] = {}
    first: dict[tuple[str, str], int] = {}
    for row in tables.read(data, name):
        report.rows += 1
        try:
            for values in _areas_of(row, wanted):
                key = (values["country"], values["code"])
                held = areas.get(key)
                if held is None or (values["own"] and not held["own"]):
                    areas[key] = {**(held or {}), **values}
                elif values["own"] and held["own"] and values["name"] != held["name"]:
                    raise Bad("code", f"{values['code']} stands twice with two names (row {first[key]})", "Keep one of the two rows.")
                if values["own"]:
                    rows.setdefault(key, []).append(row.number)
                    first.setdefault(key, row.number)
        except Bad as bad:
            if bad.field == "other":
                report.other += 1
            else:
                report.refusals.append(Refused(row.number, bad.field, bad.reason, bad.remedy))
    outcomes = _put(actor, areas, dry, at)
    for key, numbers in rows.items():
        outcome = outcomes[key]
        if outcome.startswith("!"):
            for number in numbers:
                report.refusals.append(Refused(number, "parent", f"{key[1]}: its parent {outcome[1:]} is not there", "Bring the file of the upper level first, or mend the code of the parent."))
            continue
        report.count(outcome)
        report.unchanged += len(numbers) - 1  # the same row again
    report.refusals.sort(key=lambda one: one.row)
    return report


def _put(actor: Actor, areas: dict[tuple[str, str], dict[str, Any]], dry: bool, at: datetime) -> dict[tuple[str, str], str]:
    """Each area's outcome; those that say nothing new are not written."""
    known: dict[tuple[str, str], Area] = {}
    for country in {key[0] for key in areas}:
        known |= {(country, row.code): row for row in Area.objects.filter(country=country).select_related("parent")}
    outcomes: dict[tuple[str, str], str] = {}
    fresh: list[tuple[tuple[str, str], dict[str, Any]]] = []
    for key, values in sorted(areas.items(), key=lambda item: (item[1]["level"], item[0])):
        own = values.pop("own")
        held = known.get(key)
        if held is not None and (not own or _same(held, values)):
            outcomes[key] = "unchanged"
        elif dry:
            there = not values["parent"] or (values["country"], values["parent"]) in known or outcomes.get((values["country"], values["parent"]), "!")[0] != "!"
            outcomes[key] = ("updated" if held else "created") if there else f"!{values['parent']}"
        else:
            fresh.append((key, values))
    for chunk in in_chunks(fresh, 100):
        said = put_areas(actor, areas=[values for _key, values in chunk], country=chunk[0][0][0], at=at)
        outcomes |= {key: outcome for (key, _values), outcome in zip(chunk, said, strict=True)}
    return outcomes


def _same(held: Area, values: dict[str, Any]) -> bool:
    """Whether the area on file already says all that the row says."""
    return (
        (held.level, held.name, held.parent.code if held.parent_id else "") == (values["level"], values["name"], values["parent"])
        and all(held.names.get(tag) == name for tag, name in values["names"].items())
        and (values["geometry"] is None or held.geometry == values["geometry"])
        and (not values["zone"] or held.zone == values["zone"])
        and (not values["code_version"] or held.code_version == values["code_version"])
        and (values["valid_from"] is None or held.valid_from == values["valid_from"])
    )


OTHER_NAMES = {
    "czech republic": "CZE", "turkey": "TUR", "united states of america": "USA", "usa": "USA", "people's republic of china": "CHN", "kingdom of denmark": "DNK", "russia": "RUS",
    "kingdom of the netherlands": "NLD", "united kingdom": "GBR", "uk": "GBR", "south korea": "KOR", "north korea": "PRK", "ivory coast": "CIV", "swaziland": "SWZ",
    "macedonia": "MKD", "cape verde": "CPV", "burma": "MMR", "vatican city": "VAT", "holy see": "VAT", "state of palestine": "PSE", "palestine": "PSE", "laos": "LAO",
    "syria": "SYR", "iran": "IRN", "tanzania": "TZA", "bolivia": "BOL", "venezuela": "VEN", "moldova": "MDA", "vietnam": "VNM", "brunei": "BRN", "east timor": "TLS",
    "the gambia": "GMB", "the bahamas": "BHS", "republic of the congo": "COG", "democratic republic of the congo": "COD", "federated states of micronesia": "FSM",
    "taiwan": "TWN", "republic of ireland": "IRL", "são tomé and príncipe": "STP",
}  # fmt: skip
"""English names that lists of missions use and the standard does not; codes are the standard's, and say nothing of status."""


@lru_cache(maxsize=4096)
def _country(text: str) -> str:
    """ISO 3166-1 alpha-3 of a code or of a name."""
    text = text.strip()
    try:
        return load.country(text.upper()).alpha3
    except KeyError:
        pass
    found = OTHER_NAMES.get(text.casefold()) or next((one.alpha3 for one in load.countries() if text.casefold() in {str(name).casefold() for name in one.names.values()}), "")
    if not found:
        raise Bad("country", f"{text[:60]!r} is no country that we know", "Write its ISO 3166 code, such as HTI.")
    return found


def _areas_of(row: tables.Row, wanted: str) -> list[dict[str, Any]]:
    """The area of a row and the upper ones that it names, upper ones first."""
    held = row.values
    said = held.get("country") or held.get("adm0_code") or held.get("country_name") or held.get("adm0_name") or held.get("path", "").split("/")[0]
    country = _country(said) if said else wanted
    if not country:
        raise Bad("country", "no country is named", "Add a column country with the ISO 3166 code, or say --country.")
    if wanted and country != wanted:
        raise Bad("other", "another country", "")
    levels = [n for n in range(1, 6) if held.get(f"adm{n}_code")]
    base = {"country": country, "zone": "", "geometry": None, "code_version": "", "valid_from": None, "own": False}
    out = [{**base, **_of_country(country)}]
    for n in levels:
        parent = country if n == 1 else next((held[f"adm{m}_code"] for m in range(n - 1, 0, -1) if held.get(f"adm{m}_code")), country)
        out.append({**base, "level": n, "code": _code(held[f"adm{n}_code"]), "parent": parent, **_names(held, f"adm{n}_name", held[f"adm{n}_code"])})
    if held.get("code"):
        code = _code(held["code"])
        level = _level(held.get("level"), levels[-1] + 1 if levels else None)
        parent = held.get("parent") or (held[f"adm{levels[-1]}_code"] if levels else country)
        if level > 0 and parent.upper() in {country, load.country(country).alpha2 or country}:
            parent = country
        code, parent = (country, "") if level == 0 else (code, parent)
        out.append({**base, "level": level, "code": code, "parent": parent, **_names(held, "name", code)})
    elif not levels:
        if held.get("adm0_code") or held.get("adm0_name") or held.get("country"):
            out[0] |= _names(held, "adm0_name", country, optional=True)
        else:
            raise Bad("code", "no code of the area is named", "Add a column code, or ADM1_PCODE, or the HXL tag #adm1+code.")
    own = out[-1]
    if own["code"] == country and len(out) > 1:
        out = out[1:]
    own["own"] = True
    own["geometry"] = _geometry(row.geometry)
    own["zone"] = held.get("zone", "")
    own["code_version"] = held.get("code_version", "")[:40]
    own["valid_from"] = _day(held.get("valid_from"))
    return out


def _of_country(country: str) -> dict[str, Any]:
    card = load.country(country)
    return {"level": 0, "code": country, "parent": "", "name": card.names.get("en", country), "names": dict(card.names), "zone": card.zone or ""}


def _code(text: str) -> str:
    if not CODE.match(text):
        raise Bad("code", f"{text[:60]!r} is no code", "A code has up to 40 letters, digits, dots and hyphens, and no blank.")
    return text


def _level(text: str | None, otherwise: int | None) -> int:
    if not text:
        if otherwise is None:
            raise Bad("level", "no level is named", "Add a column level: 0 for the country, 1 for its regions, 2 for the parts of those.")
        return otherwise
    if not re.fullmatch(r"[0-5]", text):
        raise Bad("level", f"{text[:20]!r} is no level", "Write a number from 0 to 5.")
    return int(text)


def _names(held: dict[str, str], stem: str, code: str, optional: bool = False) -> dict[str, Any]:
    names = {key.removeprefix(f"{stem}_"): value[:200] for key, value in held.items() if key.startswith(f"{stem}_") and len(key) == len(stem) + 3}
    name = held.get(stem) or names.get("en") or next(iter(names.values()), "")
    if not name:
        if optional:
            return {}
        raise Bad("name", f"{code[:40]} has no name", "Add a column name, or ADM1_EN, or the HXL tag #adm1+name.")
    return {"name": name[:200], "names": names}


def _geometry(held: Any) -> dict[str, Any] | None:
    if held is None:
        return None
    try:
        body = shape(held)
    except Exception as wrong:  # shapely raises what it finds in somebody's file: any of it makes this one row a refused row
        raise Bad("geometry", f"can not be read ({type(wrong).__name__})", "Save the layer as GeoJSON again.") from wrong
    if body.geom_type not in ("Polygon", "MultiPolygon") or body.is_empty:
        raise Bad("geometry", f"is {body.geom_type if not body.is_empty else 'empty'}, not an area", "Give a Polygon or MultiPolygon in degrees.")
    west, south, east, north = body.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise Bad("geometry", "lies outside of the world's degrees", "Save the layer in WGS 84 (EPSG:4326).")
    if not body.is_valid:
        mended = shapely.make_valid(body)
        parts = [part for part in getattr(mended, "geoms", [mended]) if part.geom_type in ("Polygon", "MultiPolygon")]
        held = shapely.geometry.mapping(shapely.union_all(parts))
        return _lists(held)
    return held


def _lists(held: Any) -> Any:
    """A geometry as JSON gives it back: lists where shapely has tuples."""
    if isinstance(held, (list, tuple)):
        return [_lists(one) for one in held]
    return {key: _lists(value) for key, value in held.items()} if isinstance(held, dict) else held


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10])
    except ValueError as wrong:
        raise Bad("valid_from", f"{text[:20]!r} is no date", "Write it as 2024-05-31.") from wrong


# -- places with a door --------------------------------------------------------------------------------------------------------


def import_sites(actor: Actor, *, data: bytes, name: str = "", country: str = "", dry: bool = False, at: datetime) -> Report:
    """Bring missions, airports, crossings and other places with a door from CSV or XLSX. Counts and refuses as `import_areas` does."""
    from safeconduct.places import queries

    report, wanted = Report(), _country(country) if country else ""
    sites: dict[UUID, tuple[int, dict[str, Any]]] = {}
    for row in tables.read(data, name):
        report.rows += 1
        try:
            values = _site_of(row, wanted)
        except Bad as bad:
            if bad.field == "other":
                report.other += 1
            else:
                report.refusals.append(Refused(row.number, bad.field, bad.reason, bad.remedy))
            continue
        if values["uid"] in sites:
            report.unchanged += 1
            continue
        sites[values["uid"]] = (row.number, values)
    known = {row.uid: row for row in Site.objects.filter(uid__in=list(sites))} if len(sites) < 30_000 else {row.uid: row for row in Site.objects.all()}
    fresh = []
    for uid, (_number, values) in sites.items():
        values["path"] = values["path"] or (known[uid].path if uid in known else "") or queries.path_of(values["lon"], values["lat"]) or values["country"]
        held = known.get(uid)
        same = held is not None and all(getattr(held, key) == value for key, value in values.items() if key not in ("uid", "status") or (key == "status" and value != "unknown"))
        report.count("unchanged" if same else "updated" if held else "created")
        if not same:
            if held is not None and values["status"] == "unknown":
                values["status"] = held.status  # a list of places does not shut what somebody opened
            fresh.append(values)
    if not dry:
        for chunk in in_chunks(fresh, 100):
            put_sites(actor, sites=chunk, at=at)
    return report


def _site_of(row: tables.Row, wanted: str) -> dict[str, Any]:
    held = row.values
    said = held.get("country") or held.get("country_name") or held.get("adm0_code")
    country = _country(said) if said else wanted
    if not country:
        raise Bad("country", "no country is named", "Add a column country with the ISO 3166 code, or say --country.")
    if wanted and country != wanted:
        raise Bad("other", "another country", "")
    kind = held.get("kind", "").strip().lower()
    kind = "mission" if kind in MISSIONS else kind.replace(" ", "_")
    if kind not in rules.KINDS:
        raise Bad("kind", f"{held.get('kind', '')[:40]!r} is no kind of place", f"Write one of {', '.join(rules.KINDS)}.")
    of_state = _state(held.get("of_state", "")) if held.get("of_state") else ""
    name = held.get("name") or (_mission_name(held, of_state) if kind == "mission" and of_state else "")
    if not name:
        raise Bad("name", "has no name", "Add a column name.")
    status = held.get("status", "unknown").lower()
    if status not in rules.STATUSES:
        raise Bad("status", f"{status[:20]!r} is no status", f"Write one of {', '.join(rules.STATUSES)}.")
    capacity = held.get("capacity", "")
    if capacity and not capacity.isdigit():
        raise Bad("capacity", f"{capacity[:20]!r} is no number", "Write how many people, in digits.")
    reference = held.get("reference", "")
    return {
        "uid": _uid(reference, kind, country, name, of_state), "kind": kind, "name": name[:200], "country": country, "path": held.get("path", ""), "lon": _degree(held, "lon", 180),
        "lat": _degree(held, "lat", 90), "status": status, "emergency_number": held.get("emergency_number", "")[:20], "telephone": held.get("telephone", "")[:30],
        "address": held.get("address", "")[:200], "capacity": int(capacity) if capacity else None, "of_state": of_state,
    }  # fmt: skip


def _state(text: str) -> str:
    try:
        return load.country(_country(text)).nationality or ""
    except Bad as bad:
        raise Bad("of_state", bad.reason, "Write the ISO 3166 code of the State whose mission it is.") from bad


def _mission_name(held: dict[str, str], of_state: str) -> str:
    return f"{held.get('kind', 'mission').capitalize()}, {held.get('of_state', of_state)}" + (f", {held['address']}" if held.get("address") else "")


def _uid(reference: str, kind: str, country: str, name: str, of_state: str) -> UUID:
    try:
        return UUID(reference)
    except ValueError:
        return uuid5(SITES, f"ref:{reference}" if reference else f"{kind}|{country}|{name.casefold()}|{of_state}")


def _degree(held: dict[str, str], name: str, most: int) -> float:
    text = held.get(name, "")
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = most + 1.0
    if not abs(value) <= most:
        raise Bad(name, f"{text[:20]!r} is no degree" if text else "is missing", f"Write degrees from -{most} to {most}, as 18.539.")
    return value

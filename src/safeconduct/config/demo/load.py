"""Put the demo world on file, through the same verbs that people use: set-up first, then a crisis that is already under way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.actors import duty
from safeconduct.config.demo import alerts, geography
from safeconduct.config.demo.generate import generate
from safeconduct.config.demo.partners import allied
from safeconduct.config.demo.people import people as people_of
from safeconduct.config.demo.presence import presence
from safeconduct.crises import actions as crises
from safeconduct.hazards import actions as hazards
from safeconduct.hazards import queries as hazards_queries
from safeconduct.hazards.readers import read_file
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from safeconduct.places import actions as places

KINDS = {"embassy": "mission", "consulate": "mission", "field_post": "mission"}
STATUSES = {"open": "open", "restricted": "limited", "damaged": "limited", "full": "limited", "shut": "shut", "planned": "unknown"}
SEXES = {"female": "f", "male": "m", "other": "x"}

# unit, role, user name, name
OFFICERS = (
    ("consular", "duty_officer", "duty", "S. Tadesse"),
    ("consular", "head_of_post", "head", "M. Okoro"),
    ("protection", "case_worker", "case", "L. Moreau"),
    ("consular", "data_officer", "data", "A. Lindqvist"),
    ("emergency", "emergency_manager", "emergency", "J. Baptiste"),
    ("consular", "administrator", "admin", "R. Haddad"),
    ("consular", "warden", "warden", "T. Bekele"),
    ("border", "border_officer", "border", "P. Laurent"),
    ("consular", "administrator", "admin2", "N. Castellano"),  # a role with sensitive rights takes two people to give
)


def organisations(at: datetime) -> dict[str, Any]:
    """The four organisations of the demo with their units, and a user for each role, two for administrators; returns uids, ids and passwords."""
    who = duty("demo")
    made: dict[str, Any] = {"passwords": []}
    plan = (
        ("utopia", "Embassy of Utopia", "foreign_ministry", "UTO", (("consular", "Consular section", ["consular"]), ("protection", "Protection desk", ["protection", "consular"]))),
        ("host", "National emergency management (demonstration)", "emergency_management", "HTI", (("emergency", "Emergency operations centre", ["emergency", "reception"]),)),
        ("centre", "Migrant resource centre", "international_organisation", "", (("reception", "Reception and protection", ["protection", "reception"]),)),
        ("interior", "Ministry of the interior (demonstration)", "interior_ministry", "HTI", (("border", "Border police", ["border_immigration"]),)),
    )
    for key, name, kind, state, units in plan:
        made[key] = access.add_organisation(who, uid=new_uid(), name=name, kind=kind, state=state, data_officer_address="data.officer@utopia.example", at=at)
        for unit, title, functions in units:
            made[unit] = access.add_unit(who, uid=new_uid(), organisation=made[key], name=title, functions=functions, at=at)
    for number, (unit, role, username, name) in enumerate(OFFICERS, 1):
        password = access.new_password()
        user = access.add_user(
            who, uid=new_uid(), username=username, name=name, password=password, telephone=f"+9990000000{number}", trained_until=at.date() + timedelta(days=365),
            protection_trained=role in ("case_worker", "head_of_post"), at=at,
        )  # fmt: skip
        access.grant(who, uid=new_uid(), user=user, unit=made[unit], role=role, at=at)
        made[f"user:{username}"] = user
        made["passwords"].append((username, password, role, name))
    return made


def ground(at: datetime, n: int) -> None:
    """Areas with their codes, places with a door, and estimates of presence."""
    who = duty("demo")
    for area in geography.areas():
        places.put_area(
            who, uid=new_uid(), country=area["path"].split("/")[0], level=area["level"], code=area["code"], name=area["name"], names=area["names"],
            parent=area["parent"] or "", zone=area["zone"], geometry=area["geometry"], geocodes=[("P-CODE", area["code"])], code_version="demonstration", at=at,
        )  # fmt: skip
    for place in geography.places():
        mission = place["kind"] in KINDS
        places.put_site(
            who, uid=new_uid(), kind=KINDS.get(place["kind"], place["kind"]), name=place["name"], country=place["country"], path=place["path"], lon=place["lon"],
            lat=place["lat"], status=STATUSES[place["status"]], emergency_number=place["emergency"], capacity=place["capacity"], of_state="UTO" if mission else "", at=at,
        )  # fmt: skip
    for one in presence(n, at):
        places.record_presence(
            who, uid=new_uid(), path=one["path"], nationality=one["nationality"], low=one["low"], best=one["best"], high=one["high"], source=one["source"],
            method=one["method"], month=date.fromisoformat(one["month"] + "-01"), at=at,
        )  # fmt: skip


def told(row: dict[str, Any], paths: dict[str, str]) -> NewPerson:
    """One invented person as a registration tells it."""
    stay, position = row["stay"], row["position"]
    path = paths.get(stay["area"] or "", "")
    contacts = tuple(
        {
            "kind": c["kind"], "value": c["value"], "owner": c["owner"], "may_write": c["safe"]["write"], "may_call": c["safe"]["call"],
            "may_leave_message": c["safe"]["leave_message"], "may_say_who": c["safe"]["say_who"], "hours": "–".join(map(str, c["hours"])) if c["hours"] else "",
        }
        for c in row["contacts"]
    )  # fmt: skip
    document = row["document"]
    return NewPerson(
        names=tuple(row["names"]),
        sex=SEXES.get(row["sex"], ""),
        birth=("~" if row["birth_estimated"] else "") + row["birth"],
        nationalities=tuple(row["nationalities"]),
        languages=tuple(row["languages"]),
        country=stay["country"],
        path=path,
        contacts=contacts,
        documents=({"kind": document["kind"], "number": document["number"], "country": document["country"], "expires": document["expires"]},) if document else (),
        stays=({"kind": "trip" if stay["kind"] == "trip" else "residence", "country": stay["country"], "path": path, "from_date": stay["from"], "to_date": stay["until"]},),
        emergency_contacts=({"name": "–", "telephone": row["kin"]["phone"], "relation": row["kin"]["relation"]},) if row["kin"] else (),
        position={
            "lon": position["lon"], "lat": position["lat"], "accuracy_m": position["accuracy_m"], "source": position["source"],
            "as_of": datetime.combine(position["as_of"], datetime.min.time(), tzinfo=UTC),
        } if position else None,
        needs=tuple(row["needs"]),
        regime=row["regime"],
        purpose=row["purpose"],
        basis=row["basis"],
        consent_language=row["consent_language"],
        reference=f"demo-{row['number']}",
    )  # fmt: skip


def loads(n: int, seed: int, at: datetime, owners: dict[str, int]) -> Iterator[Any]:
    """The invented people as bulk loads, those of a household together."""
    paths = {area["code"]: area["path"] for area in geography.areas()}
    columns = generate(n, seed=seed, now=at)
    asked = at - timedelta(days=150)  # the half-yearly question is not due: its texts would hide those of the crisis on the simulated telephone
    for row in people_of(columns):
        yield people.Load(
            uid=_uid("person", seed, row["number"]),
            told=told(row, paths),
            owner=owners["centre"] if row["recorded_by"] not in ("mission", "self") else owners["utopia"],
            source="demo",
            at=max(datetime.combine(row["stay"]["confirmed"], datetime.min.time(), tzinfo=UTC), asked),
            household=_uid("household", seed, row["household"]),
            role=row["role"],
            guardian=_uid("person", seed, row["guardian"]) if row["guardian"] is not None else None,
        )


def _uid(kind: str, seed: int, number: int) -> UUID:
    raw = bytearray(hashlib.sha256(f"{kind}/{seed}/{number}".encode()).digest()[:16])
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    return UUID(bytes=bytes(raw))


def crisis(at: datetime, made: dict[str, Any]) -> UUID:
    """The earthquake: a crisis with its level, its alerts and who is inside, 26 hours after the shock."""
    who = actors.acting(made["user:head"], made["consular"], at)
    began = alerts.earthquake_at(at)
    uid = crises.open_crisis(
        who, crisis=new_uid(), name="Earthquake, southern Haiti", names={"fr": "Séisme, sud d’Haïti", "es": "Terremoto, sur de Haití", "ar": "زلزال، جنوب هايتي"},
        kind="natural_disaster", started_at=began, ends_on=(at + timedelta(days=90)).date(), paths=["HTI"], data_officer="data.officer@utopia.example",
        zone="America/Port-au-Prince", bbox=geography.QUAKE_AREA, at=at,
    )  # fmt: skip
    crises.declare_level(
        who, level=new_uid(), crisis=uid, scheme="micic", key="restriction", paths=["HTI/HT07", "HTI/HT10", "HTI/HT08"],
        reason="Roads cut at several places, aftershocks, hospitals full.", evidence=["USGS-like report M 7.2", "Report of the field post"], at=began + timedelta(hours=3),
    )  # fmt: skip
    officer = actors.acting(made["user:duty"], made["consular"], at)
    receive(officer, "quake-alert.xml", at, began + timedelta(minutes=20))
    receive(officer, "quake-update.xml", at, began + timedelta(hours=5))
    made["hazard"] = shaken(officer, at, began)
    for card in hazards_queries.hazards(officer, current=True):
        hazards.bind(officer, hazard=card.uid, crisis=uid, at=at)
    return uid


def shaken(officer, at: datetime, began: datetime) -> UUID:
    """The earthquake with the bands of its shaking: the alert of the authority and the measured event are one hazard. Returns its uid."""
    told = {card.uid for card in hazards_queries.hazards(officer)}
    (main,) = [card.uid for card in hazards_queries.hazards(officer, current=True) if card.kind == "earthquake"]
    receive(officer, "quake-feed.geojson", at, began + timedelta(hours=1))
    receive(officer, "quake-cont_mmi.json", at, began + timedelta(hours=6))
    strongest = max((c for c in hazards_queries.hazards(officer) if c.uid not in told), key=lambda c: len(c.bands))
    return hazards.join(officer, hazard=strongest.uid, into=main, at=began + timedelta(hours=7))


def receive(actor, name: str, now: datetime, at: datetime) -> None:
    """Take one of the demo's alerts in, as if it had come at that moment."""
    raw = alerts.fresh(name, now)
    for result in read_file(raw, name):
        for alert in result.alerts:
            hazards.receive(actor, alert=alert, digest=hashlib.sha256(raw).hexdigest(), warnings=list(result.warnings), at=at)


Progress = Callable[[str, int, int], None]


def world(n: int, seed: int, at: datetime, progress: Progress) -> dict[str, Any]:
    """The whole demo world; ``progress`` is told what is being done, and how far."""
    return fill(begin(n, at, progress), n, seed, at, progress)


def begin(n: int, at: datetime, progress: Progress) -> dict[str, Any]:
    """What must stand before anybody can sign in: organisations with their users, areas and places. Seconds."""
    progress("organisations, places", 0, 0)
    made = organisations(at)
    ground(at, n)
    return made


def fill(made: dict[str, Any], n: int, seed: int, at: datetime, progress: Progress, pause: float = 0) -> dict[str, Any]:
    """The people, the crisis and everything that happened in it since."""
    from safeconduct.access import queries
    from safeconduct.config.demo.living import enliven

    ids = {o.uid: o.id for o in queries.organisations()}
    owners = {"utopia": ids[made["utopia"]], "centre": ids[made["centre"]]}
    people.load_many(duty("demo"), loads(n, seed, at, owners), at=at, progress=lambda done: progress("people", done, n), pause=pause)
    progress("crisis", 0, 0)
    made["crisis"] = crisis(at, made)
    allied(made, at)
    enliven(made, at, progress)
    return made

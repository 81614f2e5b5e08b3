"""
A small but complete world, made through verbs alone: four organisations, a user of every role, a crisis, a hazard, thirty people.

What the rooms above add is made by the examples of their verbs (tests/house/examples.py), so that a new room's pages have rows
as soon as its verbs have examples.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.access.models import Organisation, Unit, User
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from safeconduct.places import actions as places

NOW = datetime(2027, 1, 14, 9, 40, tzinfo=UTC)
PASSWORD = "a long enough word"

# unit: organisation, kind, State, functions
UNITS = {
    "consular": ("Ministry of Foreign Affairs of Utopia", "foreign_ministry", "UTO", ["consular"]),
    "emergency": ("Civil Protection of the host State", "emergency_authority", "HTI", ["emergency"]),
    "protection": ("Relief Agency", "io", "", ["protection"]),
    "border": ("Ministry of the Interior of the host State", "interior_ministry", "HTI", ["border_immigration"]),
    "reception": ("Ministry of the Interior of the host State", "interior_ministry", "HTI", ["reception"]),
}
# who signs in: unit and role, the one who is asked first on top
STAFF = [
    ("consular", "duty_officer"), ("consular", "head_of_post"), ("consular", "consular_officer"), ("consular", "data_officer"), ("consular", "administrator"),
    ("consular", "warden"), ("consular", "case_worker"), ("protection", "case_worker"), ("protection", "data_officer"), ("emergency", "emergency_manager"),
    ("reception", "case_worker"), ("border", "border_officer"),
]  # fmt: skip
NAMES = [
    "Selam Gebremariam", "محمد حسين", "Nguyễn Thị Lan", "José Álvarez Peña", "Sara Wolde", "李 秀英", "Suryani", "Анна Петрова", "Fatuma Ali", "Jean-Baptiste Moreau",
    "Amina Yusuf", "Ramesh Thapa", "Maria dos Santos", "Tesfaye Bekele", "नीरज शर्मा",
]  # fmt: skip
LANGUAGES = ["am", "ar", "en", "es", "fr", "ne"]
CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>seismo@example.org</sender><sent>2027-01-14T09:00:00+00:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>en-US</language><category>Geo</category><event>Earthquake</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Observed</certainty><expires>2027-01-15T09:00:00+00:00</expires><senderName>Seismological service</senderName>
<headline>Strong earthquake</headline><instruction>Stay in the open.</instruction>
<area><areaDesc>Ouest</areaDesc><polygon>18,-73 18,-72 19,-72 19,-73 18,-73</polygon></area></info></alert>"""


@dataclass
class World:
    """The names of everything in it. ``samples`` gives values for the addresses of pages (see tests/register.py)."""

    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[tuple[str, str], User] = field(default_factory=dict)
    people: list[UUID] = field(default_factory=list)  # on file at the consulate
    sheltered: list[UUID] = field(default_factory=list)  # on file at the relief agency, some under protection
    crisis: UUID | None = None
    hazard: UUID | None = None
    samples: dict[str, Any] = field(default_factory=dict)
    made: dict[str, Any] = field(default_factory=dict)  # verb -> what its last example answered
    faults: dict[str, str] = field(default_factory=dict)  # verb -> why its example was not taken; tests/house/test_commands.py fails on any

    def actor(self, unit: str = "consular", role: str = "duty_officer", at: datetime = NOW) -> Actor:
        """That user acting in that unit, with labels as they are now."""
        return actors.person(self.users[unit, role], Unit.objects.select_related("organisation").get(id=self.units[unit].id), at)

    def organisation(self, unit: str) -> Organisation:
        """The organisation of a unit."""
        return self.units[unit].organisation

    def openers(self, verb: str) -> list[tuple[str, str]]:
        """Everybody here whose role holds a verb, in the order of ``STAFF``."""
        return [(unit, role) for unit, role in STAFF if verb in actors.roles().get(role, ())]


def built(people_on_file: int = 24, sheltered: int = 6, *, filled: bool = True, at: datetime = NOW) -> World:
    """The whole world; ``filled`` also with what the examples of all verbs make."""
    world = World()
    _organisations(world, at)
    _places(world, at)
    _crisis(world, at)
    for number in range(people_on_file):
        world.people.append(registered(world, number, "consular", "duty_officer", at=at))
    for number in range(sheltered):
        regime = ("refugee", "migrant", "possible_international_protection")[number % 3]
        world.sheltered.append(registered(world, 100 + number, "protection", "case_worker", nationality="ETH", regime=regime, at=at))
    world.hazard = _hazard(world, at)
    world.samples |= {"lang": "en", "language": "en", "person": world.people[0], "crisis": world.crisis, "hazard": world.hazard, "path": "HTI"}
    world.samples |= {"my.token": "no-such-token", "token": "no-such-token", "code": "ABC-DEFG", "country": "HTI", "iso3": "HTI", "format": "csv", "form": "csv", "what": "user", "channel": "sms"}
    if filled:
        fill(world, at)
        world.samples |= cases_of(world) | clause_of_partners()
        world.samples["people:disclosure.uid"] = world.made.get("people.propose_disclosure")
        world.samples["access:proposed-grant.uid"] = _waiting_role(world, at)
    world.samples |= {f"people:{page}.uid": world.people[0] for page in ("person", "mend", "history", "confirm", "contact", "document", "stay", "consent", "withdraw", "regime", "erase", "special", "stranded", "code", "mark")}
    if world.sheltered:
        world.samples["people:disclose.uid"] = world.sheltered[1]
    world.samples |= rows_of_people(world)
    world.samples |= {f"reporting:{page}.uid": world.crisis for page in ("crisis", "make", "record")}
    return world


def _organisations(world: World, at: datetime) -> None:
    system = actors.duty("set-up")
    houses: dict[str, UUID] = {}
    for key, (name, kind, state, functions) in UNITS.items():
        if name not in houses:
            houses[name] = access.add_organisation(system, uid=new_uid(), name=name, kind=kind, state=state, data_officer_address="dpo@example.org", at=at)
        uid = access.add_unit(system, uid=new_uid(), organisation=houses[name], name=f"{key.title()} section", functions=functions, at=at)
        world.units[key] = Unit.objects.select_related("organisation").get(uid=uid)
    for unit, role in STAFF:
        uid = new_uid()
        access.add_user(
            system, uid=uid, username=f"{unit}.{role}", name=f"Officer {len(world.users) + 1}", password=PASSWORD, telephone=f"+9995550{len(world.users):04d}",
            protection_trained=unit == "protection", at=at,
        )  # fmt: skip
        access.grant(system, uid=new_uid(), user=uid, unit=world.units[unit].uid, role=role, at=at)
        world.users[unit, role] = User.objects.get(uid=uid)


def _waiting_role(world: World, at: datetime) -> UUID:
    """A role with sensitive rights that waits for somebody who may give roles."""
    uid, user = new_uid(), world.users["consular", "case_worker"].uid
    said = {"uid": str(uid), "user": str(user), "unit": str(world.units["consular"].uid), "role": "head_of_post", "crisis": None, "place_path": "", "until": None}
    return access.propose(actors.duty("set-up"), uid=uid, verb="access.grant", arguments=said, numbers={}, expires_at=at + timedelta(days=3), unit=world.units["consular"].id, at=at)


def square(west: float, south: float, east: float, north: float) -> dict:
    """A box as GeoJSON."""
    return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}


def _places(world: World, at: datetime) -> None:
    system = actors.duty("set-up")
    for level, code, parent, box in ((0, "HTI", "", (-75, 17, -71, 20.5)), (1, "HT01", "HTI", (-73.5, 18, -71.7, 19.2)), (1, "HT02", "HTI", (-73, 17.9, -71.7, 18.4))):
        name = {"HTI": "Haiti", "HT01": "Ouest", "HT02": "Sud-Est"}[code]
        places.put_area(system, uid=new_uid(), country="HTI", level=level, code=code, name=name, parent=parent, zone="America/Port-au-Prince", geometry=square(*box), at=at)
    for kind, name in (("mission", "Embassy of Utopia"), ("assembly_point", "Schoolyard"), ("airport", "Port-au-Prince")):
        number = "114" if kind == "mission" else ""
        uid = places.put_site(
            system, uid=new_uid(), kind=kind, name=name, country="HTI", path="HTI/HT01", lon=-72.3, lat=18.5, status="open", emergency_number=number,
            of_state="UTO" if kind == "mission" else "", organisation=world.organisation("consular").uid if kind == "mission" else None, at=at,
        )  # fmt: skip
        world.samples.setdefault("site", uid)
    places.record_presence(
        system, uid=new_uid(), path="HTI/HT01", nationality="UTO", low=100, best=150, high=240, source="consulate", method="estimate", month=date(2026, 12, 1), at=at
    )


def _crisis(world: World, at: datetime) -> None:
    from safeconduct.crises import actions as crises

    world.crisis = crises.open_crisis(
        world.actor(role="head_of_post"), crisis=new_uid(), name="Earthquake in Ouest", kind="natural_disaster", started_at=at - timedelta(hours=2), ends_on=date(2027, 4, 1),
        paths=["HTI/HT01"], data_officer="dpo@example.org", zone="America/Port-au-Prince", bbox=(-73.5, 18, -71.7, 19.2), at=at,
    )  # fmt: skip


def _hazard(world: World, at: datetime, identifier: str = "one") -> UUID:
    from safeconduct.hazards import actions as hazards
    from safeconduct.hazards.models import Alert
    from safeconduct.hazards.readers import read_file

    read = read_file(CAP.format(identifier=identifier).encode(), "x.xml")[0].alerts[0]
    uid = hazards.receive(world.actor(), alert=read, digest="0" * 64, at=at)
    world.samples["alert"] = uid
    hazard = Alert.objects.select_related("hazard").get(uid=uid).hazard.uid
    hazards.bind(world.actor(), hazard=hazard, crisis=world.crisis, at=at)
    return hazard


def names(number: int) -> tuple[dict[str, str], ...]:
    """One name; where it is in Han characters also as the passport writes it."""
    shown = NAMES[number % len(NAMES)] + (f" {number}" if number >= len(NAMES) else "")
    return ({"full": shown}, {"full": f"Li Xiuying {number}"}) if shown.startswith("李") else ({"full": shown},)


def told(number: int, *, nationality: str = "UTO", regime: str = "migrant", at: datetime = NOW, **more) -> NewPerson:
    """What a generated person tells: names in several scripts, a telephone, perhaps shared, a position inside the hazard."""
    values: dict[str, Any] = {
        "names": names(number), "sex": "fm"[number % 2], "birth": f"{1950 + number % 50}",
        "nationalities": (nationality,), "languages": (LANGUAGES[number % len(LANGUAGES)], "en"), "country": "HTI", "path": "HTI/HT01", "regime": regime,
        "contacts": ({"kind": "phone", "value": f"+99955{number:06d}", "owner": "own" if number % 4 else "shared"},),
        "documents": ({"kind": "passport", "number": f"U{number:07d}", "country": nationality},), "needs": ("medicine",) if number % 5 == 0 else (),
        "stays": ({"kind": "residence", "country": "HTI", "path": "HTI/HT01", "address": f"{number} Rue Une", "from_date": "2020-01-01"},),
        "position": {"lon": -72.5 + number % 7 * 0.01, "lat": 18.5, "accuracy_m": 50, "source": "told", "as_of": at - timedelta(days=number % 20)},
    }  # fmt: skip
    return NewPerson(**{**values, **more})


def registered(world: World, number: int, unit: str, role: str, at: datetime = NOW, **more) -> UUID:
    """One more generated person, on file at a unit."""
    return people.register_person(world.actor(unit, role), person=new_uid(), told=told(number, at=at, **more), at=at)


def fill(world: World, at: datetime = NOW) -> None:
    """Call every verb's examples that fill the world, in the order of the table."""
    from tests.house import examples

    for one in examples.of_the_house():
        if one.fills:
            made_by(one, world, at)


def made_by(one, world: World, at: datetime) -> None:
    """Call one example; a fault is kept, so that one room's fault does not hide the pages of the others."""
    try:
        with transaction.atomic():
            world.made[one.verb] = one.call(world, at=at)
    except Exception as fault:
        world.faults[one.verb] = f"{type(fault).__name__}: {fault}"


def rows_of_people(world: World) -> dict[str, Any]:
    """The newest list that was brought and the way to reach the first person, for the addresses of the register."""
    from safeconduct.people.models import ContactPoint, ImportRun, Person

    run = ImportRun.objects.order_by("-id").values_list("uid", flat=True).first()
    first = Person.objects.within(world.actor()).get(uid=world.people[0])
    point = ContactPoint.objects.within(world.actor()).filter(person_id=first.id).values_list("uid", flat=True).first()
    lists = {f"people:{page}.uid": run for page in ("list", "list-stop", "list-refused")} if run else {}
    return lists | ({"people:mark.point": point} if point else {})


def clause_of_partners() -> dict[str, Any]:
    """The newest clause of an agreement, for the address that ends it."""
    from safeconduct.partners.models import SharingClause

    uid = SharingClause.objects.order_by("-id").values_list("uid", flat=True).first()
    return {"partners:end-clause.clause": uid} if uid else {}


def cases_of(world: World) -> dict[str, Any]:
    """The newest case of the consulate, for the addresses of the room of cases."""
    from safeconduct.cases.models import Case

    uid = Case.objects.within(world.actor()).order_by("-id").values_list("uid", flat=True).first()
    return {"cases.uid": uid, "case": uid} if uid else {}


def grown(world: World, more: int, at: datetime = NOW) -> None:
    """The same world with more people, and more of everything that the examples make for each of them."""
    from tests.house import examples

    first = len(world.people) + 200
    for number in range(first, first + more):
        world.people.append(registered(world, number, "consular", "duty_officer", at=at))
        for one in examples.of_the_house():
            if one.fills and one.grows:
                made_by(one, world, at)


def exists(verb: str) -> bool:
    """Whether a verb that writes is in the register."""
    return verb in VERBS and VERBS[verb].call is not None

"""
The rest of a plan, S10-S16, and the three kinds of document: consular plan, host State's plan, standard operating procedure.

Sections S1-S16 follow the IOM consular contingency plan template and the plans of Philippine posts; the inclusion checklist
and the weights are a proposal of this project.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

# isort: off
from .parts import (
    CallList, Communications, Community, Contact, Identity, Level, Mode, Purpose, RiskProfile, Role, Scenario, Shelter, Warden, key, part, ref, refs,
)
# isort: on

FORMAT = "safeconduct.plan/1"
Section = Literal["S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15", "S16"]
NODES = "points shelters stops destinations"
Chapter = Literal[
    "S1", "S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9", "S10", "S11", "S12", "S13", "S14", "S15", "S16",
    "purpose", "scope", "begins_when", "contacts", "roles", "steps", "forms", "standards", "data_rule", "review",
]  # fmt: skip


@part
class AssemblyPoint:
    """S10: where people called forward come together."""

    key: str = key()
    uid: str = ""
    name: str = ""
    area: str = ref("areas")
    lat: float | None = None
    lon: float | None = None
    places: int = 0
    step_free: bool = False
    water: bool = False


@part
class Stop:
    """S10: a place on the way: crossing, port, airport, relay."""

    key: str = key()
    uid: str = ""
    name: str = ""
    kind: Literal["crossing", "port", "airport", "station", "relay"] = "relay"
    lat: float | None = None
    lon: float | None = None


@part
class Destination:
    """S10: a place of safety, in this country or another."""

    key: str = key()
    uid: str = ""
    name: str = ""
    country: str = ""
    lat: float | None = None
    lon: float | None = None


@part
class Leg:
    """S10: one stage of a route. `opens` and `closes` are local times of day, HH:MM; `places_day` is a limit set by the way itself."""

    start: str = ref(NODES)
    end: str = ref(NODES)
    mode: Mode = "bus"
    km: float | None = None
    minutes: int | None = None
    opens: str = ""
    closes: str = ""
    places_day: int | None = None
    fleet: str = ref("fleets")
    hazards: str = ""


@part
class Route:
    """S10: ordered legs from an assembly point or shelter to a destination: primary, alternate, contingency, emergency."""

    key: str = key()
    name: str = ""
    pace: Literal["primary", "alternate", "contingency", "emergency"]
    start: str = ref("points shelters")
    end: str = ref("destinations shelters")
    legs: tuple[Leg, ...] = ()


@part
class Fleet:
    """S10: vehicles of one kind. `load`: the share of seats that is planned."""

    key: str = key()
    name: str = ""
    mode: Mode = "bus"
    vehicles: int = 0
    seats: int = 0
    accessible_places: int = 0
    load: float = 0.9
    mobilise_hours: float | None = None
    loading_minutes: int = 30
    unloading_minutes: int = 30
    own: bool = False
    agreement: str = ref("agreements")


@part
class Station:
    """S10: a station of the processing line: desks and minutes a person."""

    key: str = key()
    kind: Literal["reception", "security", "registration", "medical", "documents", "manifest", "comfort", "boarding", "protection"] = "reception"
    name: str = ""
    desks: int = 0
    minutes: float | None = None
    owner: str = ref("roles")


@part
class Transit:
    """S10: a State that the routes lead to or through, and what it asks."""

    country: str = ""
    permission: str = ""
    agreement: str = ref("agreements")


@part
class Evacuation:
    """S10: from where, on which ways, with what, through which stations. `hours`: hours a day that the line works."""

    points: tuple[AssemblyPoint, ...] = ()
    stops: tuple[Stop, ...] = ()
    destinations: tuple[Destination, ...] = ()
    routes: tuple[Route, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    stations: tuple[Station, ...] = ()
    hours: float | None = None
    transit: tuple[Transit, ...] = ()
    call_forward: str = ""


@part
class Documents:
    """S11: emergency travel documents; for a host State, the procedure when papers are lost."""

    blanks: int | None = None
    a_day: int | None = None
    printers: int | None = None
    forms: tuple[str, ...] = ()
    seals: str = ""
    when_closed: str = ""
    procedure: str = ""


@part
class Fund:
    """S12: money for the crisis and the rule of its release."""

    key: str = key()
    name: str = ""
    amount: int = 0
    currency: str = ""
    release_rule: str = ""
    released_by: str = ref("roles")


@part
class Cash:
    """S12: cash at hand."""

    amount: int = 0
    currency: str = ""
    place: str = ""


@part
class Cost:
    """S12: a line of the planning scenario's cost: units times price, in the currency of the first fund."""

    name: str = ""
    units: float = 0.0
    price: float = 0.0


@part
class Money:
    """S12: funds, cash, who pays, who signs, what the planning scenario costs."""

    funds: tuple[Fund, ...] = ()
    cash: tuple[Cash, ...] = ()
    cost_rule: str = ""
    loan_rule: str = ""
    signatories: tuple[str, ...] = refs("roles")
    costs: tuple[Cost, ...] = ()
    reserve: float = 0.15


@part
class Stock:
    """S13: what is kept, how much, until when."""

    key: str = key()
    item: str = ""
    quantity: float = 0
    minimum: float = 0
    unit: str = ""
    place: str = ""
    expiry_date: date | None = None
    inspected_date: date | None = None


@part
class Agreement:
    """S14: who does what for whom, where, until when, who is rung, who pays."""

    key: str = key()
    uid: str = ""
    function: Literal["transport", "shelter", "health", "identity", "tracing", "food", "water", "communication", "consular", "transit", "security", "interpreters", "protection"] = "transport"
    parties: tuple[str, ...] = ()
    area: str = ""
    from_date: date | None = None
    to_date: date | None = None
    contact: str = ref("contacts")
    cost_rule: str = ""
    data_rule: str = ""
    tested_date: date | None = None


@part
class Arrival:
    """S15: hand-over at home or in the place of safety."""

    agencies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    health: str = ""
    psychosocial: str = ""
    children: str = ""
    onward: str = ""
    benefits: str = ""


@part
class Correction:
    """S16: something that an exercise or a crisis showed must change."""

    text: str = ""
    owner: str = ref("roles")
    due_date: date | None = None
    done: bool = False


@part
class Review:
    """S16: when it was tried, what came of it, when it is looked at again, who wrote and who approved."""

    exercise_date: date | None = None
    exercise_kind: Literal["", "seminar", "workshop", "tabletop", "game", "drill", "functional", "full_scale", "real"] = ""
    migrants_took_part: bool = False
    corrections: tuple[Correction, ...] = ()
    reviewed_date: date | None = None
    next_review_date: date | None = None
    written_by: str = ref("roles")
    approved_by: str = ref("roles")


@part
class Excused:
    """A section that does not apply, and why."""

    section: Section
    reason: str = ""


@part
class Included:
    """One of the twelve points of the inclusion checklist: is it met, and where in this document."""

    item: int
    state: Literal["met", "missing", "not_applicable"]
    where: str = ""
    wording: str = ""
    reason: str = ""


@part
class Prose:
    """Words of a section that no field holds: kept as they were written, until somebody moves them. `source`: the blocks of the file they were brought from."""

    section: Chapter
    heading: str = ""
    text: str = ""
    source: str = ""


@part
class Plan:
    """What a consular and a host State's plan share. `as_of` is the day the facts are of; an `example` is judged on that day."""

    title: str
    language: str = "en"
    country: str = ""
    as_of: date | None = None
    example: bool = False
    scheme: str = ""
    identity: Identity = Identity()
    purpose: Purpose = Purpose()
    risk: RiskProfile = RiskProfile()
    community: Community = Community()
    scenarios: tuple[Scenario, ...] = ()
    contacts: tuple[Contact, ...] = ()
    roles: tuple[Role, ...] = ()
    wardens: tuple[Warden, ...] = ()
    call_list: CallList | None = None
    levels: tuple[Level, ...] = ()
    communications: Communications = Communications()
    shelters: tuple[Shelter, ...] = ()
    evacuation: Evacuation = Evacuation()
    documents: Documents = Documents()
    money: Money = Money()
    stocks: tuple[Stock, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    arrival: Arrival = Arrival()
    review: Review = Review()
    excused: tuple[Excused, ...] = ()
    notes: tuple[str, ...] = ()
    prose: tuple[Prose, ...] = ()


@part
class ConsularPlan(Plan):
    """The contingency plan of a consular post."""

    kind: Literal["consular"] = "consular"


@part
class HostPlan(Plan):
    """The contingency plan of a State, district or centre where migrants are."""

    kind: Literal["host"] = "host"
    inclusion: tuple[Included, ...] = ()


@part
class Form:
    """A form of a procedure."""

    key: str = key()
    name: str = ""
    asks: tuple[str, ...] = ()


@part
class Standard:
    """A standard that the procedure holds to, and where it is written."""

    name: str = ""
    value: str = ""
    source: str = ""


@part
class Step:
    """One step of a procedure. `minutes`: at the latest so long after the procedure began."""

    key: str = key()
    action: str = ""
    owner: str = ref("roles")
    minutes: float | None = None
    depends_on: tuple[str, ...] = refs("steps")
    evidence: str = ""
    forms: tuple[str, ...] = refs("forms")
    otherwise: str = ""
    guidelines: tuple[int, ...] = ()
    sector: int | None = None


@part
class Procedure:
    """A standard operating procedure: purpose, roles, steps, forms, standards; no alert levels."""

    kind: Literal["sop"] = "sop"
    title: str
    language: str = "en"
    country: str = ""
    as_of: date | None = None
    example: bool = False
    purpose: str = ""
    scope: str = ""
    begins_when: str = ""
    contacts: tuple[Contact, ...] = ()
    roles: tuple[Role, ...] = ()
    steps: tuple[Step, ...] = ()
    forms: tuple[Form, ...] = ()
    standards: tuple[Standard, ...] = ()
    data_rule: str = ""
    review: Review = Review()
    inclusion: tuple[Included, ...] = ()
    notes: tuple[str, ...] = ()
    prose: tuple[Prose, ...] = ()


Document = ConsularPlan | HostPlan | Procedure
KINDS: dict[str, type] = {"consular": ConsularPlan, "host": HostPlan, "sop": Procedure}

"""
The parts of a plan that say who, whom, when and what with: sections S1-S9 (docs/rooms/plans.md has the table of sections).

Every list entry that others point at has a `key`, unique in its list. A field made by `ref` or `refs` holds keys of the lists it
names. Plans point at people in post, places, agreements and templates, never at copies: `uid` binds an entry to the record in its room.
A part may be empty, so that a draft can be kept; what is missing is said by the checks. Minutes, hours, kilometres, square metres, litres a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

part = dataclass(frozen=True, kw_only=True)

Hazard = Literal[
    "conflict", "civil_unrest", "earthquake", "tsunami", "cyclone", "flood", "landslide", "volcano", "wildfire", "drought", "epidemic", "industrial", "border_closure", "mass_arrival", "expulsion"
]  # fmt: skip
Group = Literal[
    "unaccompanied_children", "trafficked", "older", "disabled", "pregnant", "detained", "irregular", "domestic_workers", "medical", "single_parents", "seafarers", "students", "farm_workers"
]
Position = Literal[
    "lead", "deputy", "consular", "registration", "communications", "logistics", "security", "finance", "health", "protection", "liaison", "documents", "log", "shelter", "gate", "other"
]  # fmt: skip
CardKind = Literal["message", "stand_fast", "task", "movement", "open_centre", "notify", "decide", "close_post"]
Origin = Literal["measured", "published", "guess"]
Mode = Literal["foot", "car", "bus", "truck", "boat", "ship", "aircraft", "helicopter", "train"]
Channel = Literal["sms", "call", "email", "web", "call_list", "in_person", "radio", "loudspeaker", "social_media", "app", "siren", "notice_board"]


def key() -> Any:
    """The name by which others point at this entry."""
    return field(metadata={"key": True})


def ref(to: str) -> Any:
    """The key of one entry in one of the lists named in ``to`` (blank between names)."""
    return field(default="", metadata={"ref": to})


def refs(to: str) -> Any:
    """Keys of entries in one of the lists named in ``to``."""
    return field(default=(), metadata={"ref": to})


@part
class Range:
    """People, or another count: low, best, high."""

    low: int
    best: int
    high: int


@part
class Share:
    """A share between 0 and 1: low, best, high, and where it comes from."""

    low: float
    best: float
    high: float
    origin: Origin = "guess"
    source: str = ""


@part
class Number:
    """A telephone number that a person may ring, in international form."""

    label: str = ""
    telephone: str = ""
    hours: str = ""


@part
class Area:
    """An area that the plan covers."""

    key: str = key()
    name: str = ""
    code: str = ""


@part
class Identity:
    """S1: who this plan belongs to, and how it is reached at any hour."""

    name: str = ""
    country: str = ""
    sending_country: str = ""
    place: str = ""
    areas: tuple[Area, ...] = ()
    accredited: tuple[str, ...] = ()
    numbers: tuple[Number, ...] = ()
    back_up_site: str = ""
    satellite_telephone: str = ""
    deputies: tuple[str, ...] = refs("roles")


@part
class Purpose:
    """S2: what for, on which law, and who may activate, change the level and order an evacuation."""

    objective: str = ""
    legal_basis: str = ""
    activates: str = ref("roles")
    changes_level: str = ref("roles")
    orders_evacuation: str = ref("roles")
    classification: Literal["", "public", "internal", "restricted"] = ""


@part
class Risk:
    """A hazard in the risk profile; likelihood and impact from 1 to 5."""

    hazard: Hazard
    likelihood: int = 0
    impact: int = 0
    note: str = ""


@part
class MapSheet:
    """A map and where it is kept."""

    name: str = ""
    where: str = ""


@part
class RiskProfile:
    """S3: hazards, early signs, the host State's alert systems, maps."""

    hazards: tuple[Risk, ...] = ()
    inform: float | None = None
    inform_source: str = ""
    early_signs: tuple[str, ...] = ()
    host_alerts: tuple[str, ...] = ()
    maps: tuple[MapSheet, ...] = ()


@part
class Estimate:
    """How many people of ours are in an area: low, best, high, how and when it was found."""

    area: str = ref("areas")
    people: Range | None = None
    method: str = ""
    estimated_date: date | None = None


@part
class Registered:
    """How many people the register holds."""

    people: int = 0
    counted_date: date | None = None


@part
class Spoken:
    """A language (BCP 47) and the share of the community that speaks it first."""

    language: str
    share: float = 0.0


@part
class Employed:
    """A sector or an employer, with people."""

    name: str = ""
    area: str = ref("areas")
    people: int = 0


@part
class Provision:
    """A vulnerable group, how many, and what this plan does for it."""

    group: Group
    people: Range | None = None
    provision: str = ""
    cards: tuple[str, ...] = refs("cards")


@part
class Community:
    """S4: who is there."""

    estimates: tuple[Estimate, ...] = ()
    registered: Registered | None = None
    women_share: float | None = None
    children_share: float | None = None
    older_share: float | None = None
    sectors: tuple[Employed, ...] = ()
    employers: tuple[Employed, ...] = ()
    irregular: Range | None = None
    dual_nationals: Range | None = None
    mixed_families: Range | None = None
    prisoners: int | None = None
    languages: tuple[Spoken, ...] = ()
    leaders: tuple[str, ...] = refs("contacts")
    groups: tuple[Provision, ...] = ()


@part
class Assumption:
    """Something taken for granted, and where it comes from."""

    text: str = ""
    origin: Origin = "guess"
    source: str = ""


@part
class Scenario:
    """S5: what may happen. `take_up` is the share of those affected who want to leave; `days` the aim until they are in safety."""

    key: str = key()
    name: str = ""
    hazard: Hazard
    trigger: str = ""
    areas: tuple[str, ...] = refs("areas")
    people: Range | None = None
    warning_hours: int | None = None
    moves: bool = True
    take_up: Share | None = None
    days: int | None = None
    routes_open: tuple[str, ...] = refs("routes")
    routes_lost: tuple[str, ...] = refs("routes")
    without_documents: float | None = None
    shelter_share: float | None = None
    shelter_days: int | None = None
    assumptions: tuple[Assumption, ...] = ()


@part
class Contact:
    """A person in post (an official, a focal point, a leader). `answered_date`: the day of the last answer to a test."""

    key: str = key()
    uid: str = ""
    post: str = ""
    organisation: str = ""
    telephone: str = ""
    other_ways: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    answered_date: date | None = None


@part
class Role:
    """S6: a position in the team: who holds it, who steps in, in that order."""

    key: str = key()
    position: Position = "other"
    name: str = ""
    holder: str = ref("contacts")
    alternates: tuple[str, ...] = refs("contacts")
    duties: tuple[str, ...] = ()


@part
class Warden:
    """S6: somebody in the community who passes word both ways, and promised in writing to guard the names."""

    key: str = key()
    contact: str = ref("contacts")
    alternate: str = ref("contacts")
    area: str = ref("areas")
    people: int = 0
    agreement_date: date | None = None
    tested_date: date | None = None


@part
class CallList:
    """S6: the call-down list. `success`: chance that one call reaches; `target`: share that must be reached."""

    people: int = 0
    fan_out: int = 0
    success: float | None = None
    alternates: bool = False
    target: float = 0.8
    origin: Origin = "guess"
    roster: str = ""


@part
class Card:
    """S7: one action. `due_hours` after the level is declared; what it acts on is named by the field of its kind."""

    key: str = key()
    action: str = ""
    kind: CardKind = "task"
    owner: str = ref("roles")
    due_hours: float | None = None
    depends_on: tuple[str, ...] = refs("cards")
    evidence: str = ""
    guidelines: tuple[int, ...] = ()
    sector: int | None = None
    message: str = ref("templates")
    route: str = ref("routes")
    point: str = ref("points")
    shelter: str = ref("shelters")
    fund: str = ref("funds")
    tells: tuple[str, ...] = refs("contacts")


@part
class Level:
    """S7: an alert level with its criteria and its cards. `hold_hours`: the least time before it may be lowered, a step at a time."""

    key: str = key()
    rank: int
    name: str = ""
    criteria: tuple[str, ...] = ()
    hold_hours: int = 72
    cards: tuple[Card, ...] = ()


@part
class Text:
    """A text in one language; `reviewed` by somebody who speaks it."""

    language: str
    text: str = ""
    reviewed: bool = False


@part
class Template:
    """S8: a message ready before the crisis, for the levels it serves."""

    key: str = key()
    uid: str = ""
    purpose: Literal["warn", "instruct", "inform", "ask_status", "assemble", "correct_rumour", "all_clear"] = "inform"
    levels: tuple[str, ...] = refs("levels")
    texts: tuple[Text, ...] = ()


@part
class ChannelUse:
    """S8: a channel, whom it reaches and how many an hour."""

    channel: Channel
    reaches: str = ""
    people_hour: int | None = None


@part
class Hotline:
    """S8: the number that people ring."""

    telephone: str = ""
    hours: str = ""
    staff: int = 0
    languages: tuple[str, ...] = ()


@part
class Communications:
    """S8: channels, templates in every language, hotline, what is said to the press."""

    channels: tuple[ChannelUse, ...] = ()
    templates: tuple[Template, ...] = ()
    hotline: Hotline | None = None
    media_rule: str = ""


@part
class Shelter:
    """S9: a safe haven, centre or other place to stay."""

    key: str = key()
    uid: str = ""
    name: str = ""
    kind: Literal["haven", "centre", "camp", "hotel", "school", "hospital", "ship"] = "haven"
    area: str = ref("areas")
    lat: float | None = None
    lon: float | None = None
    places: int = 0
    covered_m2: float | None = None
    water_litres: float | None = None
    toilets: int | None = None
    toilets_step_free: int | None = None
    meals_day: int | None = None
    isolation_places: int | None = None
    step_free: bool = False
    separate_rooms: bool = False
    power: str = ""
    security: str = ""
    standards: tuple[str, ...] = ()
    agreement: str = ref("agreements")

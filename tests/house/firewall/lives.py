"""
Hidden lives: people whom the State of origin and a control unit must not be able to tell from nobody.

Each is put on file by somebody else than the person's own consulate, or is protected, or took an agreement back; then the
person moves, has a case, and what the variant adds happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import VERBS
from safeconduct.people import actions as people
from tests.house.examples.cases import case_of
from tests.stories.world import NOW, World, told

FIRST = 555_550  # what is told of hidden people is made from this number on; nobody else has such numbers
GLASS = ("head_of_post", "duty_officer")  # of the consulate: they have broken the glass towards the relief agency


@dataclass
class Hidden:
    """What is known of a hidden person, or, in the other world, names of things that never were."""

    number: int
    things: dict[str, UUID] = field(default_factory=lambda: {"person": new_uid(), "case": new_uid()})  # argument or room -> uid

    @property
    def person(self) -> UUID:
        """The person's uid."""
        return self.things["person"]

    def searched(self) -> list[str]:
        """What somebody would look for who knew the person: name, telephone, document."""
        known = told(self.number)
        return [known.names[0]["full"], known.contacts[0]["value"], known.documents[0]["number"]]


@dataclass(frozen=True, eq=False)
class Variant:
    """One way of being hidden: who records the person, what is told, what happens later."""

    name: str
    told: dict[str, Any] = field(default_factory=dict)
    recorder: tuple[str, str] = ("protection", "case_worker")
    later: Callable[[World, Actor, Hidden], None] | None = None

    def __str__(self) -> str:
        return self.name


def prepared(world: World) -> None:
    """
    What both worlds have beforehand, so that a wall and not an accident of the world hides: the relief agency shares what is
    not protected with the ministry, two of its officers have broken the glass, a spouse is shown to it, and somebody of the
    consulate's own register came under protection yesterday.
    """
    system, agency = actors.duty("set-up"), world.organisation("protection").uid
    access.agree_sharing(
        system, uid=new_uid(), owner=agency, recipient=world.organisation("consular").uid, purpose="assistance", valid_from=date(2026, 1, 1), valid_to=date(2028, 1, 1), at=NOW
    )
    for role in GLASS:
        access.break_glass(world.actor("consular", role), uid=new_uid(), owner=agency, reason="A child is missing.", at=NOW)
    worker = world.actor("protection", "case_worker")
    world.made["spouse"] = people.register_person(worker, person=new_uid(), told=told(444_444, recipients=("state:UTO", "state:HTI")), at=NOW)
    before = NOW - timedelta(days=1)
    world.made["protected"] = people.register_person(world.actor(), person=new_uid(), told=told(444_445, at=before), at=before)
    people.come_under_regime(world.actor(), person=world.made["protected"], regime="refugee", at=before)


def _joins_the_spouse(world: World, actor: Actor, hidden: Hidden) -> None:
    """The hidden person and the spouse become one household, which shows no more than the hidden person allows."""
    people.join_household(actor, household=new_uid(), people=[world.made["spouse"], hidden.person], roles=["head", "partner"], at=NOW)


def _withdraws(world: World, actor: Actor, hidden: Hidden) -> None:
    """What was agreed is taken back, before anybody of the State looked."""
    people.withdraw(actor, person=hidden.person, at=NOW)


def _is_protected_then(world: World, actor: Actor, hidden: Hidden) -> None:
    """The State had been agreed to; then the person came under protection, before anybody of the State looked."""
    people.come_under_regime(actor, person=hidden.person, regime="possible_international_protection", at=NOW)


def _is_merged(world: World, actor: Actor, hidden: Hidden) -> None:
    """A second record of the same human came in and was merged into the first."""
    again = people.register_person(actor, person=new_uid(), told=told(hidden.number, regime="refugee"), record="provisional", source="open_door", at=NOW)
    actor = world.actor("protection", "case_worker")
    match = people.offer_matches(actor, person=again, candidates=[hidden.person], probabilities=[0.99], reasons=[["telephone"]], at=NOW)[0]
    people.decide_match(world.actor("protection", "case_worker"), match=match, same=True, at=NOW)


def _writes_in(world: World, actor: Actor, hidden: Hidden) -> None:
    """The hidden person writes to the gateway that all offices share, and answers the question of whether they are safe."""
    telephone = told(hidden.number).contacts[0]["value"]
    VERBS["messaging.receive_inbound"].call(actors.gateway(), inbound=new_uid(), channel="sms", provider_id=new_uid().hex, address=telephone, text="2", at=NOW)
    VERBS["checkins.answer"].call(actor, client_id=new_uid(), said="needs_assistance", by="officer", way="call", person=hidden.person, crisis=world.crisis, at=NOW)


def _is_told_no_more(world: World, actor: Actor, hidden: Hidden) -> None:
    """What comes after the moment of protection is closed also to the consulate that holds the record."""
    person = world.made["protected"]
    system = actors.duty("set-up")
    values = case_of(world, "", "", person)
    hidden.things["case"] = values["case"]
    VERBS["cases.open_case"].call(system, **values, at=NOW)
    people.add_contact(system, contact=new_uid(), person=person, kind="phone", value=told(hidden.number).contacts[0]["value"], owner="own", at=NOW)
    people.add_document(system, document=new_uid(), person=person, kind="passport", number=told(hidden.number).documents[0]["number"], country="UTO", at=NOW)
    people.record_stranded(system, stranded=new_uid(), person=person, cannot_return=["return.danger_there"], since=NOW, at=NOW)


VARIANTS = [
    Variant("a refugee", {"regime": "refugee"}),
    Variant("a stateless person", {"regime": "stateless", "nationalities": (), "former": ("UTO", "HTI")}),
    Variant("no regime, recorded by somebody else"),
    Variant("a mixed household", {"regime": "refugee"}, later=_joins_the_spouse),
    Variant("two nationalities", {"nationalities": ("ETH", "UTO")}),
    Variant("a former residence", {"nationalities": ("ETH",), "former": ("UTO", "HTI"), "country": "DOM", "path": "DOM"}),
    Variant("an agreement withdrawn", {"recipients": ("state:UTO", "state:HTI")}, later=_withdraws),
    Variant("protection after an agreement", {"recipients": ("state:UTO", "state:HTI")}, later=_is_protected_then),
    Variant("after a merge", {"regime": "refugee"}, later=_is_merged),
    Variant("writes in and answers", {"regime": "refugee"}, later=_writes_in),
    Variant("on file with the help unit of the ministry that also controls", {"nationalities": ("UTO",)}, ("reception", "case_worker")),
    Variant("protected later, on file at the own consulate", recorder=("", ""), later=_is_told_no_more),
]


def lived(world: World, variant: Variant, hidden: Hidden) -> None:
    """The hidden person's life: put on file, moved, in need, with a case; then what the variant adds."""
    if not variant.recorder[0]:
        variant.later(world, None, hidden)
        return
    actor = world.actor(*variant.recorder)
    hidden.things["person"] = people.register_person(actor, person=new_uid(), told=told(hidden.number, **variant.told), at=NOW)
    actor = world.actor(*variant.recorder)
    people.move_position(actor, person=hidden.person, lon=-72.45, lat=18.52, accuracy_m=30, source="told", as_of=NOW, at=NOW)
    values = case_of(world, *variant.recorder, hidden.person)
    hidden.things["case"] = values["case"]
    VERBS["cases.open_case"].call(actor, **values, at=NOW)
    if variant.later:
        variant.later(world, actor, hidden)

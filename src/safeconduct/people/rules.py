"""What makes a record good enough, who is protected, and how a label follows from a person's facts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.access.rules import LabelParts, hidden_states
from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.time import PartialDate
from safeconduct.standards.load import purposes, special_facts, stranded_reasons, strictest
from safeconduct.standards.load import regime as regime_of

VITAL = ("vital_interest",)
ALSO_TO_WARN = ("assistance", "crisis_assistance")  # as purposes were written on records before there was a list of them
LAST_ZONE = timedelta(hours=12)  # a day is over everywhere when it is over at UTC-12
ASK_BEFORE = timedelta(days=30)  # so long before a consent ends it is asked again; [D]
OWNERS = ("own", "shared", "employer", "relative", "unknown")
SEXES = ("f", "m", "x", "")


class NotARecord(Refusal):
    """A field of a person is not what it must be."""

    text = _("%(field)s: %(remedy)s")


class NoConsent(Refusal):
    """The person did not agree to this recipient and purpose."""

    text = _("The person has not agreed to this.")


class Protected(Refusal):
    """Under a protection regime a second, trained person is needed."""

    text = _("This person is under protection: a second person with protection training must agree.")


class TooWide(Refusal):
    """A search that would list many people."""

    text = _("Too many people answer to this. Add a date of birth, a telephone or another name.")


class NotTrained(Refusal):
    """Facts of the special class are for units of protection and health, and for people trained in protection."""

    text = _("Health, protection and belief are seen and written by trained people only. Ask a colleague with protection training.")
    status = 403


class OwnState(Refusal):
    """Whoever would be shown the record may not be the one who opens it."""

    text = _("An officer of that State can't open the record to it. Ask the office that holds the record.")


class NothingToOpen(Refusal):
    """There is no wall to open: no protection, or a State that is none of the person's."""

    text = _("Choose a State of this person. Only a record under protection needs a second person.")


class UnderHold(Refusal):
    """A legal hold keeps the record for now."""

    text = _("A legal hold keeps this record until %(until)s. It can be erased after the hold is released.")


class OtherOwner(Refusal):
    """Two organisations answer for the two records."""

    text = _("Two organisations answer for these records. They stay two; they can be linked only with the person's consent.")


class AlreadyDecided(Refusal):
    """Somebody decided this match before."""

    text = _("This was already decided.")


class NothingTold(Refusal):
    """A record of being stranded needs at least one reason."""

    text = _("Say at least one reason why the person cannot stay, move on or return.")


@dataclass(frozen=True)
class NewPerson:
    """What is told of a person at registration. Only ``names`` is required; every date may be partial, no document, no status."""

    names: tuple[Mapping[str, str], ...] = ()
    sex: str = ""
    birth: str = ""
    nationalities: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    country: str = ""
    path: str = ""
    contacts: tuple[Mapping[str, Any], ...] = ()
    documents: tuple[Mapping[str, Any], ...] = ()
    stays: tuple[Mapping[str, Any], ...] = ()
    emergency_contacts: tuple[Mapping[str, Any], ...] = ()
    position: Mapping[str, Any] | None = None
    needs: tuple[str, ...] = ()
    special: Mapping[str, Any] | None = None
    regime: str = "migrant"
    purpose: str = "assistance"
    basis: str = "consent"
    recipients: tuple[str, ...] = ()
    text_version: str = "1"
    consent_language: str = "en"
    how: str = "explicit"
    reference: str = ""
    answer_by: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


CHANGEABLE = ("names", "sex", "birth", "nationalities", "former", "languages", "country", "path", "needs", "answer_by")
DOCUMENT_STATES = ("held", "lost", "expired", "withheld")
RELATIONS = ("partner", "parent", "child", "sibling", "relative", "friend", "employer", "other", "")
HOUSEHOLD_ROLES = ("head", "partner", "child", "parent", "sibling", "companion", "other")
SIDES = ("cannot_stay", "cannot_move_on", "cannot_return")
E164 = re.compile(r"^\+[1-9]\d{6,14}$")
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")
CODE3 = re.compile(r"^[A-Z]{3}$")


def check_person(new: NewPerson) -> None:
    """Refuse ``NotARecord`` with the field and the remedy where something can't be kept. Never asks for a document or a status."""
    if not any((n.get("full") or n.get("given") or n.get("family")) for n in new.names):
        raise NotARecord(field="name", remedy=_("write at least one name"))
    if new.sex not in SEXES:
        raise NotARecord(field="sex", remedy=_("write f, m or x, or leave it empty"))
    if new.birth:
        try:
            PartialDate.read(new.birth)
        except ValueError:
            raise NotARecord(field="birth", remedy=_("write 1984-05-09, 1984-05, 1984 or ~1984")) from None
    for name in ("nationalities", "former"):
        for code in getattr(new, name):
            if not CODE3.match(code):
                raise NotARecord(field=name, remedy=_("write the three letters of the country, such as ETH"))
    for contact in new.contacts:
        good = E164 if contact["kind"] == "phone" else EMAIL
        if not good.match(contact["value"]):
            raise NotARecord(field=contact["kind"], remedy=_("write a telephone as +251911234567, an e-mail address with @"))
        if contact.get("owner", "own") not in OWNERS:
            raise NotARecord(field="owner", remedy=_("say whose telephone it is: own, shared, employer, relative"))


def check_contact(contact: Mapping[str, Any]) -> None:
    """Refuse ``NotARecord`` for an address that can't be one."""
    check_person(NewPerson(names=({"full": "-"},), contacts=(contact,)))


def check_emergency_contact(*, name: str, telephone: str, relation: str) -> None:
    """Refuse ``NotARecord`` for nobody, a telephone that can't be one, or a relation that is none."""
    if not name.strip() and not telephone:
        raise NotARecord(field="emergency contact", remedy=_("write a name or a telephone"))
    if telephone and not E164.match(telephone):
        raise NotARecord(field="phone", remedy=_("write a telephone as +251911234567, an e-mail address with @"))
    if relation not in RELATIONS:
        raise NotARecord(field="relation", remedy=_("choose from the list"))


def check_document(kind: str, state: str) -> None:
    """Refuse ``NotARecord`` for a document without kind or in a state that we don't know."""
    if not kind:
        raise NotARecord(field="document", remedy=_("say what kind of document it is"))
    if state not in DOCUMENT_STATES:
        raise NotARecord(field="state", remedy=_("say whether it is held, lost, expired or withheld"))


def check_household(people: Iterable[Any], roles: Iterable[str]) -> None:
    """Refuse ``NotARecord`` for somebody who would be with themselves, and for a role that is none."""
    people = list(people)
    if len(set(people)) != len(people):
        raise NotARecord(field="household", remedy=_("choose somebody else: this is the same person"))
    if any(role not in HOUSEHOLD_ROLES for role in roles):
        raise NotARecord(field="role", remedy=_("choose a role from the list"))


def check_changes(changes: Mapping[str, Any]) -> None:
    """Refuse ``NotARecord`` for a field that is no part of a record or that is changed by a verb of its own."""
    for name in changes:
        if name not in CHANGEABLE:
            raise NotARecord(field=name, remedy=_("this is not changed here"))


def check_reasons(told: Mapping[str, Iterable[str]]) -> None:
    """Refuse ``NothingTold`` for a stranded record without reasons, ``NotARecord`` for a reason of another side."""
    sides = {reason.key: reason.side for reason in stranded_reasons()}
    if not any(told.values()):
        raise NothingTold()
    for side, keys in told.items():
        for key in keys:
            if side not in SIDES or sides.get(key) != side:
                raise NotARecord(field=side, remedy=_("choose a reason from the list"))


def may_see_special(*, functions: Iterable[str], trained: bool, kind: str = "person") -> bool:
    """Whether facts of the special class are shown: to units of protection and health, and to trained people."""
    return kind == "job" or trained or bool(set(functions) & {"protection", "health"})


def needs_of(facts: Iterable[str], told: Iterable[str]) -> list[str]:
    """What a rescuer must bring: what follows from the facts, and what was told besides. Sorted."""
    follows = {need for fact in special_facts() if fact.key in set(facts) for need in fact.needs}
    return sorted(follows | set(told))


def is_protected(regime: str) -> bool:
    """Whether the State of origin is not to be told anything under this regime."""
    return regime_of(regime).protected


def labels_for(
    *, space: int, owner: int, owner_state: str, nationalities: Iterable[str], former: Iterable[str], country: str, regime: str, agreed: Iterable[str], seconded: Iterable[str]
) -> tuple[LabelParts, LabelParts]:
    """
    The label of what is on record, and the label of what is recorded from now on.

    They differ only where the person's own State keeps a record and the person came under protection later: what stood there
    stays, what comes is closed to it.
    """
    nationalities, residences = list(nationalities), [country, *former]
    national_and_former = [*nationalities, *former]
    protected = is_protected(regime)
    level = 1 if protected else 0
    own_consulate = owner_state in nationalities
    told = list(seconded) if protected else list(agreed)
    before = hidden_states(recorded_by=owner_state, nationalities=national_and_former, residences=residences, protected=protected and not own_consulate, agreed=told, seconded=told)
    after = hidden_states(recorded_by=owner_state, nationalities=national_and_former, residences=residences, protected=protected, agreed=told, seconded=told)
    return LabelParts(space, owner, level, before), LabelParts(space, owner, level, after)


def check_disclosure(*, trained: bool, own_state: str, state: str, states: Iterable[str], protected: bool) -> None:
    """Refuse ``NotTrained``, ``OwnState`` or ``NothingToOpen`` where this officer may not open a protected record to this State."""
    if not trained:
        raise NotTrained()
    if own_state == state:
        raise OwnState()
    if not protected or not state or state not in set(states):
        raise NothingToOpen()


@cache
def warning_purposes() -> tuple[str, ...]:
    """The purposes that cover being warned and asked whether one is safe: those that save lives."""
    return (*(one.key for one in purposes() if one.life_saving), *ALSO_TO_WARN)


def over_before(at: datetime) -> date:
    """Every day before this one is over in every zone."""
    return (at.astimezone(UTC) - LAST_ZONE).date()


def may_write_to(*, may_write: bool, stopped: bool) -> bool:
    """Whether a contact point may be written to: it is marked safe, and nobody said stop there."""
    return may_write and not stopped


def needs_neutral_text(owner: str, may_say_who: bool) -> bool:
    """A telephone that others read, or on which we may not say who we are, gets the neutral text."""
    return owner != "own" or not may_say_who


def strictest_regime(one: str, other: str) -> str:
    """The more closed of two regimes."""
    return strictest((one, other)).key


def after_crises(due: datetime, spans: Iterable[tuple[datetime, datetime | None]]) -> datetime | None:
    """
    When a question that is due may be put: not while a crisis is under way, where it would be taken for "are you safe?".

    ``spans`` are (since, until) in order of ``since``; None where it waits for one that is still open.
    """
    for since, until in spans:
        if since <= due and (until is None or due < until):
            if until is None:
                return None
            due = until
    return due


def ends_soon(until: date | None, at: datetime) -> bool:
    """Whether a consent ends within 30 days."""
    return until is not None and until <= (at + ASK_BEFORE).date()


def renewed_until(given: date, until: date, today: date) -> date:
    """Until when a consent holds that is given again: as long as it was given for."""
    return today + (until - given)


def check_until(until: date | None, at: datetime) -> None:
    """Refuse ``NotARecord`` for a consent that would be over when it is given."""
    if until is not None and until < over_before(at):
        raise NotARecord(field="valid until", remedy=_("write a day that is still to come, or leave it empty"))


def due_for_question(confirmed_at: datetime, asked_at: datetime | None, now: datetime, days: int) -> bool:
    """Whether a stay should be confirmed again."""
    last = max(confirmed_at, asked_at) if asked_at else confirmed_at
    return (now - last).days >= days


def trip_is_over(to_date: date | None, today: date, days_after: int) -> bool:
    """Whether a trip ended so long ago that it is erased."""
    return to_date is not None and (today - to_date).days >= days_after


def age_band(birth_year: int | None, year: int) -> str:
    """Age band for counts: 0-4, 5-11, 12-17, 18-59, 60+, or unknown."""
    if not birth_year:
        return "unknown"
    age = year - birth_year
    for top, band in ((4, "0-4"), (11, "5-11"), (17, "12-17"), (59, "18-59")):
        if age <= top:
            return band
    return "60+"

"""Cards of people, for other rooms and for templates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from safeconduct.engines.exposure.morton import position
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people.keys import contact_index
from safeconduct.people.models import (
    Consent,
    ContactPoint,
    Document,
    EmergencyContact,
    Household,
    Match,
    Membership,
    Person,
    Position,
    RegimeChange,
    Stay,
    Stranded,
)
from safeconduct.people.rules import may_see_special
from safeconduct.people.training import is_trained


@dataclass(frozen=True)
class ContactCard:
    """One way to reach somebody, and what is safe on it."""

    uid: UUID
    kind: str
    value: str
    index: str
    owner: str
    may_write: bool
    may_call: bool
    may_leave_message: bool
    may_say_who: bool
    hours: str
    working: bool | None


@dataclass(frozen=True)
class PersonCard:
    """A person as other rooms and pages see one. ``id`` and ``label_id`` are for foreign keys only and are never shown."""

    id: int
    label_id: int
    later_label_id: int
    uid: UUID
    name: str
    names: tuple[dict, ...]
    sex: str
    birth: str
    nationalities: tuple[str, ...]
    languages: tuple[str, ...]
    country: str
    path: str
    needs: tuple[str, ...]
    regime: str
    record: str
    status: str
    owner_id: int
    confirmed_at: datetime
    source: str
    code: str
    answer_by: str
    contacts: tuple[ContactCard, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def _card(row: Person, contacts: Iterable[ContactCard] = (), **more) -> PersonCard:
    return PersonCard(
        row.id, row.label_id, row.later_label_id, row.uid, row.name, tuple(row.names), row.sex, row.birth, tuple(row.nationalities), tuple(row.languages), row.country,
        row.path, tuple(row.needs), row.regime, row.record, row.status, row.owner_id, row.confirmed_at, row.source, row.code, row.answer_by, tuple(contacts), more,
    )  # fmt: skip


def _contact(row: ContactPoint) -> ContactCard:
    return ContactCard(
        row.uid, row.kind, row.value, row.index, row.owner, row.may_write, row.may_call, row.may_leave_message, row.may_say_who, row.hours, row.working
    )


def contact_points(actor: Actor, person_ids: Iterable[int]) -> dict[int, list[ContactCard]]:
    """Ways to reach these people that the actor may see, best first, by person id. One statement."""
    out: dict[int, list[ContactCard]] = {}
    for row in ContactPoint.objects.within(actor).filter(person_id__in=list(person_ids)).order_by("person_id", "rank", "id"):
        out.setdefault(row.person_id, []).append(_contact(row))
    return out


def cards(actor: Actor, *, uids: Iterable[UUID] | None = None, ids: Iterable[int] | None = None, contacts: bool = False) -> list[PersonCard]:
    """Cards of these people, as far as the actor may see them, in no order. One statement, two with contacts."""
    rows = Person.objects.within(actor).exclude(status="merged")
    rows = rows.filter(uid__in=list(uids)) if uids is not None else rows.filter(id__in=list(ids or ()))
    rows = list(rows)
    points = contact_points(actor, [row.id for row in rows]) if contacts else {}
    return [_card(row, points.get(row.id, ())) for row in rows]


def where_is(actor: Actor, person_id: int) -> dict[str, Any] | None:
    """The last known place of somebody: lon, lat, accuracy_m (0: not known), source, as_of. One statement."""
    place = Position.objects.within(actor).filter(person_id=person_id).first()
    if place is None:
        return None
    lon, lat = position(place.cell)
    return {"lon": float(lon), "lat": float(lat), "accuracy_m": place.accuracy_m, "source": place.source, "as_of": place.as_of}


def card(actor: Actor, uid: UUID) -> PersonCard:
    """
    The whole card of one person, in a fixed number of statements; ``NotFound`` outside the actor's scope.

    ``more["special"]`` is None where the actor may not see facts of the special class, else the facts (perhaps none).
    """
    row = Person.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    where = where_is(actor, row.id)
    houses = Membership.objects.within(actor).filter(person_id=row.id).values_list("household_id", flat=True)
    members = Membership.objects.within(actor).filter(household_id__in=list(houses)).exclude(person_id=row.id)
    roles = {m.person_id: m.role for m in members}
    return _card(
        row,
        contact_points(actor, [row.id]).get(row.id, ()),
        documents=list(Document.objects.within(actor).filter(person_id=row.id)),
        stays=list(Stay.objects.within(actor).filter(person_id=row.id).order_by("-from_date")),
        consents=list(Consent.objects.within(actor).filter(person_id=row.id).order_by("-given_at")),
        emergency=list(EmergencyContact.objects.within(actor).filter(person_id=row.id)),
        position=where,
        household=[(other, roles[other.id]) for other in cards(actor, ids=roles)],
        special=(row.special or {}) if may_see_special(functions=actor.functions, trained=is_trained(actor), kind=actor.kind) else None,
        regime_since=row.regime_since,
        regimes=list(RegimeChange.objects.within(actor).filter(person_id=row.id).order_by("-since", "-id")),
        stranded=Stranded.objects.within(actor).filter(person_id=row.id).order_by("ended_at", "-id").first(),
        matches=matches_of(actor, row.id),
        former=tuple(row.former),
        merged=_merged_into(actor, row.id),
    )


def household_of(actor: Actor, uid: UUID) -> tuple[UUID, dict[UUID, str]] | None:
    """The household in which somebody is, first joined, with the roles of its members; None where there is none."""
    row = Person.objects.within(actor).filter(uid=uid).first()
    held = Membership.objects.within(actor).filter(person_id=row.id).order_by("id").first() if row else None
    if held is None:
        return None
    roles = dict(Membership.objects.within(actor).filter(household_id=held.household_id).values_list("person_id", "role"))
    people = dict(Person.objects.within(actor).filter(id__in=roles).values_list("id", "uid"))
    house = Household.objects.within(actor).filter(id=held.household_id).values_list("uid", flat=True).first()
    return (house, {people[i]: role for i, role in roles.items() if i in people}) if house else None


def by_contact(actor: Actor, kind: str, value: str) -> list[PersonCard]:
    """The people who can be reached at an address, as far as the actor may see them. Two statements."""
    held = ContactPoint.objects.within(actor).filter(index=contact_index(kind, value)).values_list("person_id", flat=True)
    return cards(actor, ids=list(held))


@dataclass(frozen=True)
class MatchCard:
    """A pair that may be the same human: the other one, how likely, why (reasons of linkage)."""

    uid: UUID
    other: PersonCard
    probability: float
    reasons: tuple[str, ...]
    came: UUID  # the record that would pass over into the other


def matches_of(actor: Actor, person_id: int) -> list[MatchCard]:
    """Offered, undecided pairs in which a person stands, best first, as far as the actor may see both. Two statements."""
    rows = list(Match.objects.within(actor).filter(Q(provisional_id=person_id) | Q(candidate_id=person_id), state="offered").order_by("-probability")[:10])
    others = {row.id: (row.candidate_id if row.provisional_id == person_id else row.provisional_id) for row in rows}
    shown = {c.id: c for c in cards(actor, ids=[*others.values(), person_id])}
    return [
        MatchCard(row.uid, shown[others[row.id]], row.probability, tuple(row.reasons), shown[row.provisional_id].uid)
        for row in rows
        if others[row.id] in shown and row.provisional_id in shown
    ]


def _merged_into(actor: Actor, person_id: int) -> list[UUID]:
    came = Match.objects.within(actor).filter(candidate_id=person_id, state="same").values_list("provisional_id", flat=True)
    return list(Person.objects.within(actor).filter(id__in=list(came)).values_list("uid", flat=True))


def by_contacts(actor: Actor, addresses: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[PersonCard]]:
    """The people who can be reached at each of these (kind, address), as far as the actor may see them. Two statements, however many addresses."""
    indexes = {contact_index(kind, value): (kind, value) for kind, value in addresses}
    held = list(ContactPoint.objects.within(actor).filter(index__in=list(indexes)).values_list("index", "person_id"))
    found = {card.id: card for card in cards(actor, ids={person for _index, person in held})}
    out: dict[tuple[str, str], list[PersonCard]] = {address: [] for address in indexes.values()}
    for index, person in held:
        if person in found and found[person] not in out[indexes[index]]:
            out[indexes[index]].append(found[person])
    return out

"""Put people on file, move them, confirm them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from safeconduct.access import keys, labels
from safeconduct.access.gate import action, mark, note
from safeconduct.access.rows import built
from safeconduct.engines.exposure.morton import cell_of
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_code, new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import rules
from safeconduct.people.actions.lapsing import renew_asked
from safeconduct.people.keys import contact_index, keys_of
from safeconduct.people.labelling import everything, relabel_household, worked_out
from safeconduct.people.models import Consent, ContactPoint, Document, EmergencyContact, Household, Membership, NameKey, Person, Position, Stay
from safeconduct.people.queries.choosing import asked_since
from safeconduct.people.rules import NewPerson


@action("people.register_person", about=["person"], facts=["source", "record"], help_data=True)
def register_person(
    actor: Actor, *, person: UUID, told: NewPerson, owner: int | None = None, source: str = "officer", record: str = "on_file", crisis: UUID | None = None, at: datetime
) -> UUID:
    """
    Put somebody on file with what they tell, on a stated ground.

    Refuses ``NotARecord`` with the field and the remedy. No document, no status and no account is ever needed.
    """
    rules.check_person(told)
    row = person_row(told, uid=person, owner=owner or actor.organisation_id, source=source, record=record, crisis=crisis, at=at)
    consent = consent_row(told, row, at)
    row.label_id, row.later_label_id = worked_out(row, [consent], actor.space)
    row.save()
    consent.person, consent.label_id = row, row.later_label_id
    consent.save()
    for belonging in belongings(told, row, at):
        belonging.save()
    NameKey.objects.bulk_create([NameKey(key=key, person=row) for key in keys_of(told)])
    return row.uid


def person_row(told: NewPerson, *, uid: UUID, owner: int, source: str, record: str, crisis: UUID | None, at: datetime) -> Person:
    """The row of a person as told; not saved, without labels."""
    row = built(
        Person,
        uid=uid,
        record=record,
        sex=told.sex,
        birth_year=int(told.birth.lstrip("~")[:4]) if told.birth else None,
        nationality=told.nationalities[0] if told.nationalities else "",
        nationalities=list(told.nationalities),
        former=list(told.former),
        language=told.languages[0] if told.languages else "",
        languages=list(told.languages),
        country=told.country,
        path=told.path,
        needs=sorted(told.needs),
        regime=told.regime,
        regime_since=at if rules.is_protected(told.regime) else None,
        owner_id=owner,
        source=source,
        reference=keys.blind_index(f"people.reference.{owner}", told.reference) if told.reference else "",
        confirmed_at=at,
        made_at=at,
        crisis_uid=crisis,
        answer_by=told.answer_by,
        code=new_code(),
    )
    row.name = shown_name(told.names)
    row.names = [dict(name) for name in told.names]
    row.birth = told.birth
    row.special = dict(told.special) if told.special else None
    return row


def shown_name(names) -> str:
    """The name for lists: the first, as the person writes it."""
    first = names[0]
    return first.get("full") or " ".join(filter(None, (first.get("given"), first.get("middle"), first.get("family"))))


def consent_row(told: NewPerson, row: Person, at: datetime) -> Consent:
    """The ground on which the record is kept; not saved."""
    return built(
        Consent, uid=new_uid(), person_id=row.id, purpose=told.purpose, basis=told.basis, recipients=list(told.recipients), text_version=told.text_version,
        language=told.consent_language, how=told.how, given_at=at, made_at=at,
    )  # fmt: skip


def belongings(told: NewPerson, row: Person, at: datetime) -> list[Any]:
    """Contact points, documents, stays, emergency contacts and position of a person; not saved."""
    common = {"person_id": row.id, "label_id": row.later_label_id, "made_at": at}
    out: list[Any] = []
    for rank, contact in enumerate(told.contacts):
        out.append(contact_row(contact, rank, common))
    for document in told.documents:
        made = built(
            Document, uid=new_uid(), kind=document["kind"], index=keys.blind_index("people.document", document.get("number", "")) if document.get("number") else "",
            country=document.get("country", ""), state=document.get("state", "held"), expires=_date(document.get("expires")), **common,
        )  # fmt: skip
        made.number = document.get("number", "")
        out.append(made)
    for stay in told.stays:
        lived = built(
            Stay, uid=new_uid(), kind=stay["kind"], country=stay["country"], path=stay.get("path", ""), from_date=_date(stay.get("from_date")), to_date=_date(stay.get("to_date")), **common
        )
        lived.address = stay.get("address", "")
        out.append(lived)
    for somebody in told.emergency_contacts:
        told_of = built(EmergencyContact, uid=new_uid(), relation=somebody.get("relation", ""), **common)
        told_of.name, told_of.telephone = somebody.get("name", ""), somebody.get("telephone", "")
        out.append(told_of)
    if told.position:
        out.append(position_row(told.position, row, at))
    return out


def contact_row(contact, rank: int, common: dict) -> ContactPoint:
    """One contact point; not saved. A telephone that is not the person's own is neutral unless it says otherwise."""
    made = built(
        ContactPoint,
        uid=contact.get("uid") or new_uid(),
        kind=contact["kind"],
        index=contact_index(contact["kind"], contact["value"]),
        owner=contact.get("owner", "own"),
        may_write=contact.get("may_write", True),
        may_call=contact.get("may_call", True),
        may_leave_message=contact.get("may_leave_message", True),
        may_say_who=contact.get("may_say_who", contact.get("owner", "own") == "own"),
        hours=contact.get("hours", ""),
        rank=rank,
        **common,
    )
    made.value = contact["value"]
    return made


def position_row(position, row: Person, at: datetime) -> Position:
    """A position; not saved. ``position`` has lon, lat, accuracy_m, source, as_of."""
    return built(
        Position, uid=new_uid(), person_id=row.id, label_id=row.later_label_id, made_at=at, cell=cell_of(position["lon"], position["lat"]), nationality=row.nationality,
        accuracy_m=int(position.get("accuracy_m", 0)), source=position.get("source", "told"), as_of=position.get("as_of") or at,
    )  # fmt: skip


def _date(value) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) and value else value or None


@action("people.move_position", about=["person"], facts=["source", "accuracy_m"], help_data=True)
def move_position(actor: Actor, *, person: UUID, lon: float, lat: float, accuracy_m: int, source: str, as_of: datetime, at: datetime) -> UUID:
    """Record where somebody is now. An older position than the one on file changes nothing."""
    row = find(actor, person)
    held = Position.objects.within(actor).filter(person_id=row.id).first()
    if held is not None and held.as_of >= as_of:
        return row.uid
    fresh = position_row({"lon": lon, "lat": lat, "accuracy_m": accuracy_m, "source": source, "as_of": as_of}, row, at)
    if held is None:
        fresh.save()
    else:
        for name in ("cell", "accuracy_m", "source", "as_of", "label_id"):
            setattr(held, name, getattr(fresh, name))
        held.save()
    return row.uid


@action("people.confirm", about=["person"], help_data=True)
def confirm(actor: Actor, *, person: UUID, at: datetime) -> UUID:
    """The person, or an officer with the person, says that the record still holds."""
    row = find(actor, person)
    row.confirmed_at, row.missed, row.status = at, 0, "active"
    row.save(update_fields=["confirmed_at", "missed", "status"])
    return row.uid


@action("people.say_it_holds", about=["person"], help_data=True)
def say_it_holds(actor: Actor, *, person: UUID, at: datetime) -> UUID:
    """
    The person says, by a text or behind a personal link, that the record still holds, as we asked. Also somebody archived is active again.

    Where our newest question was for a consent that ends, that is given again (a link is only sent with the other question).
    Refuses ``NotFound`` where no question of ours waits for an answer.
    """
    row = Person.objects.within(everything()).filter(uid=person).exclude(status="merged").first()
    since = asked_since(everything(), row.id) if row is not None else None
    if since is None:
        raise NotFound()
    mark(row.label_id)
    note(renewed=renew_asked(row.id, since, at))
    return confirm(everything(), person=row.uid, at=at)


@action("people.join_household", about=["household", "people"], help_data=True)
def join_household(actor: Actor, *, household: UUID, people: list[UUID], roles: list[str], guardians: dict[str, str] | None = None, at: datetime) -> UUID:
    """
    People are together, as they define it, of whatever nationality. The household takes the strictest label of its members.

    Who is in it already gets the role that is said now. Refuses ``NotARecord`` for a role that is none.
    """
    rules.check_household(people, roles)
    rows = {row.uid: row for row in Person.objects.within(actor).filter(uid__in=people)}
    if len(rows) != len(set(people)):
        raise NotFound()
    hidden = Household.objects.within(everything()).filter(uid=household).exists() and not Household.objects.within(actor).filter(uid=household).exists()
    if hidden:
        raise NotFound()
    put_together(household, [rows[uid] for uid in people], roles, guardians or {}, actor.organisation_id, at)
    note(members=len(rows))
    return household


def put_together(household: UUID, rows: list[Person], roles: list[str], guardians: dict[str, str], owner: int | None, at: datetime) -> None:
    """Write who is in a household, each once, and give it the strictest label of all its members."""
    label = labels.strictest({i for row in rows for i in (row.label_id, row.later_label_id)}, owner)
    house = Household.objects.within(everything()).filter(uid=household).first()
    if house is None:
        house = Household.objects.create(uid=household, label_id=label, owner_id=owner, made_at=at)
    for row, role in zip(rows, roles, strict=True):
        guardian = guardians.get(str(row.uid))
        held = Membership.objects.within(everything()).filter(household_id=house.id, person_id=row.id).first()
        if held is None:
            Membership.objects.create(uid=new_uid(), household=house, person=row, role=role, guardian_uid=guardian, label_id=label, made_at=at)
        else:
            held.role, held.guardian_uid = role, guardian or held.guardian_uid
            held.save(update_fields=["role", "guardian_uid"])
    relabel_household(house.id)


def find(actor: Actor, person: UUID) -> Person:
    """The row of a person within the actor's scope, its label marked; ``NotFound`` outside it."""
    row = Person.objects.within(actor).filter(uid=person).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    return row



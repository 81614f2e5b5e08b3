"""Mend a record: what is told anew, ways to reach somebody, documents, stays, the code. The journal keeps who changed which field."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from safeconduct.access import keys
from safeconduct.access.gate import action, note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_code
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import rules
from safeconduct.people.actions.registering import contact_row, find, shown_name
from safeconduct.people.keys import keys_of
from safeconduct.people.labelling import everything, relabel
from safeconduct.people.models import ContactPoint, Document, EmergencyContact, NameKey, Person, Position, Stay
from safeconduct.people.rules import NewPerson
from safeconduct.people.training import is_trained

SAFETY = ("owner", "may_write", "may_call", "may_leave_message", "may_say_who", "hours", "rank", "working")
FOUND_BY = {"names", "birth", "sex", "nationalities"}
LABELLED_BY = {"nationalities", "former", "country"}


@action("people.update_person", about=["person"], help_data=True)
def update_person(actor: Actor, *, person: UUID, changes: dict[str, Any], at: datetime) -> list[str]:
    """
    Write what was told anew; returns the names of the fields that differ, which is also what the journal keeps.

    Refuses ``NotARecord`` with field and remedy. What is as it was changes nothing.
    """
    rules.check_changes(changes)
    row = find(actor, person)
    changed = changed_fields(row, changes)
    rules.check_person(as_told(row, changed))
    if changed:
        write_changes(actor, row, changed)
    note(changed=sorted(changed))
    return sorted(changed)


def changed_fields(row: Person, changes: dict[str, Any]) -> dict[str, Any]:
    """Those of the changes that say something else than the row."""
    out = {}
    for name, value in changes.items():
        if name == "names":
            value = [dict(one) for one in value]
        elif isinstance(value, (list, tuple, set, frozenset)):
            value = sorted(value) if name == "needs" else list(value)
        if value != getattr(row, name):
            out[name] = value
    return out


def as_told(row: Person, changed: dict[str, Any]) -> NewPerson:
    """The record as it would stand with these changes."""
    held = {name: changed.get(name, getattr(row, name)) for name in rules.CHANGEABLE}
    return NewPerson(**{name: tuple(value) if isinstance(value, list) else value for name, value in held.items()})


def write_changes(actor: Actor, row: Person, changed: dict[str, Any]) -> None:
    """Put the changes into the row and everything that follows from them: plain columns, keys, labels."""
    for name, value in changed.items():
        setattr(row, name, value)
    follow(row, changed)
    row.save()
    if FOUND_BY & set(changed):
        rekey(row)
    if "nationalities" in changed:
        Position.objects.within(everything()).filter(person_id=row.id).update(nationality=row.nationality)
    if LABELLED_BY & set(changed):
        relabel(actor, row, row.regime_since if rules.is_protected(row.regime) else None)


def follow(row: Person, changed) -> None:
    """The plain columns that repeat what a list or a sealed text says."""
    if "names" in changed:
        row.name = shown_name(row.names)
    if "birth" in changed:
        row.birth_year = int(row.birth.lstrip("~")[:4]) if row.birth else None
    if "nationalities" in changed:
        row.nationality = row.nationalities[0] if row.nationalities else ""
    if "languages" in changed:
        row.language = row.languages[0] if row.languages else ""


def rekey(row: Person) -> None:
    """Make the hashes anew under which this person is found."""
    told = as_told(row, {})
    points = ContactPoint.objects.within(everything()).filter(person_id=row.id)
    papers = Document.objects.within(everything()).filter(person_id=row.id)
    whole = NewPerson(
        names=told.names, sex=told.sex, birth=told.birth, nationalities=told.nationalities,
        contacts=tuple({"kind": p.kind, "value": p.value} for p in points), documents=tuple({"number": d.number} for d in papers),
    )  # fmt: skip
    NameKey.objects.filter(person_id=row.id).delete()
    NameKey.objects.bulk_create([NameKey(key=key, person=row) for key in keys_of(whole)])


@action("people.add_contact", about=["person"], facts=["kind", "owner"], help_data=True)
def add_contact(
    actor: Actor, *, contact: UUID, person: UUID, kind: str, value: str, owner: str = "own", may_write: bool = True, may_call: bool = True, may_leave_message: bool = True,
    may_say_who: bool | None = None, hours: str = "", at: datetime,
) -> UUID:  # fmt: skip
    """
    One more way to reach somebody, and what is safe on it. The same address again is marked anew, not doubled.

    Refuses ``NotARecord`` for what can't be an address. A telephone that is not the person's own gets neutral texts unless told otherwise.
    """
    told: dict[str, Any] = {
        "uid": contact, "kind": kind, "value": value.strip(), "owner": owner, "may_write": may_write, "may_call": may_call, "may_leave_message": may_leave_message, "hours": hours,
    }  # fmt: skip
    if may_say_who is not None:
        told["may_say_who"] = may_say_who
    rules.check_contact(told)
    row = find(actor, person)
    held = list(ContactPoint.objects.within(actor).filter(person_id=row.id))
    made = contact_row(told, len(held), {"person_id": row.id, "label_id": row.later_label_id, "made_at": at})
    same = next((point for point in held if point.index == made.index), None)
    if same is not None:
        for name in ("owner", "may_write", "may_call", "may_leave_message", "may_say_who", "hours"):
            setattr(same, name, getattr(made, name))
        same.save()
        return same.uid
    made.save()
    rekey(row)
    return made.uid


@action("people.mark_contact", about=["person", "contact"], help_data=True)
def mark_contact(actor: Actor, *, person: UUID, contact: UUID, marks: dict[str, Any], at: datetime) -> UUID:
    """Say whose an address is and what is safe on it. It takes effect at once: what is marked unsafe is not used any more."""
    row = find(actor, person)
    point = ContactPoint.objects.within(actor).filter(person_id=row.id, uid=contact).first()
    if point is None or set(marks) - set(SAFETY):
        raise NotFound()
    for name, value in marks.items():
        setattr(point, name, value)
    if "owner" in marks:
        rules.check_contact({"kind": point.kind, "value": point.value, "owner": point.owner})
    point.save()
    note(changed=sorted(marks))
    return point.uid


@action("people.add_document", about=["person"], facts=["kind", "country", "state"], help_data=True)
def add_document(
    actor: Actor, *, document: UUID, person: UUID, kind: str, number: str = "", country: str = "", state: str = "held", expires: date | None = None, at: datetime
) -> UUID:
    """A document, or what became of it: the same number again only changes its state and expiry. None is ever needed to be helped."""
    rules.check_document(kind, state)
    row = find(actor, person)
    index = keys.blind_index("people.document", number) if number else ""
    held = Document.objects.within(actor).filter(person_id=row.id, kind=kind, index=index).first() if index else None
    made = held or Document(uid=document, person=row, label_id=row.later_label_id, kind=kind, index=index, made_at=at)
    made.number, made.country, made.state, made.expires = number, country, state, expires
    made.save()
    if held is None and number:
        rekey(row)
    return made.uid


@action("people.add_stay", about=["person"], facts=["kind", "country", "from_date", "to_date"], help_data=True)
def add_stay(
    actor: Actor, *, stay: UUID, person: UUID, kind: str, country: str, path: str = "", address: str = "", from_date: date | None = None, to_date: date | None = None, at: datetime
) -> UUID:
    """Where somebody lives, or one leg of a trip. A trip closes itself at its end and is erased soon after."""
    if kind not in ("residence", "trip"):
        raise rules.NotARecord(field="stay", remedy=rules._("say whether it is a residence or a trip"))
    row = find(actor, person)
    made = Stay(uid=stay, person=row, label_id=row.later_label_id, kind=kind, country=country, path=path, from_date=from_date, to_date=to_date, made_at=at)
    made.address = address
    made.save()
    return made.uid


@action("people.add_emergency_contact", about=["person"], help_data=True)
def add_emergency_contact(actor: Actor, *, contact: UUID, person: UUID, name: str = "", telephone: str = "", relation: str = "", at: datetime) -> UUID:
    """
    Somebody to tell, who does not travel along. Never written to in the person's stead.

    Refuses ``NotARecord`` where neither name nor telephone is told, for a telephone that can't be one, a relation that is none.
    """
    rules.check_emergency_contact(name=name, telephone=telephone, relation=relation)
    row = find(actor, person)
    made = EmergencyContact(uid=contact, person=row, label_id=row.later_label_id, relation=relation, made_at=at)
    made.name, made.telephone = name, telephone
    made.save()
    return made.uid


@action("people.revoke_code", about=["person"], help_data=True)
def revoke_code(actor: Actor, *, person: UUID, at: datetime) -> str:
    """The code that can be read over a telephone ends at once; returns the new one."""
    row = find(actor, person)
    row.code = new_code()
    row.save(update_fields=["code"])
    return row.code


@action("people.note_special", about=["person"], help_data=True)
def note_special(actor: Actor, *, person: UUID, facts: dict[str, str], at: datetime) -> UUID:
    """
    Facts of health, protection, status and belief, sealed; what a rescuer must bring follows from them in a poorer, plain column.

    Refuses ``NotTrained`` outside protection and health, unless the officer is trained. An empty text with a known key keeps the fact alone.
    """
    if not rules.may_see_special(functions=actor.functions, trained=is_trained(actor), kind=actor.kind):
        raise rules.NotTrained()
    row = find(actor, person)
    told = set(row.needs) - set(rules.needs_of(row.special or {}, ()))
    row.special = dict(facts) or None
    row.needs = rules.needs_of(facts, told)
    row.save(update_fields=["special", "needs"])
    note(facts=len(facts))
    return row.uid

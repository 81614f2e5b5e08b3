"""Erasure of one person: every row in every room, every file, the tie to the journal. What was erased is listed outside the backup."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from safeconduct.access import journal
from safeconduct.access.actions import forget_traces
from safeconduct.access.files import files_of, forget_files
from safeconduct.access.gate import action, note
from safeconduct.access.models import LegalHold
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import SLOTS, answers, ask
from safeconduct.people import rules
from safeconduct.people.actions.matching import HISTORY
from safeconduct.people.actions.registering import find
from safeconduct.people.labelling import everything, relabel_household
from safeconduct.people.models import ContactPoint, Document, Household, Match, Membership, NameKey, Person, Position, RefusedRow

LIST = "erased.log"


@action("people.erase_person", facts=["because"], help_data=True)
def erase_person(actor: Actor, *, person: UUID, because: str, at: datetime) -> int:
    """
    Erase somebody: rows of every room, files, the tie to the journal. Cannot be undone. Returns how many records went with it (1, and those merged into it).

    Refuses ``UnderHold`` while a legal hold keeps the record. The journal keeps what was done, to nobody. ``because`` is a
    code: asked (the person asked), trip_over, crisis_closed, mistake.
    """
    row = find(actor, person)
    check_hold(row.uid, at)
    merged = list(Match.objects.within(everything()).filter(candidate_id=row.id, state="same").values_list("provisional_id", flat=True))
    gone = [row, *Person.objects.within(everything()).filter(id__in=merged, status="merged")]
    erase_rows(gone, at)
    note(records=len(gone))
    return len(gone)


def check_hold(person: UUID, at: datetime) -> None:
    """Refuse ``UnderHold`` while somebody holds this record for a legal reason."""
    hold = LegalHold.objects.filter(subject_uid=person, released_at=None, until__gt=at).order_by("-until").first()
    if hold is not None:
        raise rules.UnderHold(until=hold.until.date())


def erase_rows(rows: list[Person], at: datetime) -> None:
    """Delete these people, what the ground floor and refused rows of lists hold of them, and write them on the list of the erased."""
    forget_refused(rows)
    for row in rows:
        erase_row(row)
    uids = [row.uid for row in rows]
    ask("people.forgotten", people=uids)
    forget_traces(uids)
    write_erased(uids, at)


def forget_refused(rows: list[Person]) -> None:
    """Rows of a list that were refused and tell the full name, a telephone or a document number of one of these people go with them."""
    if not RefusedRow.objects.exists():
        return
    ids, seen = [row.id for row in rows], everything()
    told = {name.get("full") or name.get("text") or "" for row in rows for name in row.names} | {row.name for row in rows}
    told |= {one.value for one in ContactPoint.objects.within(seen).filter(person_id__in=ids)}
    told |= {one.number for one in Document.objects.within(seen).filter(person_id__in=ids)}
    marks = {bare(one) for one in told} - {""}
    gone = [one.id for one in RefusedRow.objects.iterator(chunk_size=200) if not marks.isdisjoint(map(bare, cells(one.row)))]
    RefusedRow.objects.filter(id__in=gone).delete()


def cells(row) -> list[str]:
    """The cells of a refused row as text."""
    return [str(value) for value in (row.values() if isinstance(row, dict) else row or ()) if value is not None]


def bare(text: str) -> str:
    """A name or number as it is compared: letters and digits only, without case; the last nine digits of a telephone."""
    letters = "".join(sign for sign in text.casefold() if sign.isalnum())
    return letters[-9:] if letters.isdigit() and len(letters) > 9 else letters


def erase_row(row: Person) -> None:
    """Delete one person's rows, the rooms above first, for they point down; then files, then the tie to the journal."""
    for answer in reversed(SLOTS.get("people.erase", ())):
        answer(person_id=row.id)
    forget_files(files_of(row.uid))
    uid = row.uid
    Person.objects.within(everything()).filter(id=row.id).delete()
    journal.forget_subject(uid)


@answers("people.erase")
def erase_people(*, person_id: int) -> None:
    """The register's own rows; a household without members goes, the others take the label that their members leave them."""
    uid = Person.objects.within(everything()).filter(id=person_id).values_list("uid", flat=True).first()
    houses = set(Membership.objects.within(everything()).filter(person_id=person_id).values_list("household_id", flat=True))
    Match.objects.within(everything()).filter(Q(provisional_id=person_id) | Q(candidate_id=person_id)).delete()
    Membership.objects.within(everything()).filter(person_id=person_id).delete()
    Membership.objects.within(everything()).filter(guardian_uid=uid).update(guardian_uid=None)
    for model in (*HISTORY, Position):
        model.objects.within(everything()).filter(person_id=person_id).delete()
    NameKey.objects.filter(person_id=person_id).delete()
    for house in houses:
        if Membership.objects.within(everything()).filter(household_id=house).exists():
            relabel_household(house)
        else:
            Household.objects.within(everything()).filter(id=house).delete()


erase_people.models = {
    "people.ContactPoint", "people.Document", "people.Stay", "people.EmergencyContact", "people.Consent", "people.RegimeChange", "people.Stranded", "people.Membership",
    "people.Position", "people.NameKey", "people.Match",
}  # fmt: skip


def write_erased(people: list[UUID], at: datetime) -> None:
    """Add these uids to the list of the erased, which lies in the key folder, outside every backup; on disk before it returns."""
    place = Path(settings.KEY_FOLDER) / LIST
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="ascii") as file:
        file.writelines(f"{uid} {at.astimezone(UTC).isoformat()}\n" for uid in people)
        file.flush()
        os.fsync(file.fileno())


def read_erased(folder: Path | None = None) -> dict[UUID, datetime]:
    """The uids of everybody who was erased, and when."""
    place = Path(folder or settings.KEY_FOLDER) / LIST
    if not place.exists():
        return {}
    lines = (line.split() for line in place.read_text("ascii").splitlines() if line.strip())
    return {UUID(uid): datetime.fromisoformat(when) for uid, when in lines}


@action("people.erase_again", help_data=True)
def erase_again(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """After a restore: those of these people, listed as erased, who came back with the backup go again. Only the system may."""
    if not actor.sees_all:
        raise NotFound()
    rows = list(Person.objects.within(actor).filter(uid__in=people[:200]))
    erase_rows(rows, at)
    note(records=len(rows))
    return len(rows)

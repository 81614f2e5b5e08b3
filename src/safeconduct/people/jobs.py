"""Lists that are brought, and the first duties: what should be gone by now is gone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from safeconduct.access import actors
from safeconduct.access.gate import in_chunks
from safeconduct.jobs.runner import Cancelled, Progress, every, job
from safeconduct.kernel.refusals import Refusal
from safeconduct.people import actions, queries
from safeconduct.people.models import ImportRun
from safeconduct.people.rules import NewPerson, TooWide


@job("people.import", long=True)
def import_list(progress: Progress, run: str) -> None:
    """Go through a list for the person who brought it, with their rights as they are now; goes on where it was stopped."""
    row = ImportRun.objects.filter(uid=run).first()
    if row is None or row.state not in ("queued", "running"):
        return
    actor = actors.acting(row.by_uid, row.unit_uid, timezone.now(), space=row.space)
    uid = UUID(run)
    try:
        actions.read_through(actor, uid, at=timezone.now, progress=progress.step)
        actions.end_import(actor, run=uid, state="done", at=timezone.now())
    except Cancelled:
        actions.end_import(actor, run=uid, state="cancelled", at=timezone.now())
        raise
    except Refusal as refusal:
        actions.end_import(actor, run=uid, state="failed", fault=refusal.sentence(), at=timezone.now())


@job("people.match")
def match(progress: Progress, person: str) -> None:
    """Look for people on file who may be somebody who came forward, and offer them to be decided; it merges nobody."""
    system, uid = actors.duty("people.match"), UUID(person)
    card = next(iter(queries.cards(system, uids=[uid], contacts=True)), None)
    if card is None:
        return
    contacts = tuple({"kind": c.kind, "value": c.value} for c in card.contacts)
    told = NewPerson(names=card.names, birth=card.birth, sex=card.sex, nationalities=card.nationalities, contacts=contacts)
    found = {one.person.uid: one for one in _likely(system, told, uid) if one.person.owner_id == card.owner_id}
    for number in [c.value for c in card.contacts if c.kind == "phone"]:  # one telephone under two spellings of a name
        for other in queries.by_contact(system, "phone", number):
            if other.uid != uid and other.owner_id == card.owner_id:
                found.setdefault(other.uid, queries.Found(other, 0.5, ("telephone",)))
    best = sorted(found.values(), key=lambda one: (-one.probability, str(one.person.uid)))[:5]
    if best:
        actions.offer_matches(
            system, person=uid, candidates=[one.person.uid for one in best], probabilities=[one.probability for one in best], reasons=[list(one.reasons) for one in best], at=timezone.now()
        )  # fmt: skip


def _likely(system, told: NewPerson, uid: UUID) -> list[queries.Found]:
    try:
        return queries.likely_same(system, told, exclude=uid)
    except TooWide:
        return []


@every(3600, "people.duties")
def duties(progress: Progress) -> None:
    """Every hour: close and erase what is over, ask who must be asked, archive who did not answer."""
    keep_duties(timezone.now(), progress.step)


@every(60, "people.lapse")
def lapse(progress: Progress) -> None:
    """Every minute: a consent whose last day is over takes no effect any more, on labels and on what waits to be sent."""
    system, at = actors.duty("people.retention"), timezone.now()
    for chunk in in_chunks(actions.consents_to_lapse(system, at), 50):
        actions.lapse_consents(system, people=chunk, at=at)


def keep_duties(at: datetime, step=None) -> dict[str, int]:
    """
    The first duties at a moment, in chunks of at most 200: returns how many were closed, erased, asked, missed, archived.

    Running it late in one step leaves the same as running it every day: what is due is reckoned from the dates on record,
    not from when the job ran.
    """
    system, counts = actors.duty("people.retention"), dict.fromkeys([name for name, _verb, _find in actions.DUTIES], 0)
    for name, verb, find in actions.DUTIES:
        for chunk in in_chunks(find(system, at), {"erased": 50, "lapsed": 50, "asked": 20, "renewing": 20}.get(name, 200)):
            counts[name] += verb(system, people=chunk, at=at)
            if step is not None:
                step(sum(counts.values()))
    return counts

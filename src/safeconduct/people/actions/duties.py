"""The first duties: a trip ends, a stay is asked again, the list of a crisis ends with it. Only the system calls these verbs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from uuid import UUID

from django.db.models import Q

from safeconduct.access.files import forget_files
from safeconduct.access.gate import action, note
from safeconduct.access.models import File, LegalHold, Space
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.people.actions.erasing import erase_rows
from safeconduct.people.actions.lapsing import ask_to_renew, consents_to_ask, consents_to_lapse, lapse_consents
from safeconduct.people.actions.waiting import Crises, only_the_system
from safeconduct.people.models import ImportRun, Match, Person, RefusedRow, Stay
from safeconduct.people.rules import LAST_ZONE, over_before
from safeconduct.standards.load import retention_rule

KEEP_LISTS = timedelta(days=30)


def held(people: list[UUID], at: datetime) -> set[UUID]:
    """Those of these people whom a legal hold keeps."""
    return set(LegalHold.objects.filter(subject_uid__in=people, released_at=None, until__gt=at).values_list("subject_uid", flat=True))


def needed(person_id: int, at: datetime) -> bool:
    """Whether a room above still needs this person on file (an open request, somebody not yet accounted for)."""
    return any(ask("people.keep", person_id=person_id, at=at))


def trips_to_close(actor: Actor, at: datetime) -> Iterator[UUID]:
    """Trips whose last day is over."""
    rows = Stay.objects.within(actor).filter(kind="trip", closed_at=None, to_date__lt=over_before(at))
    yield from list(rows.order_by("id").values_list("uid", flat=True))


@action("people.close_trips")
def close_trips(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """Close trips at the end of their last day. ``people`` are uids of trips here."""
    only_the_system(actor)
    rows = list(Stay.objects.within(actor).filter(uid__in=people, closed_at=None).values_list("id", "to_date"))
    for row_id, last in rows:
        closed = datetime.combine(last + timedelta(days=1), clock(0), UTC) + LAST_ZONE
        Stay.objects.within(actor).filter(id=row_id).update(closed_at=closed)
    note(trips=len(rows))
    return len(rows)


def people_to_erase(actor: Actor, at: datetime) -> Iterator[UUID]:
    """People whose last trip ended days ago and who have no residence on file, people on the list of a crisis that is closed, who came forward long ago."""
    ended = over_before(at) - timedelta(days=retention_rule("trip").keep_days)
    over = Stay.objects.within(actor).filter(kind="trip", to_date__lt=ended).values_list("person_id", flat=True).distinct()
    ids = list(over)
    for start in range(0, len(ids), 500):
        some = ids[start : start + 500]
        others = set(Stay.objects.within(actor).filter(person_id__in=some).filter(Q(kind="residence") | Q(to_date=None) | Q(to_date__gte=ended)).values_list("person_id", flat=True))
        yield from Person.objects.within(actor).filter(id__in=set(some) - others).exclude(status="merged").order_by("id").values_list("uid", flat=True)
    listed = Person.objects.within(actor).exclude(crisis_uid=None).values_list("crisis_uid", flat=True).distinct()
    for crisis in [uid for uid in list(listed) if is_closed(actor, uid)]:
        yield from list(Person.objects.within(actor).filter(crisis_uid=crisis).exclude(status="merged").order_by("id").values_list("uid", flat=True))
    yield from forgotten_alone(actor, at)


def forgotten_alone(actor: Actor, at: datetime) -> list[UUID]:
    """Who came forward outside a crisis, was matched with nobody and was not heard of since; a trip that was told keeps them until it ends."""
    since = at - timedelta(days=retention_rule("provisional_alone").keep_days)
    rows = Person.objects.within(actor).filter(record="provisional", crisis_uid=None, confirmed_at__lte=since).exclude(status="merged")
    rows = rows.exclude(id__in=Stay.objects.within(actor).filter(kind="trip", to_date__gte=over_before(at)).values("person_id"))
    return list(rows.order_by("id").values_list("uid", flat=True))


def is_closed(actor: Actor, crisis: UUID) -> bool:
    """Whether a crisis is closed, in whatever space it is."""
    for space in Space.objects.order_by("id").values_list("id", flat=True):
        try:
            return crises.crisis(replace(actor, space=space), crisis).status == "closed"
        except NotFound:
            continue
    return False


@action("people.erase_due")
def erase_due(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """Erase people whose time on file is over; who is under a legal hold or still needed by a room above stays. Returns how many went."""
    only_the_system(actor)
    kept = held(people, at)
    rows = [row for row in Person.objects.within(actor).filter(uid__in=people) if row.uid not in kept and not needed(row.id, at)]
    merged = Match.objects.within(actor).filter(candidate_id__in=[row.id for row in rows], state="same").values_list("provisional_id", flat=True)
    erase_rows([*rows, *Person.objects.within(actor).filter(id__in=list(merged), status="merged")], at)
    gone = len(rows)
    note(erased=gone, kept=len(people) - gone)
    return gone


def trips_to_erase(actor: Actor, at: datetime) -> Iterator[UUID]:
    """Trips that ended days ago, of people who stay on file for another reason."""
    ended = over_before(at) - timedelta(days=retention_rule("trip").keep_days)
    yield from list(Stay.objects.within(actor).filter(kind="trip", to_date__lt=ended).order_by("id").values_list("uid", flat=True))


@action("people.erase_trips")
def erase_trips(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """Erase trips that ended days ago; those of somebody under a legal hold or still needed stay. ``people`` are uids of trips here."""
    only_the_system(actor)
    rows = list(Stay.objects.within(actor).filter(uid__in=people).values_list("id", "person_id"))
    uids = dict(Person.objects.within(actor).filter(id__in={p for _id, p in rows}).values_list("id", "uid"))
    kept = held(list(uids.values()), at)
    gone = [row_id for row_id, person_id in rows if uids[person_id] not in kept and not needed(person_id, at)]
    Stay.objects.within(actor).filter(id__in=gone).delete()
    note(erased=len(gone))
    return len(gone)


def people_to_ask(actor: Actor, at: datetime) -> Iterator[UUID]:
    """
    Active people on file, on no list of a crisis, who have not said for half a year that their record still holds, nor were asked.

    While a crisis is under way where they are they are not asked: after it they are.
    """
    every = timedelta(days=retention_rule("stay").ask_every_days)
    rows = Person.objects.within(actor).filter(status="active", record="on_file", crisis_uid=None, confirmed_at__lte=at - every)
    rows = rows.filter(Q(asked_at=None) | Q(asked_at__lte=at - every)).order_by("id")
    waits = Crises()
    for uid, confirmed, asked, *place in list(rows.values_list("uid", "confirmed_at", "asked_at", "path", "country", "label_id")):
        due = waits.over(max(confirmed, asked or confirmed) + every, *place)
        if due is not None and due <= at:
            yield uid


@action("people.ask_again")
def ask_again(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """
    Ask these people whether their record still holds.

    A question before this one that had no answer counts as missed, and the second missed one archives the record. The time
    of a crisis where the person is does not count: the question waits for its end. Reckoned from the dates on record: a late
    run leaves what daily runs would have.
    """
    only_the_system(actor)
    rule = retention_rule("stay")
    every, asked, archived, waits = timedelta(days=rule.ask_every_days), 0, 0, Crises()
    for row in Person.objects.within(actor).filter(uid__in=people, status="active"):
        place, was = (row.path, row.country, row.label_id), row.asked_at
        due = waits.over(max(row.confirmed_at, row.asked_at or row.confirmed_at) + every, *place)
        while due is not None and due <= at and row.status == "active":
            if row.asked_at and row.asked_at > row.confirmed_at:
                row.missed += 1
            if row.missed >= rule.misses_allowed:
                row.status = "archived"
            else:
                row.asked_at, due = due, waits.over(due + every, *place)
        Person.objects.within(actor).filter(id=row.id).update(asked_at=row.asked_at, missed=row.missed, status=row.status)
        if row.status != "active":
            archived += 1
        elif row.asked_at != was:
            ask("people.question", person_id=row.id, at=at)
            asked += 1
    note(asked=asked, archived=archived)
    return asked + archived


def lists_to_forget(actor: Actor, at: datetime) -> Iterator[UUID]:
    """Runs of import whose list or refused rows are kept for too long."""
    rows = ImportRun.objects.filter(made_at__lt=at - KEEP_LISTS).filter(~Q(file_uid=None) | Q(refusals__isnull=False)).distinct()
    yield from list(rows.order_by("id").values_list("uid", flat=True))


@action("people.forget_lists")
def forget_lists(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """Forget brought lists and their refused rows after a month; the counts stay. ``people`` are uids of runs here."""
    only_the_system(actor)
    runs = list(ImportRun.objects.filter(uid__in=people))
    forget_files(File.objects.filter(uid__in=[run.file_uid for run in runs if run.file_uid]))
    RefusedRow.objects.filter(run__in=runs).delete()
    ImportRun.objects.filter(id__in=[run.id for run in runs]).update(file_uid=None)
    return len(runs)


# what is counted, the verb, and how it finds whom: in this order
DUTIES = (
    ("closed", close_trips, trips_to_close),
    ("lapsed", lapse_consents, consents_to_lapse),
    ("erased", erase_due, people_to_erase),
    ("trips", erase_trips, trips_to_erase),
    ("asked", ask_again, people_to_ask),
    ("renewing", ask_to_renew, consents_to_ask),
    ("lists", forget_lists, lists_to_forget),
)

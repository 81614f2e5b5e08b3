"""A consent that was given until a day: asked again before, lapsed after. Only the system calls these verbs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from uuid import UUID

from safeconduct.access.gate import action, note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.verbs import ask
from safeconduct.people.actions.waiting import Crises, only_the_system
from safeconduct.people.labelling import everything, relabel
from safeconduct.people.models import Consent, Person
from safeconduct.people.rules import ASK_BEFORE, LAST_ZONE, over_before, renewed_until, warning_purposes


def _standing(actor: Actor):
    return Consent.objects.within(actor).filter(withdrawn_at=None, lapsed_at=None).exclude(valid_until=None)


def consents_to_lapse(actor: Actor, at: datetime) -> Iterator[UUID]:
    """Consents whose last day is over in every zone."""
    yield from list(_standing(actor).filter(valid_until__lt=over_before(at)).order_by("id").values_list("uid", flat=True))


@action("people.lapse_consents")
def lapse_consents(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """
    Let consents lapse whose last day is over.

    What follows is what follows when they are taken back. ``people`` are uids of consents here. The moment that is written down is the end of the last day, whenever this runs.
    """
    only_the_system(actor)
    rows = list(_standing(actor).filter(uid__in=people, valid_until__lt=over_before(at)))
    for row in rows:
        row.lapsed_at = datetime.combine(row.valid_until + timedelta(days=1), clock(0), UTC) + LAST_ZONE
        row.save(update_fields=["lapsed_at"])
    for person in Person.objects.within(actor).filter(id__in={row.person_id for row in rows}):
        relabel(actor, person, person.regime_since)
        ask("people.withdrawn", person_id=person.id, at=at)
    note(consents=len(rows))
    return len(rows)


def consents_to_ask(actor: Actor, at: datetime) -> Iterator[UUID]:
    """
    Consents that end within 30 days and were not asked for again, of active people where no crisis is under way.

    Only what a text can ask for in one sentence: to be warned. What a State may see, and other purposes, an officer talks over.
    """
    rows = _standing(actor).filter(valid_until__lte=(at + ASK_BEFORE).date(), valid_until__gte=over_before(at), asked_at=None, recipients=[], purpose__in=warning_purposes())
    rows = list(rows.filter(person__status="active").order_by("id").values_list("uid", "person_id"))
    places = {row[0]: row[1:] for row in Person.objects.within(actor).filter(id__in={person for _uid, person in rows}).values_list("id", "path", "country", "label_id")}
    waits = Crises()
    for uid, person in rows:
        if person in places and waits.over(at, *places[person]) is not None:
            yield uid


@action("people.ask_to_renew")
def ask_to_renew(actor: Actor, *, people: list[UUID], at: datetime) -> int:
    """
    Ask people again for a consent before it ends.

    By a safe way or not at all. ``people`` are uids of consents here.
    """
    only_the_system(actor)
    rows = _standing(actor).filter(uid__in=people, asked_at=None)
    persons = sorted(set(rows.values_list("person_id", flat=True)))
    rows.update(asked_at=at)
    for person_id in persons:
        ask("people.consent_ends", person_id=person_id, at=at)
    note(asked=len(persons))
    return len(persons)


def renew_asked(person_id: int, since: datetime, at: datetime) -> int:
    """
    The person said yes to our question of ``since``: what was asked is agreed to again, for as long as before. Inside a running verb only.

    The earlier consent stays as it was given and ends on its day.
    """
    rows = list(_standing(everything()).filter(person_id=person_id, asked_at=since))
    for row in rows:
        until = renewed_until(row.given_at.date(), row.valid_until, at.date())
        Consent.objects.create(
            uid=new_uid(), person_id=person_id, label_id=row.label_id, purpose=row.purpose, basis=row.basis, recipients=[], text_version=row.text_version, language=row.language,
            how="explicit", given_at=at, made_at=at, valid_until=until,
        )  # fmt: skip
    return len(rows)

"""What cases show: the queue with its reasons, one case, and to the person by code only what is true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q

from safeconduct.access import labels
from safeconduct.access.actors import duty, rights_in
from safeconduct.access.models import Grant, Unit, User
from safeconduct.cases import rules
from safeconduct.cases.models import Case, Duty, Note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing
from safeconduct.standards import load


@dataclass(frozen=True)
class CaseCard:
    """A case in the queue: its class, why, how long it waits, who holds it."""

    uid: UUID
    code: str
    person_id: int
    triage: int
    provisional: bool
    rules: tuple[str, ...]
    state: str
    needs: tuple[str, ...]
    people: int
    way: str
    language: str
    crisis_uid: UUID | None
    path: str
    answer_by: str
    opened_at: datetime
    read_at: datetime | None
    assigned_to: UUID | None
    next_news_at: datetime | None
    closed_at: datetime | None
    outcome: str
    alarm_step: int
    help_came: bool | None
    asked_back_at: datetime | None
    many_from_one_source: bool


def _card(row: Case) -> CaseCard:
    return CaseCard(
        row.uid, row.code, row.person_id, row.triage, row.provisional, tuple(row.rules), row.state, tuple(row.needs), row.people, row.way, row.language, row.crisis_uid,
        row.path, row.answer_by, row.opened_at, row.read_at, row.assigned_to, row.next_news_at, row.closed_at, row.outcome, row.alarm_step, row.help_came, row.asked_back_at,
        row.many_from_one_source,
    )  # fmt: skip


def queue(actor: Actor, *, crisis: UUID | None = None, state: str = "", mine: bool = False, limit: int = 100) -> list[CaseCard]:
    """Open cases that the actor may see (``mine``: that the actor holds): class first, then who waits longest; of those that are closed the newest first."""
    rows = Case.objects.within(actor)
    rows = rows.filter(state=state) if state else rows.exclude(state="closed")
    if mine:
        rows = rows.filter(assigned_to=actor.uid)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    order = ("-closed_at", "-id") if state == "closed" else ("triage", "opened_at", "id")
    return [_card(row) for row in rows.order_by(*order)[:limit]]


def counts(actor: Actor, crisis: UUID | None = None) -> dict[tuple[int, str], int]:
    """Cases by (class, state). One statement."""
    rows = Case.objects.within(actor)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    return {(r["triage"], r["state"]): r["n"] for r in rows.values("triage", "state").annotate(n=Count("id")).order_by()}


def late(actor: Actor, at: datetime) -> int:
    """How many open requests were promised news before a time that has passed. One statement."""
    return Case.objects.within(actor).filter(next_news_at__lt=at).exclude(state="closed").count()


def in_hands(actor: Actor) -> tuple[int, int]:
    """How many open requests the actor holds, and how many of them wait for a first answer. One statement."""
    rows = Case.objects.within(actor).filter(assigned_to=actor.uid).exclude(state="closed")
    return tuple(rows.aggregate(held=Count("id"), waiting=Count("id", filter=~Q(state="answered"))).values())


def holders(cards: list[CaseCard]) -> dict[UUID, str]:
    """The officers who hold these cases, by uid. One statement, none where nobody holds any."""
    uids = {card.assigned_to for card in cards if card.assigned_to}
    return dict(User.objects.filter(uid__in=uids).values_list("uid", "name")) if uids else {}


def colleagues(actor: Actor, at: datetime) -> list[tuple[User, Actor]]:
    """
    Who signs in to the actor's unit now, by name, each as an actor of that unit. A fixed number of statements.

    Nobody's break-the-glass counts: what a colleague sees for four hours is no ground to give somebody's request into their hands.
    """
    unit = Unit.objects.select_related("organisation").filter(id=actor.unit_id).first()
    if unit is None:
        return []
    held: dict[User, list[Grant]] = {}
    grants = Grant.objects.filter(Q(until=None) | Q(until__gt=at), unit=unit, user__is_active=True).filter(Q(user__trained_until=None) | Q(user__trained_until__gte=at.date()))
    for grant in grants.select_related("user").order_by("user__name", "user_id", "id"):
        held.setdefault(grant.user, []).append(grant)
    seen = labels.visible(
        space=actor.space, organisation=unit.organisation_id, state=unit.organisation.state, functions=unit.functions, not_firewalled=unit.not_firewalled, user_id=None, at=at
    )
    return [
        (user, Actor(kind="person", uid=user.uid, user_id=user.id, organisation_id=unit.organisation_id, unit_id=unit.id, state=unit.organisation.state,
                     functions=frozenset(unit.functions), rights=rights_in(unit, given), space=actor.space, labels=seen))
        for user, given in held.items()
    ]  # fmt: skip


def may_hold(colleague: Actor, row: Case) -> bool:
    """Whether a colleague may answer in this case: the right to it there, and the label not behind the firewall for them. No statement."""
    if not colleague.may("cases.answer") or row.label_id not in (colleague.labels or ()):
        return False
    reach = colleague.narrowed("cases.answer")
    there = not reach.places or any(f"{row.path}/".startswith(place.rstrip("/") + "/") for place in reach.places)
    return there and (not reach.crises or row.crisis_uid in reach.crises)


def hands(actor: Actor, uid: UUID, at: datetime) -> list[tuple[UUID, str]]:
    """The colleagues of the actor's unit into whose hands a case can be given, by name: uid and name."""
    row = Case.objects.within(actor).filter(uid=uid).first()
    return [(user.uid, user.name) for user, colleague in colleagues(actor, at) if may_hold(colleague, row)] if row else []


@dataclass(frozen=True)
class WholeCase:
    """One case with what was said, and the person as far as the actor may see."""

    card: CaseCard
    story: str
    where_text: str
    notes: tuple[Note, ...]
    person: people.PersonCard | None
    unit: str
    where: dict | None = None


def case(actor: Actor, uid: UUID) -> WholeCase:
    """One case; ``NotFound`` outside the scope."""
    row = Case.objects.within(actor).select_related("assigned_unit").filter(uid=uid).first()
    if row is None:
        raise NotFound()
    notes = tuple(Note.objects.within(actor).filter(case_id=row.id).order_by("at", "id"))
    person = next(iter(people.cards(actor, ids=[row.person_id], contacts=True)), None)
    return WholeCase(_card(row), row.story, row.where_text, notes, person, row.assigned_unit.name if row.assigned_unit else "", people.where_is(actor, row.person_id) if person else None)


def cases_of(actor: Actor, person_id: int) -> list[CaseCard]:
    """Cases of one person that the actor may see, newest first."""
    return [_card(row) for row in Case.objects.within(actor).filter(person_id=person_id).order_by("-opened_at")[:20]]


@dataclass(frozen=True)
class Status:
    """What the person is told under a code: only what is true, and nothing of the person."""

    uid: UUID
    code: str
    received_at: datetime
    read_at: datetime | None
    in_hands: bool
    unit: str
    next_news_at: datetime | None
    closed: bool
    asked_whether_help_came: bool
    answers: tuple[tuple[datetime, str], ...]
    needs: tuple[str, ...]


def by_code(actor: Actor, code: str) -> Status | None:
    """The status of a request under its code. The actor is the duty of the open door; nothing of the person is in it."""
    row = Case.objects.within(actor).select_related("assigned_unit").filter(code=code).first()
    if row is None:
        return None
    said = Note.objects.within(actor).filter(case_id=row.id, kind="to_person").order_by("at")
    return Status(
        row.uid, row.code, row.opened_at, row.read_at, row.assigned_to is not None, row.assigned_unit.name if row.assigned_unit else "", row.next_news_at,
        row.state == "closed", row.state == "closed" and row.help_came is None, tuple((n.at, n.text) for n in said), tuple(row.needs),
    )  # fmt: skip


def open_case_of(actor: Actor, person_id: int, crisis: UUID | None = None) -> CaseCard | None:
    """The newest case of a person that is not closed, or that was closed and waits for the answer whether help came."""
    rows = Case.objects.within(actor).filter(person_id=person_id)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    row = rows.exclude(state="closed").order_by("-opened_at").first() or rows.filter(state="closed", asked_back_at__isnull=False, help_came=None).order_by("-closed_at").first()
    return _card(row) if row else None


def closed_before(moment: datetime, at: datetime) -> list[UUID]:
    """Requests that were closed at that moment or before and that no legal hold keeps, for the duty of forgetting."""
    rows = Case.objects.within(duty("cases.forget")).filter(state="closed", closed_at__lte=moment).exclude(person_id__in=choosing.held(at))
    return list(rows.order_by("id").values_list("uid", flat=True))


def on_duty(organisation_id: int, at: datetime, step: int | None = None) -> list[Duty]:
    """Who is on duty in an organisation at a moment."""
    rows = Duty.objects.filter(unit__organisation_id=organisation_id, from_at__lte=at, to_at__gt=at).select_related("user", "unit")
    if step is not None:
        rows = rows.filter(step=step)
    return list(rows.order_by("step"))


def on_call(organisation_id: int, at: datetime, step: int) -> list[Duty]:
    """Those on duty at a step of the ladder whose telephone can ring."""
    return [held for held in on_duty(organisation_id, at, step) if held.user.is_active and held.user.telephone]


def next_duty(organisation_id: int, at: datetime) -> datetime | None:
    """When somebody is on duty again."""
    return Duty.objects.filter(unit__organisation_id=organisation_id, from_at__gt=at).order_by("from_at").values_list("from_at", flat=True).first()


def unread(at: datetime) -> list[tuple[UUID, int, int, datetime, int]]:
    """Unopened T0 and T1 cases, for the alarm job: uid, label, class, opened, step reached. The job acts as a duty."""
    from safeconduct.access.actors import duty

    rows = Case.objects.within(duty("cases.alarm")).filter(state="received", triage__lte=1, read_at=None)
    return list(rows.values_list("uid", "label_id", "triage", "opened_at", "alarm_step"))


def ways_in_words(language: str) -> list[tuple[str, str]]:
    """The ways in which somebody may ask to be answered, in the words of the migrant's pages."""
    return [(one.key, load.sentence(one.sentence).texts.get(language) or load.sentence(one.sentence).texts["en"]) for one in load.answer_ways()]


def asks_what(actor: Actor, uid: UUID | None) -> bool:
    """Whether nobody knows yet what is needed in a case, so that it must be asked."""
    row = Case.objects.within(actor).filter(uid=uid, provisional=True).values_list("rules", flat=True).first()
    return row is not None and rules.only_unknown(row)


def unit_name(unit_id: int | None) -> str:
    """The name of a unit."""
    return Unit.objects.filter(id=unit_id).values_list("name", flat=True).first() or ""


def code_of(actor: Actor, uid: UUID | None) -> str:
    """The code of a case."""
    return Case.objects.within(actor).filter(uid=uid).values_list("code", flat=True).first() or ""

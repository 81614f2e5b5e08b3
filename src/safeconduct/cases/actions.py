"""Verbs of cases."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings

from safeconduct.access import actions as access
from safeconduct.access.gate import action, concerns, in_crisis, mark, note
from safeconduct.access.models import Unit, User
from safeconduct.cases import queries, rules
from safeconduct.cases.models import Alarm, Case, Duty, Note
from safeconduct.engines.exposure.morton import cell
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_code, new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions as messaging
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing
from safeconduct.standards import load

PAPER_DAYS = 7
NEXT_NEWS_HOURS = {0: 1, 1: 4, 2: 12, 3: 24, 4: 24}


def _case(actor: Actor, uid: UUID) -> Case:
    row = Case.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    in_crisis(row.crisis_uid)
    return row


@action("cases.open_case", about=["case", "person"], facts=["needs", "people", "way", "language"], help_data=True)
def open_case(
    actor: Actor, *, case: UUID, person: UUID, person_id: int, label: int, needs: list[str], people: int = 1, story: str = "", where_text: str = "", way: str,
    language: str, path: str = "", crisis: UUID | None = None, answer_by: str = "", position: tuple[float, float] | None = None, answer: UUID | None = None,
    factors: list[str] | None = None, many_from_one_source: bool = False, at: datetime,
) -> str:  # fmt: skip
    """
    Open a case for a request for assistance, with a provisional triage class and its reasons. Returns its code.

    No document, status or name is needed; an empty request is a request.
    """
    known = set(factors or ())
    found = rules.triage(known | (rules.factors_of(needs) if needs or not known else set()))
    row = Case(
        uid=case, code=new_code(), person_id=person_id, label_id=label, crisis_uid=crisis, answer_uid=answer, path=path, way=way, language=language, people=max(people, 1),
        needs=sorted(needs), triage=found.triage, provisional=found.provisional, rules=list(found.rules), answer_by=answer_by, opened_at=at,
        next_news_at=at + timedelta(hours=NEXT_NEWS_HOURS[found.triage]), position_cell=int(cell(*position)) if position else None,
        many_from_one_source=many_from_one_source,
    )  # fmt: skip
    row.story, row.where_text = story, where_text
    row.save()
    in_crisis(crisis)
    note(triage=found.triage, rules=list(found.rules))
    return row.code


@action("cases.read_case", about=["case"], help_data=True)
def read_case(actor: Actor, *, case: UUID, at: datetime) -> UUID:
    """Somebody of the office has read the request; from now on the person is told so."""
    row = _case(actor, case)
    if row.read_at is None:
        row.read_at = at
        if rules.LIFE.may(row.state, "read"):
            row.state = rules.LIFE.step(row.state, "read")
        row.save(update_fields=["read_at", "state"])
        Alarm.objects.filter(case=row, acknowledged_at=None).update(acknowledged_at=at, state="acknowledged")
    return row.uid


@action("cases.print_case", about=["case"], help_data=True)
def print_case(actor: Actor, *, case: UUID, at: datetime) -> str:
    """Number a paper of a request: whoever prints holds it and destroys it within a week. Returns its number."""
    row = _case(actor, case)
    holder = User.objects.filter(uid=actor.uid).values_list("name", flat=True).first() or ""
    return access.record_print(actor, uid=new_uid(), kind="case", holder=holder, people=row.people, destroy_by=at + timedelta(days=PAPER_DAYS), crisis=row.crisis_uid, at=at)


@action("cases.assign", about=["case", "user"], help_data=True)
def assign(actor: Actor, *, case: UUID, user: UUID, next_news_at: datetime | None = None, at: datetime) -> UUID:
    """
    Put a case into the hands of a colleague of the own unit, or into one's own, and say when the person hears next.

    The colleague is told by SMS on the office telephone, where one is known, and finds it under what waits. Refuses ``MayNotHold`` whoever may not handle
    requests in that unit, or stands behind the firewall for this person; nobody outside the unit is known here.
    """
    row = _case(actor, case)
    holder, colleague = next(((held, acting) for held, acting in queries.colleagues(actor, at) if held.uid == user), (None, None))
    if holder is None:
        raise NotFound()
    if user != actor.uid and not queries.may_hold(colleague, row):
        raise rules.MayNotHold()
    told = user not in (actor.uid, row.assigned_to) and bool(holder.telephone)
    row.state = rules.LIFE.step(row.state, "assign")
    row.assigned_to, row.read_at = holder.uid, row.read_at or at
    row.assigned_unit = Unit.objects.filter(id=actor.unit_id).first()
    row.next_news_at = next_news_at or at + timedelta(hours=NEXT_NEWS_HOURS[row.triage])
    row.save()
    if told:
        messaging.tell_officer(actor, telephone=holder.telephone, language=holder.language, code=row.code, triage=row.triage, at=at)
    note(told=told)
    return row.uid


@action("cases.add_note", about=["case"], help_data=True)
def add_note(actor: Actor, *, case: UUID, text: str, at: datetime) -> UUID:
    """Write something down in a case; the person does not see it."""
    row = _case(actor, case)
    return _note(row, "note", text, actor.uid, at).uid


def _note(row: Case, kind: str, text: str, by: UUID | None, at: datetime, language: str = "", delivery: UUID | None = None) -> Note:
    made = Note(uid=new_uid(), case=row, label_id=row.label_id, kind=kind, language=language, by_uid=by, delivery_uid=delivery, at=at)
    made.text = text
    made.save()
    return made


@action("cases.answer", about=["case"], facts=["language"], help_data=True)
def answer(
    actor: Actor, *, case: UUID, text: str, language: str, neutral: str = "", next_news_at: datetime | None = None, leave_only: bool = False, at: datetime
) -> UUID:
    """
    Answer the person in the person's language, the way the person asked for.

    A telephone that others may read gets ``neutral``; without one, only where the answer is to be read with the code.
    Refuses ``CannotAnswer`` where the person asked not to be written to, unless the answer is only left to be read with the code.
    """
    row = _case(actor, case)
    row.state = rules.LIFE.step(row.state, "answer")
    delivery = None
    if not leave_only:
        if row.answer_by in ("only_when_i_write", "code"):
            raise rules.CannotAnswer()
        card = next(iter(people.cards(actor, ids=[row.person_id], contacts=True)), None)
        if card is None:
            raise NotFound()
        delivery = messaging.say(actor, delivery=new_uid(), person=card.uid, text=text, neutral=neutral or _news(language), language=language, case=row.uid, at=at)
    made = _note(row, "to_person", text, actor.uid, at, language, delivery)
    row.read_at = row.read_at or at
    row.next_news_at = next_news_at or at + timedelta(hours=NEXT_NEWS_HOURS[row.triage])
    row.save()
    return made.uid


def _news(language: str) -> str:
    """Where the answer stands, without a word of what it is."""
    _text, known = load.say("sms.received_neutral", language)
    return load.sentence("sms.link_neutral").say(known, link=f"{settings.PUBLIC_URL}/my/{known}/code")


@action("cases.hear", about=["case"], facts=["needs"], help_data=True)
def hear(actor: Actor, *, case: UUID, text: str, language: str, needs: list[str] | None = None, at: datetime) -> UUID:
    """
    The person said something more; a closed case opens again.

    What is told now can only make the class more urgent; then the request counts as not read, so that the alarm rings for it.
    Only where nobody knew yet what is needed the class becomes that of the need, whichever it is.
    """
    row = Case.objects.within(_finder(actor)).filter(uid=case).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    in_crisis(row.crisis_uid)
    was = row.state
    row.state = rules.LIFE.step(row.state, "hear")
    found = rules.triage(rules.factors_of(needs)) if needs else None
    if found is not None and found.triage >= row.triage and row.provisional and rules.only_unknown(row.rules):
        row.triage, row.rules, row.provisional = found.triage, list(found.rules), found.provisional
        note(triage=found.triage, rules=list(found.rules))
    if found is not None and found.triage < row.triage:
        row.state = rules.LIFE.step(row.state, "worsen")
        row.triage, row.rules, row.provisional = found.triage, list(found.rules), found.provisional
        note(triage=found.triage, rules=list(found.rules))
        _unread_again(row, at)
    elif was == "closed":
        _unread_again(row, at)
    row.needs = sorted({*row.needs, *(needs or ())})
    row.save()
    return _note(row, "from_person", text, None, at, language).uid


def _unread_again(row: Case, at: datetime) -> None:
    """The request waits from now on, as a new one would; what was promised before is promised anew."""
    row.closed_at, row.opened_at, row.read_at, row.alarm_step = None, at, None, 0
    row.next_news_at = at + timedelta(hours=NEXT_NEWS_HOURS[row.triage])


@action("cases.set_triage", about=["case"], facts=["factors"], help_data=True)
def set_triage(actor: Actor, *, case: UUID, factors: list[str], at: datetime) -> UUID:
    """Staff has seen the person: the class by rule, no longer provisional. Refuses ``HealthOnly``."""
    row = _case(actor, case)
    rules.check_confirmation(factors, actor.functions)
    seen = {"staff"} | ({"health"} if "health" in actor.functions else set())
    found = rules.triage(factors, seen_by=seen)
    row.triage, row.rules, row.provisional = found.triage, list(found.rules), found.provisional
    row.save(update_fields=["triage", "rules", "provisional"])
    note(triage=found.triage, rules=list(found.rules))
    return row.uid


@action("cases.close", about=["case"], facts=["outcome"], help_data=True)
def close(actor: Actor, *, case: UUID, outcome: str, ask: bool = True, at: datetime) -> UUID:
    """Close a case with its outcome; the person is asked whether help came. Refuses ``NotAnOutcome``."""
    row = _case(actor, case)
    if outcome not in rules.OUTCOMES:
        raise rules.NotAnOutcome()
    row.state = rules.LIFE.step(row.state, "close")
    row.outcome, row.closed_at = outcome, at
    if ask and row.answer_by not in ("only_when_i_write", "code", "call") and outcome != "duplicate":
        card = next(iter(people.cards(actor, ids=[row.person_id], contacts=True)), None)
        if card is not None:
            text, language = load.say("sms.did_help_come", card.languages or (row.language,))
            neutral = load.sentence("sms.ask_neutral").say(language)
            if messaging.say(actor, delivery=new_uid(), person=card.uid, text=text, neutral=neutral, language=language, case=row.uid, optional=True, at=at):
                row.asked_back_at = at
    row.save()
    return row.uid


@action("cases.say_whether_help_came", about=["case"], facts=["came"])
def say_whether_help_came(actor: Actor, *, case: UUID, came: bool, at: datetime) -> UUID:
    """The person says whether help came; a no opens the case again."""
    row = Case.objects.within(_finder(actor)).filter(uid=case).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    in_crisis(row.crisis_uid)
    row.help_came = came
    if not came and row.state == "closed":
        row.state = rules.LIFE.step(row.state, "reopen")
        _unread_again(row, at)
    row.save()
    return row.uid


@action("cases.set_duty", about=["user", "unit"], facts=["step", "from_at", "to_at"])
def set_duty(actor: Actor, *, duty_uid: UUID, unit: UUID, user: UUID, step: int, from_at: datetime, to_at: datetime, at: datetime) -> UUID:
    """Say who of the own organisation is on duty, from when to when: 1 duty officer, 2 deputy, 3 ministry."""
    where, who = Unit.objects.filter(uid=unit).first(), User.objects.filter(uid=user, is_active=True).first()
    if where is None or who is None or (actor.kind == "person" and where.organisation_id != actor.organisation_id):
        raise NotFound()
    if not who.grants.filter(unit__organisation_id=where.organisation_id).exists() and actor.kind == "person":
        raise NotFound()
    return Duty.objects.create(uid=duty_uid, unit=where, user=who, step=step, from_at=from_at, to_at=to_at).uid


@action("cases.raise_alarm", facts=["step", "triage"], help_data=True)
def raise_alarm(actor: Actor, *, case: UUID, step: int, triage: int, at: datetime) -> int:
    """A life-threatening or critical request lies unopened: tell those on duty at this step, by SMS. The text names a code only."""
    row = _case(actor, case)
    concerns("case", row.uid)
    rung = queries.on_call(people_owner(actor, row), at, step)
    waited = round((at - row.opened_at).total_seconds() / 60)
    for held in rung:
        Alarm.objects.create(uid=new_uid(), case=row, step=step, user=held.user, channel="sms", raised_at=at)
        messaging.alarm(actor, telephone=held.user.telephone, language=held.user.language, code=row.code, triage=row.triage, minutes=waited, at=at)
    row.alarm_step, row.alarm_at = step, at
    row.save(update_fields=["alarm_step", "alarm_at"])
    note(told=len(rung))
    return len(rung)


def people_owner(actor: Actor, row: Case) -> int:
    """The organisation that answers for a case: the owner of its label."""
    from safeconduct.access.labels import parts_of

    return parts_of(row.label_id).owner


@action("cases.say_how", about=["case"], facts=["how"], help_data=True)
def say_how(actor: Actor, *, case: UUID, how: str, at: datetime) -> UUID:
    """The person says how we may answer."""
    row = Case.objects.within(_finder(actor)).filter(uid=case).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    row.answer_by = how
    row.save(update_fields=["answer_by"])
    return row.uid


@action("cases.blank", about=["case"], help_data=True)
def blank(actor: Actor, *, case: UUID, at: datetime) -> UUID:
    """The person took the own words back: the case stays as a fact, without them."""
    row = Case.objects.within(_finder(actor)).filter(uid=case).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    row.story, row.where_text, row.position_cell = "", "", None
    row.save()
    return row.uid


def _finder(actor: Actor) -> Actor:
    """The duty of the open door, where the one who acts is nobody that we know."""
    from safeconduct.access.actors import duty

    return actor if actor.kind == "person" else duty("cases.open_door", space=actor.space)


@action("cases.forget_cases")
def forget_cases(actor: Actor, *, cases: list[UUID], at: datetime) -> int:
    """Erase requests that were closed long ago, with everything that was said in them; a legal hold on the person keeps them. Only the system may."""
    if not actor.sees_all:
        raise NotFound()
    rows = dict(Case.objects.within(actor).filter(uid__in=cases, state="closed").values_list("id", "person_id"))
    kept = choosing.held(at)
    gone = [row for row, person in rows.items() if person not in kept]
    Alarm.objects.filter(case_id__in=gone).delete()
    Note.objects.within(actor).filter(case_id__in=gone).delete()
    Case.objects.within(actor).filter(id__in=gone).delete()
    note(erased=len(gone))
    return len(gone)

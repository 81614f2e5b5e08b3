"""Deliveries: made in chunks, taken in batches, handed over, tried again, moved on to the next channel. The rows are the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Q

from safeconduct.access import labels
from safeconduct.access.gate import action, concerns, in_crisis, mark, note
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging import queries, rules, sight
from safeconduct.messaging.channels import Outcome
from safeconduct.messaging.models import Delivery, Message
from safeconduct.messaging.queries.audience import Planned, leaves, plan, stopped_of
from safeconduct.messaging.segments import segments
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing

BATCH = 200
BY_MACHINE = ("sms", "email", "sink")  # channels that a transport carries; a call list is carried by a person


def _all():
    return Delivery.objects.within(sight.everything())


def _with_followers(uids: Iterable[UUID]):
    uids = list(uids)
    return _all().filter(Q(uid__in=uids) | Q(via__in=uids))


@action("messaging.fill", about=["message"])
def fill(actor: Actor, *, message: UUID, rows: Sequence[Planned], last: bool = False, at: datetime) -> int:
    """Make the delivery rows of a part of the audience, at most 200. Who already has one of this message gets none again."""
    held = queries.row_of(actor, message, lock=True)
    in_crisis(held.crisis_uid)
    made = _make(actor, held, [one for one in rows if not one.reason], at) if held.state == "sending" else 0
    if last and held.filled_at is None:
        held.filled_at = at
        held.save(update_fields=["filled_at"])
    note(made=made)
    return made


def _make(actor: Actor, message: Message, rows: list[Planned], at: datetime) -> int:
    known = set(_all().filter(message=message, person_id__in=[one.person_id for one in rows]).values_list("person_id", "channel"))
    rows = [one for one in rows if (one.person_id, leaves(message.space_id, one.channel)) not in known]
    points = {point.uid: point for some in people.contact_points(actor, [one.person_id for one in rows]).values() for point in some}
    same = _all().filter(message=message, index__in={one.index for one in rows}, via=None).exclude(state__in=["withdrawn", "failed"])
    carriers = {(channel, index): uid for channel, index, uid in same.values_list("channel", "index", "uid")}
    made = []
    for one in rows:
        point = points.get(one.contact)
        if point is None:
            continue
        row = _row(message, one, at)
        row.address = point.value
        first = carriers.get((row.channel, one.index)) if row.channel in ("sms", "email") else None
        if first is not None:
            row.via, row.parts, row.text = first, 0, ""
        else:
            _word(message, row, one, at)
            carriers[row.channel, one.index] = row.uid
        made.append(row)
    Delivery.objects.bulk_create(made)
    concerns("people", *(one.person_uid for one in rows))
    return len(made)


def _row(message: Message, one: Planned, at: datetime) -> Delivery:
    return Delivery(
        uid=new_uid(), space=message.space_id, message=message, person_id=one.person_id, label_id=one.label_id, contact_uid=one.contact, index=one.index,
        channel=leaves(message.space_id, one.channel), language=one.language, fell_back=one.fell_back, neutral=one.neutral, machine=one.machine,
        crisis_uid=message.crisis_uid, made_at=at,
    )  # fmt: skip


def _word(message: Message, row: Delivery, one: Planned, at: datetime) -> None:
    """Put the words into a row. A text in which a place stays open never leaves."""
    raw = message.texts[one.language]["neutral" if one.neutral else "text"]
    values: dict[str, Any] = {}
    if rules.named_places(raw):
        for answer in ask("messaging.placeholders", person_id=one.person_id, person_uid=one.person_uid, campaign=message.campaign_uid, url=settings.PUBLIC_URL):
            values |= answer or {}
    row.text = rules.finished(rules.filled(raw, values), one.language)
    row.parts = segments(row.text).parts if row.channel == "sms" else 1
    if rules.named_places(rules.filled(raw, values)):
        row.state, row.fault, row.ended_at, row.moved_on = "failed", "open-place", at, True


@action("messaging.claim", about=["message"])
def claim(actor: Actor, *, message: UUID | None, at: datetime) -> list[UUID]:
    """
    Take the next batch that is to be sent, for five minutes.

    Each is looked at once more: who took consent back or let it lapse, is no longer seen by the sender, said stop, or whose contact is no
    longer safe for this text, is not written to.
    """
    held = queries.row_of(actor, message, lock=True) if message else None
    if held is not None and held.state != "sending":
        return []
    rows = _all().filter(message=held, state="waiting", via=None, channel__in=BY_MACHINE).filter(Q(next_at=None) | Q(next_at__lte=at))
    rows = list(rows.order_by("id")[:BATCH])
    good, bad = _still_good(held, rows, at)
    _drop(bad, at)
    _all().filter(id__in=[row.id for row in good]).update(next_at=at + rules.LEASE, attempts=F("attempts") + 1)
    note(taken=len(good), dropped=sum(map(len, bad.values())))
    return [row.uid for row in good]


def _still_good(message: Message | None, rows: list[Delivery], at: datetime) -> tuple[list[Delivery], dict[tuple[str, str], list[Delivery]]]:
    good: list[Delivery] = []
    bad: dict[tuple[str, str], list[Delivery]] = defaultdict(list)
    stopped = stopped_of(row.index for row in rows)
    for sender, some in _by_sender(message, rows, at):
        ids = [row.person_id for row in some]
        cards = {card.id: card for card in choosing.reach(sender, ids, at)}
        covered = choosing.covered(sender, ids, at, danger=True) if message is not None else set(ids)
        for row in some:
            card = cards.get(row.person_id)
            point = next((p for p in card.points if p.uid == row.contact_uid), None) if card else None
            if card is None or row.person_id not in covered:
                bad["withdrawn", "withdrawn"].append(row)
            elif not row.reply and row.index in stopped:
                bad["withdrawn", "stopped"].append(row)
            elif point is None or not point.may_write or point.index != row.index or (not row.neutral and rules.route([point], [_channel_of(point)]).neutral):
                bad["failed", "not-safe"].append(row)
            else:
                good.append(row)
    good += [row for row in rows if row.person_id is None]
    return sorted(good, key=lambda row: row.id), bad


def _channel_of(point) -> str:
    return "email" if point.kind == "email" else "sms"


def _by_sender(message: Message | None, rows: list[Delivery], at: datetime):
    rows = [row for row in rows if row.person_id is not None]
    if message is not None:
        return [(sight.of_message(message, at), rows)] if rows else []
    by_owner: dict[tuple[int, int], list[Delivery]] = defaultdict(list)
    for row in rows:
        by_owner[labels.parts_of(row.label_id).owner, row.space].append(row)
    return [(sight.of_organisation(owner, space, at), some) for (owner, space), some in by_owner.items()]


def _drop(bad: dict[tuple[str, str], list[Delivery]], at: datetime) -> None:
    """End deliveries; where others share the telephone, the next of them carries the text."""
    for (state, fault), rows in bad.items():
        _all().filter(id__in=[row.id for row in rows]).update(state=state, fault=fault, ended_at=at)
        for row in rows:
            mark(row.label_id)
            _pass_on(row)


def _pass_on(row: Delivery) -> None:
    followers = list(_all().filter(via=row.uid, state="waiting").order_by("id"))
    if not followers:
        return
    heir = followers[0]
    heir.text, heir.parts, heir.via, heir.language = row.text, row.parts, None, row.language
    if row.state != "withdrawn":
        _all().filter(id=row.id).update(index="")  # the address has one text: the heir's
    heir.save()
    _all().filter(id__in=[one.id for one in followers[1:]]).update(via=heir.uid)


def pass_on(person_id: int) -> None:
    """Give the texts that this person's rows carry to the others on the same telephone, before the rows go."""
    for row in _all().filter(person_id=person_id, state="waiting", via=None):
        _pass_on(row)


def drop_waiting(at: datetime, fault: str, **which: Any) -> int:
    """End what waits, of a person or of an address, because it may not be sent any more. Inside a running verb only."""
    rows = list(_all().filter(state="waiting", **which))
    _drop({("withdrawn", fault): rows}, at)
    return len(rows)


@action("messaging.hand_over", about=["message"])
def hand_over(actor: Actor, *, message: UUID | None, outcomes: Sequence[Outcome], at: datetime) -> int:
    """Write down what became of a batch: handed over with the provider's id, to be tried again later, or failed for good."""
    attempts = dict(_all().filter(uid__in=[one.reference for one in outcomes]).values_list("uid", "attempts"))
    left = 0
    for one in outcomes:
        waiting = _with_followers([one.reference]).filter(state="waiting")
        if not one.fault:
            _all().filter(uid=one.reference).update(provider_id=one.provider_id)
            waiting.update(state="handed_over", handed_over_at=at, next_at=None, fault="")
            left += 1
            continue
        pause = None if one.final else rules.pause_after(attempts.get(one.reference, rules.TRIES))
        if pause is None:
            waiting.update(state="failed", fault=one.fault[:60], ended_at=at, next_at=None)
        else:
            waiting.update(next_at=at + pause, fault=one.fault[:60])
    note(left=left, faults=len(outcomes) - left)
    return left


@action("messaging.move_on", about=["message"])
def move_on(actor: Actor, *, message: UUID | None, at: datetime) -> int:
    """Try the next channel for those with whom this one failed, at most 200; returns how many were looked at."""
    held = queries.row_of(actor, message, lock=True) if message else None
    rows = list(_all().filter(message=held, state="failed", moved_on=False).order_by("id")[:BATCH])
    _all().filter(id__in=[row.id for row in rows]).update(moved_on=True)
    made = 0
    if held is None:
        made = sum(_speak_on(row, at) for row in rows)
    elif held.state == "sending":
        by_channel: dict[str, list[Delivery]] = defaultdict(list)
        for row in rows:
            by_channel[row.channel].append(row)
        sender = sight.of_message(held, at)
        for channel, some in by_channel.items():
            rest = rules.after(held.channels, channel)
            if rest:
                planned = plan(sender, [row.person_id for row in some], texts=held.texts, channels=rest, machine_ok=held.machine_accepted_by is not None, at=at)
                made += _make(sender, held, [one for one in planned if not one.reason], at)
    note(failed=len(rows), made=made)
    return len(rows)


def _speak_on(row: Delivery, at: datetime) -> int:
    """One text to one person goes on by the next channel, in the same words."""
    rest = rules.after(rules.CHANNELS, row.channel)
    if row.person_id is None or not rest:
        return 0
    sender = sight.of_organisation(labels.parts_of(row.label_id).owner, row.space, at)
    card = next(iter(choosing.reach(sender, [row.person_id], at)), None)
    if card is None:
        return 0
    way = rules.route(card.points, rest, stopped=stopped_of(p.index for p in card.points), answer_by=card.answer_by, reply=row.reply, neutral_exists=row.neutral)
    if way.reason:
        return 0
    address = next((p.value for p in people.contact_points(sender, [card.id]).get(card.id, ()) if p.uid == way.point.uid), "")
    made = Delivery(
        uid=new_uid(), space=row.space, person_id=card.id, label_id=card.later_label_id, contact_uid=way.point.uid, index=way.point.index, channel=way.channel,
        language=row.language, neutral=row.neutral, machine=row.machine, reply=row.reply, case_uid=row.case_uid, crisis_uid=row.crisis_uid, made_at=at,
    )  # fmt: skip
    made.address, made.text = address, row.text
    made.save()
    return 1


@action("messaging.finish", about=["message"])
def finish(actor: Actor, *, message: UUID, at: datetime) -> str:
    """A message of which nothing waits for a transport any more is sent; one with failures that came back later is opened again."""
    row = queries.row_of(actor, message, lock=True)
    waits = _all().filter(message=row).filter(Q(state="waiting", channel__in=BY_MACHINE) | Q(state="failed", moved_on=False)).exists()
    step = "finish" if row.filled_at and not waits else "reopen" if waits else ""
    if step and rules.LIFE.may(row.state, step):
        row.state = rules.LIFE.step(row.state, step)
        row.save(update_fields=["state"])
    return row.state


@action("messaging.expire")
def expire(actor: Actor, *, at: datetime) -> int:
    """What was to be said until a time is not said after it: rows that still wait then end, at most 200 at a time."""
    rows = _all().filter(state="waiting", message__expires_at__lte=at).order_by("id").values_list("id", flat=True)[:BATCH]
    ended = _all().filter(id__in=list(rows)).update(state="expired", ended_at=at)
    note(ended=ended)
    return ended


@action("messaging.record_called", about=["delivery"], facts=["came"], help_data=True)
def record_called(actor: Actor, *, delivery: UUID, came: str, at: datetime) -> str:
    """An officer called somebody of a call list: ``spoken`` to the person, ``not_reached``, or ``wrong_number``."""
    row = Delivery.objects.within(actor).filter(uid=delivery, channel="call_list", state="waiting").first()
    if row is None:
        raise NotFound()
    row.attempts += 1
    if came == "spoken":
        row.state, row.handed_over_at, row.ended_at = "delivered", at, at
    elif came == "wrong_number":
        row.state, row.fault, row.ended_at, row.moved_on = "failed", "wrong-number", at, True
    row.save()
    person = next(iter(people.cards(actor, ids=[row.person_id])), None)
    if person is not None:
        concerns("person", person.uid)
    return row.state


def report_delivery(*, channel: str, state: str, at: datetime, provider_id: str = "", reference: UUID | None = None, fault: str = "") -> int:
    """
    A gateway's report on one text, by its id or by our reference; not a verb. Returns how many people it concerns.

    A report never takes back that a text arrived. One that failed goes on to the next channel.
    """
    rows = _all().filter(channel=channel)
    rows = rows.filter(uid=reference) if reference else rows.filter(provider_id=provider_id) if provider_id else rows.none()
    held = rows.values_list("uid", "message__uid").first()
    if held is None:
        return 0
    uid, message = held
    open_rows = _with_followers([uid]).filter(state__in=["waiting", "handed_over"])
    if state == "delivered":
        open_rows.update(state="delivered", ended_at=at, next_at=None, fault="")
    elif state == "failed" and open_rows.update(state="failed", ended_at=at, next_at=None, fault=(fault or "reported")[:60]):
        enqueue("messaging.deliver", message=message) if message else enqueue("messaging.deliver_loose")
    return 1 + _all().filter(via=uid).count()


def report_many(*, channel: str, state: str, references: Sequence[UUID], at: datetime, fault: str = "") -> int:
    """The same report of a gateway on many texts, by our references; not a verb. Returns how many people it concerns."""
    concerned = 0
    messages: set[UUID | None] = set()
    for start in range(0, len(references), BATCH):
        some = list(references[start : start + BATCH])
        open_rows = _with_followers(some).filter(channel=channel, state__in=["waiting", "handed_over"])
        if state == "delivered":
            concerned += open_rows.update(state="delivered", ended_at=at, next_at=None, fault="")
        elif state == "failed":
            messages |= set(open_rows.values_list("message__uid", flat=True).distinct())
            concerned += open_rows.update(state="failed", ended_at=at, next_at=None, fault=(fault or "reported")[:60])
    for message in sorted(messages, key=str):
        enqueue("messaging.deliver", message=message) if message else enqueue("messaging.deliver_loose")
    return concerned


def next_due(message: UUID | None) -> datetime | None:
    """When the next row of a message is to be tried again; None where nothing waits."""
    rows = _all().filter(message__uid=message) if message else _all().filter(message=None)
    return rows.filter(state="waiting", via=None, channel__in=BY_MACHINE).order_by("next_at").values_list("next_at", flat=True).first()


__all__ = ["claim", "drop_waiting", "expire", "fill", "finish", "hand_over", "move_on", "next_due", "pass_on", "record_called", "report_delivery", "report_many"]

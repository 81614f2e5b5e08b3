"""Delivering in batches, trying again, sweeping up what was left behind, ending what ran out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from safeconduct.access.gate import in_chunks
from safeconduct.jobs.runner import enqueue, every, job
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions, queries, sight
from safeconduct.messaging.actions.moving import BATCH, BY_MACHINE, next_due
from safeconduct.messaging.channels import MayNotLeave, Outcome, Parcel, transport_for
from safeconduct.messaging.models import Delivery, Message
from safeconduct.messaging.queries.audience import plan, who


@job("messaging.deliver")
def deliver(progress, message, at=None):
    """Make the rows of a message where they are missing, then send them; whatever happens, the rows say how far it is."""
    now = _clock(at)
    uid, duty = UUID(str(message)), sight.everything()
    row = Message.objects.filter(uid=uid).first()
    if row is None or row.state not in ("sending", "sent"):
        return
    if row.state == "sent" and actions.finish(duty, message=uid, at=now()) != "sending":
        return
    if row.filled_at is None:
        fill(progress, row, now())
    _send(progress, uid, now)
    actions.finish(duty, message=uid, at=now())
    _come_back(uid, now())


def fill(progress, row: Message, at: datetime) -> None:
    """Make the delivery rows, 200 in a transaction; a second run goes on where the first one ended."""
    sender = sight.of_message(row, at)
    rows = plan(sender, who(sender, row.audience, at), texts=row.texts, channels=row.channels, machine_ok=row.machine_accepted_by is not None, at=at)
    rows = sorted((one for one in rows if not one.reason), key=lambda one: (one.via is not None, one.person_id))  # who carries a text comes first
    done = 0
    for chunk in in_chunks(rows, BATCH):
        actions.fill(sender, message=row.uid, rows=chunk, at=at)
        done += len(chunk)
        progress.step(done, len(rows))
    actions.fill(sender, message=row.uid, rows=[], last=True, at=at)


def _send(progress, message: UUID | None, now: Callable[[], datetime]) -> None:
    duty, done = sight.everything(), 0
    while True:
        batch = actions.claim(duty, message=message, at=now())
        if batch:
            actions.hand_over(duty, message=message, outcomes=hand_to_transports(batch), at=now())
            done += len(batch)
            progress.step(done)
        elif not actions.move_on(duty, message=message, at=now()):
            return


def hand_to_transports(batch: list[UUID]) -> list[Outcome]:
    """Give a batch to the transports of its channels, outside any transaction; a fault of a transport is a fault of each text."""
    rows = list(Delivery.objects.within(sight.everything()).filter(uid__in=batch, state="waiting").order_by("id"))
    out: list[Outcome] = []
    for channel in sorted({row.channel for row in rows}):
        parcels = [Parcel(row.uid, row.space, row.address, row.text, row.language) for row in rows if row.channel == channel]
        try:
            out += transport_for(channel).send(parcels)
        except MayNotLeave:
            out += [Outcome(parcel.reference, fault="exercise", final=True) for parcel in parcels]
        except Exception as error:  # a transport that is set up wrongly must not lose a batch
            out += [Outcome(parcel.reference, fault=type(error).__name__) for parcel in parcels]
    return out


def _come_back(message: UUID | None, at: datetime) -> None:
    due = next_due(message)
    if due is not None:
        after = max(due - at, timedelta(seconds=1))
        enqueue("messaging.deliver", after=after, message=message) if message else enqueue("messaging.deliver_loose", after=after)


@job("messaging.deliver_loose")
def deliver_loose(progress, at=None):
    """Send the texts to single people and to duty telephones."""
    now = _clock(at)
    _send(progress, None, now)
    _come_back(None, now())


@every(60, "messaging.sweep")
def sweep(progress, at=None):
    """Find what is due and was left behind (a process that died, a report that came late), and send it."""
    now = _clock(at)()
    waiting = Delivery.objects.within(sight.everything()).filter(state="waiting", channel__in=BY_MACHINE).exclude(next_at__gt=now)
    failed = Delivery.objects.within(sight.everything()).filter(state="failed", moved_on=False)
    late = Message.objects.filter(state="sending", filled_at=None, released_at__lt=now - timedelta(minutes=2)).values_list("uid", flat=True)
    left = {uid for rows in (waiting, failed) for uid in rows.values_list("message__uid", flat=True).distinct()} | set(late)
    for uid in sorted(left - {None}, key=str):
        enqueue("messaging.deliver", message=uid)
    if None in left:
        enqueue("messaging.deliver_loose")


@every(60, "messaging.expire")
def expire(progress, at=None):
    """End what was to be said until now; give a message back whose second person never came."""
    now = _clock(at)()
    duty = sight.everything()
    while actions.expire(duty, at=now) == BATCH:
        progress.step(0)
    for row in Message.objects.filter(state="waiting").exclude(proposal_uid=None):
        if queries.proposal_ended(row.proposal_uid, now):
            try:
                actions.decline_release(duty, message=row.uid, at=now)
            except NotFound:
                continue


@every(3600, "messaging.forget")
def forget(progress, at=None):
    """Texts to people and from them go when their time is over."""
    now, duty = _clock(at)(), sight.everything()
    for name, find in (("deliveries", actions.deliveries_to_forget), ("inbound", actions.inbound_to_forget), ("messages", actions.messages_to_forget)):
        for chunk in in_chunks(find(now), BATCH):
            actions.forget_texts(duty, **{name: chunk}, at=now)


def _clock(at: datetime | None) -> Callable[[], datetime]:
    return timezone.now if at is None else lambda: at

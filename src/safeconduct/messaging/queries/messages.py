"""Messages, how their deliveries stand, whom to call."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count

from safeconduct.access.models import Proposal
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.messaging import rules
from safeconduct.messaging.models import Delivery, Message
from safeconduct.people import queries as people


@dataclass(frozen=True)
class MessageCard:
    """A message as pages and other rooms see it."""

    uid: UUID
    purpose: str
    state: str
    texts: Mapping[str, Mapping]
    audience: Mapping[str, Any]
    authority: Mapping[str, Any]
    agrees: bool
    differs_because: str
    channels: tuple[str, ...]
    numbers: Mapping[str, int]
    crisis_uid: UUID | None
    hazard_uid: UUID | None
    alert_uid: UUID | None
    campaign_uid: UUID | None
    corrects: UUID | None
    proposal_uid: UUID | None
    proposed_by: UUID | None
    written_by: UUID | None
    released_at: datetime | None
    expires_at: datetime | None
    made_at: datetime
    machine_accepted: bool

    def text_in(self, *languages: str) -> tuple[str, str]:
        """A text to show and its language: the first of these that there is, else English, else any."""
        for language in (*languages, "en", *self.texts):
            if self.texts.get(language, {}).get("text"):
                return self.texts[language]["text"], language
        return "", ""


@dataclass(frozen=True)
class DeliveryCard:
    """One text to one person by one channel. Ids are for joining only."""

    uid: UUID
    person_id: int | None
    channel: str
    language: str
    state: str
    neutral: bool
    machine: bool
    shared: bool
    attempts: int
    fault: str
    parts: int
    handed_over_at: datetime | None
    ended_at: datetime | None
    case_uid: UUID | None


@dataclass(frozen=True)
class StateCounts:
    """How a message stands: people by the best state of their deliveries, deliveries by channel and state, parts that left."""

    people: Mapping[str, int]
    channels: Mapping[str, Mapping[str, int]]
    shared: int
    parts: int

    @property
    def total(self) -> int:
        """Everybody for whom there is a delivery."""
        return sum(self.people.values())


@dataclass(frozen=True)
class CallLine:
    """Somebody to be called, what to say, and whether to give a reason."""

    uid: UUID
    person_uid: UUID
    name: str
    telephone: str
    languages: tuple[str, ...]
    text: str
    language: str
    give_reason: bool
    hours: str
    attempts: int
    message_uid: UUID | None


def _card(row: Message) -> MessageCard:
    return MessageCard(
        row.uid, row.purpose, row.state, row.texts, row.audience, row.authority, row.agrees, row.differs_because, tuple(row.channels), row.numbers, row.crisis_uid,
        row.hazard_uid, row.alert_uid, row.campaign_uid, row.corrects.uid if row.corrects_id else None, row.proposal_uid, row.proposed_by, row.written_by,
        row.released_at, row.expires_at, row.made_at, row.machine_accepted_by is not None,
    )  # fmt: skip


def _own(actor: Actor):
    if actor.sees_all:
        return Message.objects.all()
    return Message.objects.filter(space_id=actor.space, organisation_id=actor.organisation_id)


def row_of(actor: Actor, uid: UUID, *, lock: bool = False) -> Message:
    """The row of a message of the actor's own organisation and space; ``NotFound`` elsewhere. For this room only."""
    rows = _own(actor).select_for_update() if lock else _own(actor)
    row = rows.filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return row


def message(actor: Actor, uid: UUID) -> MessageCard:
    """One message of the own organisation; ``NotFound`` elsewhere."""
    row = _own(actor).select_related("corrects").filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _card(row)


def messages(actor: Actor, *, crisis: UUID | None = None, hazard: UUID | None = None, campaign: UUID | None = None, states: Iterable[str] = (), limit: int = 100) -> list[MessageCard]:
    """Messages of the own organisation, newest first."""
    rows = _own(actor).select_related("corrects")
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    if hazard is not None:
        rows = rows.filter(hazard_uid=hazard)
    if campaign is not None:
        rows = rows.filter(campaign_uid=campaign)
    if states:
        rows = rows.filter(state__in=list(states))
    return [_card(row) for row in rows.order_by("-made_at", "-id")[:limit]]


def sent_about(actor: Actor, *, hazard: UUID | None = None, alerts: Iterable[UUID] = ()) -> list[MessageCard]:
    """Messages that already left, or are leaving, about a hazard or any of these alerts: what an Update or Cancel must correct."""
    rows = _own(actor).filter(state__in=["sending", "sent", "withdrawn"]).exclude(purpose="correct").select_related("corrects")
    alerts = list(alerts)
    if alerts:
        rows = rows.filter(alert_uid__in=alerts)
    if hazard is not None:
        rows = rows.filter(hazard_uid=hazard)
    return [_card(row) for row in rows.order_by("released_at")] if alerts or hazard is not None else []


def _rows(actor: Actor, uid: UUID):
    return Delivery.objects.within(actor).filter(message__uid=uid)


def deliveries_of(actor: Actor, uid: UUID, *, states: Iterable[str] = (), limit: int = 200) -> list[DeliveryCard]:
    """Deliveries of a message that the actor may see, newest first."""
    rows = _rows(actor, uid)
    if states:
        rows = rows.filter(state__in=list(states))
    return [_delivery(row) for row in rows.order_by("-id")[:limit]]


def _delivery(row: Delivery) -> DeliveryCard:
    return DeliveryCard(
        row.uid, row.person_id, row.channel, row.language, row.state, row.neutral, row.machine, row.via is not None, row.attempts, row.fault, row.parts,
        row.handed_over_at, row.ended_at, row.case_uid,
    )  # fmt: skip


def states_of(actor: Actor, uid: UUID, ids: Iterable[int] | None = None) -> dict[int, str]:
    """How a message stands with each person (of these, or of all): the best state over all channels, by person id."""
    return _best(_rows(actor, uid), ids)


def states_in(actor: Actor, campaign: UUID, ids: Iterable[int] | None = None) -> dict[int, str]:
    """The same over all messages of a campaign: the question and each time it was asked again."""
    held = list(Message.objects.filter(campaign_uid=campaign).values_list("id", flat=True))
    return _best(Delivery.objects.within(actor).filter(message_id__in=held), ids)


def _best(rows, ids: Iterable[int] | None) -> dict[int, str]:
    rows = rows.exclude(person=None)
    if ids is not None:
        rows = rows.filter(person_id__in=list(ids))
    held: dict[int, list[str]] = {}
    for person_id, state in rows.values_list("person_id", "state"):
        held.setdefault(person_id, []).append(state)
    return {person_id: rules.stands(states) for person_id, states in held.items()}


def counts_of(actor: Actor, uid: UUID) -> StateCounts:
    """How a message stands, in numbers, as far as the actor may see. Three statements, whatever the number of deliveries."""
    best: Counter[str] = Counter(states_of(actor, uid).values())
    channels: dict[str, dict[str, int]] = {}
    for channel, state, n in _rows(actor, uid).values_list("channel", "state").annotate(n=Count("id")).order_by("channel"):
        channels.setdefault(channel, {})[state] = n
    shared, parts = 0, 0
    for via, n in _rows(actor, uid).filter(channel="sms", state__in=rules.LEFT).values_list("via", "parts"):
        shared, parts = shared + (via is not None), parts + n
    return StateCounts(dict(best), channels, shared, parts)


def calls(actor: Actor, *, message: UUID | None = None, limit: int = 200) -> list[CallLine]:
    """Whom to call now: names, numbers and what to say, longest waiting first; only people and numbers that the actor may see."""
    rows = Delivery.objects.within(actor).filter(channel="call_list", state="waiting", space=actor.space)
    if message is not None:
        rows = rows.filter(message__uid=message)
    rows = list(rows.order_by("attempts", "id").select_related("message")[:limit])
    cards = {card.id: card for card in people.cards(actor, ids=[row.person_id for row in rows], contacts=True)}
    out = []
    for row in rows:
        card = cards.get(row.person_id)
        point = next((p for p in card.contacts if p.uid == row.contact_uid), None) if card else None
        if point is None or not point.may_call:
            continue
        reason = point.owner == "own" and point.may_say_who
        uid = row.message.uid if row.message_id else None
        out.append(CallLine(row.uid, card.uid, card.name, point.value, card.languages, row.text, row.language, reason, point.hours, row.attempts, uid))
    return out


def hazard_choices(actor: Actor, at: datetime) -> list[tuple[str, str]]:
    """Hazards that somebody may write about now, as the room of hazards answers: (uid, title)."""
    return [pair for answer in ask("messaging.hazards", actor, at) for pair in answer]


def proposal_ended(uid: UUID, at: datetime) -> bool:
    """Whether a proposal to release waits no longer for a second person."""
    return not Proposal.objects.filter(uid=uid, state="waiting", expires_at__gt=at).exists()

"""Cards of hazards, alerts, assessments, feeds and receipts. Nothing here holds anything of a person but counts under visible labels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max, Q, Sum

from safeconduct.hazards import rules
from safeconduct.hazards.models import Alert, Assessment, Count, Feed, Hazard, Receipt
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound

SEVERITIES = ("Extreme", "Severe", "Moderate", "Minor", "Unknown", "")


@dataclass(frozen=True)
class HazardCard:
    """A hazard as pages and other rooms see it."""

    uid: UUID
    kind: str
    name: str
    names: dict
    onset: datetime | None
    expires: datetime | None
    current: bool
    estimated: bool
    bands: tuple[dict, ...]
    bbox: tuple[float, float, float, float] | None
    crisis_uid: UUID | None
    changed_at: datetime
    joined_uid: UUID | None = None
    counted_at: datetime | None = None


@dataclass(frozen=True)
class AlertCard:
    """One message of one source: what it says in each of its languages, what we made of it, whether it still stands."""

    uid: UUID
    hazard_uid: UUID | None
    source: str
    identifier: str
    sender: str
    sender_name: str
    sent: datetime
    status: str
    msg_type: str
    kind: str
    severity: str
    urgency: str
    certainty: str
    effective: datetime | None
    onset: datetime | None
    expires: datetime | None
    infos: tuple[dict, ...]
    warnings: tuple[str, ...]
    proposes: bool
    why: tuple[str, ...]
    estimated: bool
    received_at: datetime
    withdrawn_at: datetime | None
    withdrawn_by: UUID | None


@dataclass(frozen=True)
class AssessmentCard:
    """A judgement that is asked for: by which rule, why, until when, with how many people of the own organisation inside."""

    uid: UUID
    hazard_uid: UUID | None
    hazard_name: str
    rule: str
    reasons: tuple[str, ...]
    inside_low: int | None
    inside_high: int | None
    opened_at: datetime
    due_at: datetime
    state: str
    closed_at: datetime | None
    conclusion: str


@dataclass(frozen=True)
class FeedCard:
    """An address that is watched, and how it went last."""

    uid: UUID
    name: str
    url: str
    every_seconds: int
    active: bool
    last_ok_at: datetime | None
    last_error_at: datetime | None
    last_error: str
    looked_at: datetime | None


@dataclass(frozen=True)
class ReceiptCard:
    """What became of a file or an answer of a feed."""

    uid: UUID
    name: str
    feed: str
    outcome: str
    reason: str
    alerts: int
    received_at: datetime


@dataclass(frozen=True)
class Threat:
    """A hazard in the list: its worst severity and sources, whether it may propose, and how many are inside (None: not counted for this reader)."""

    hazard: HazardCard
    severity: str
    sources: tuple[str, ...]
    proposes: bool
    certain: int | None
    possible: int | None


def _card(row: Hazard) -> HazardCard:
    bbox = (row.west, row.south, row.east, row.north) if row.west is not None else None
    return HazardCard(
        row.uid, row.kind, row.name, row.names, row.onset, row.expires, row.current, row.estimated, tuple(row.bands), bbox, row.crisis_uid, row.changed_at,
        row.joined_uid, row.counted_at,
    )  # fmt: skip


def _alert(row: Alert) -> AlertCard:
    return AlertCard(
        row.uid, row.hazard.uid if row.hazard_id else None, row.source, row.identifier, row.sender, row.sender_name, row.sent, row.status, row.msg_type, row.kind,
        row.severity, row.urgency, row.certainty, row.effective, row.onset, row.expires, tuple(row.infos), tuple(row.warnings), row.proposes, tuple(row.why),
        row.estimated, row.received_at, row.withdrawn_at, row.withdrawn_by,
    )  # fmt: skip


def hazard(actor: Actor, uid: UUID) -> HazardCard:
    """One hazard of the actor's space; ``NotFound`` elsewhere."""
    row = Hazard.objects.filter(uid=uid, space_id=actor.space).first()
    if row is None:
        raise NotFound()
    return _card(row)


def hazards(actor: Actor, *, current: bool | None = None, crisis: UUID | None = None, limit: int = 100) -> list[HazardCard]:
    """Hazards of the actor's space, newest change first; what was joined to another is left out."""
    rows = Hazard.objects.filter(space_id=actor.space, joined_uid=None)
    if current is not None:
        rows = rows.filter(current=current)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    return [_card(row) for row in rows.order_by("-changed_at")[:limit]]


def threats(actor: Actor, *, current: bool = True, limit: int = 60) -> list[Threat]:
    """
    The list: what may propose first, then by how bad, then by how many are inside. Three statements.

    Counts are those kept by label, so that nobody sees more than their labels show; a right that holds in one place or crisis
    only is not counted here.
    """
    rows = list(Hazard.objects.filter(space_id=actor.space, joined_uid=None, current=current).order_by("-changed_at")[: 5 * limit])
    ids = [row.id for row in rows]
    told: dict[int, list[tuple]] = {}
    alerts = Alert.objects.filter(hazard_id__in=ids, withdrawn_at=None).values_list("hazard_id", "severity", "source", "sender_name", "proposes")
    for hazard_id, *rest in alerts:
        told.setdefault(hazard_id, []).append(rest)
    counts = {} if actor.places or actor.crises else _counts(actor, ids)
    out = []
    for row in rows:
        said = told.get(row.id, [])
        worst = min((s for s, *_ in said), key=lambda s: SEVERITIES.index(s) if s in SEVERITIES else 4, default="")
        sure, may = (None, None) if row.counted_at is None or actor.places or actor.crises else counts.get(row.id, (0, 0))
        names = tuple(dict.fromkeys(name or source.upper() for _, source, name, _ in said))
        out.append(Threat(_card(row), worst, names, any(p for *_, p in said), sure, may))
    out.sort(key=lambda one: (not one.proposes, SEVERITIES.index(one.severity) if one.severity in SEVERITIES else 4, -(one.possible or 0)))
    return out[:limit]


def _counts(actor: Actor, ids: list[int]) -> dict[int, tuple[int, int]]:
    rows = Count.objects.filter(hazard_id__in=ids)
    if not actor.sees_all:
        rows = rows.filter(label_id__in=sorted(actor.labels or ()))
    return {h: (sure, may) for h, sure, may in rows.values_list("hazard_id").annotate(Sum("certain"), Sum("possible"))}


def alerts_of(actor: Actor, uid: UUID) -> list[AlertCard]:
    """The alerts that tell of a hazard, newest first."""
    return [_alert(row) for row in Alert.objects.filter(hazard__uid=uid, space_id=actor.space).select_related("hazard").order_by("-sent", "-id")]


def alert(actor: Actor, uid: UUID) -> AlertCard:
    """One alert; ``NotFound`` elsewhere."""
    row = Alert.objects.filter(uid=uid, space_id=actor.space).select_related("hazard").first()
    if row is None:
        raise NotFound()
    return _alert(row)


def alerts_behind(actor: Actor, *, alert: UUID | None = None, hazard: UUID | None = None) -> list[AlertCard]:
    """The alerts because of which a message was written (it keeps the uids of both), newest first, with whether each still stands and what took it back."""
    rows = Alert.objects.filter(space_id=actor.space).filter(Q(uid=alert) if alert else Q(hazard__uid=hazard))
    if alert:
        taking = list(rows.exclude(withdrawn_by=None).values_list("withdrawn_by", flat=True))
        rows = Alert.objects.filter(space_id=actor.space, uid__in=[alert, *taking])
    return [_alert(row) for row in rows.select_related("hazard").order_by("-sent", "-id")]


def authority(actor: Actor, uid: UUID, language: str = "en") -> dict[str, Any]:
    """
    The issuing authority's instruction for a hazard: ``name``, ``time`` (ISO), ``instruction``, ``language``, ``headline``, ``alert``; empty where none speaks.

    Of the alerts that stand the newest that instructs, in the language asked for, else English, else its first.
    """
    rows = Alert.objects.filter(hazard__uid=uid, space_id=actor.space, withdrawn_at=None).exclude(msg_type="Cancel").order_by("-sent", "-id")
    for row in rows[:50]:
        blocks = [info for info in row.infos if info.get("instruction")]
        if blocks:
            wanted = (language.split("-")[0], "en")
            best = min(blocks, key=lambda info: wanted.index(tag) if (tag := info["language"].split("-")[0].lower()) in wanted else 2)
            return {
                "name": best.get("sender_name") or row.sender_name or row.sender, "time": row.sent.isoformat(), "instruction": best["instruction"],
                "language": best["language"], "headline": best.get("headline", ""), "alert": str(row.uid), "scope_public": True,
            }  # fmt: skip
    return {}


def known_as(card: HazardCard, language: str) -> tuple[str, str]:
    """The name of a hazard in the reader's language where its alerts have it, else as it came; and which language that is."""
    for tag, name in card.names.items():
        if tag.split("-")[0].lower() == language.split("-")[0].lower():
            return name, tag
    tag = next((tag for tag, name in card.names.items() if name == card.name), "")
    return card.name, tag


def standing(uid: UUID) -> list[dict[str, Any]]:
    """What the trigger rules need of the alerts of a hazard that stand: source, kind, whether it proposes, parameters."""
    rows = Alert.objects.filter(hazard__uid=uid, withdrawn_at=None).exclude(msg_type="Cancel")
    return [
        {"source": row.source, "kind": row.kind, "proposes": row.proposes, "parameters": [tuple(pair) for info in row.infos for pair in info.get("parameters", ())]}
        for row in rows
    ]


def offers(actor: Actor, uid: UUID) -> list[HazardCard]:
    """Hazards of other sources that may be the same event: offered to a person, who joins them or not."""
    row = Hazard.objects.filter(uid=uid, space_id=actor.space).first()
    if row is None or row.onset is None or row.joined_uid:
        return []
    near = timedelta(hours=1)
    rows = Hazard.objects.filter(space_id=actor.space, kind=row.kind, joined_uid=None, onset__gte=row.onset - near, onset__lte=row.onset + near).exclude(id=row.id)
    rows = list(rows[:50])
    sources: dict[int, set[tuple[str, str]]] = {one.id: set() for one in (row, *rows)}
    for hazard_id, source, sender in Alert.objects.filter(hazard_id__in=list(sources)).values_list("hazard_id", "source", "sender"):
        sources[hazard_id].add((source, sender))
    return [_card(one) for one in rows if sources[one.id] != sources[row.id] and rules.same_event(_told(row), _told(one))]


def _told(row: Hazard) -> rules.Told:
    """A hazard as the rule of joining sees it: the middle is the smallest circle's, else that of the box."""
    circles = [circle for band in row.bands for circle in band["circles"]]
    box = (row.west, row.south, row.east, row.north) if row.west is not None else None
    if circles:
        lon, lat, _km = min(circles, key=lambda circle: circle[2])
    else:
        lon, lat = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) if box else (None, None)
    return rules.Told(row.kind, row.onset, lon, lat, box)


def assessments(actor: Actor, *, only_open: bool = True, hazard: UUID | None = None) -> list[AssessmentCard]:
    """Assessments of the own organisation, the one due first on top."""
    rows = Assessment.objects.filter(organisation_id=actor.organisation_id).filter(Q(hazard=None) | Q(hazard__space_id=actor.space)).select_related("hazard")
    if only_open:
        rows = rows.filter(state="open")
    if hazard is not None:
        rows = rows.filter(hazard__uid=hazard)
    return [
        AssessmentCard(
            r.uid, r.hazard.uid if r.hazard_id else None, r.hazard.name if r.hazard_id else "", r.rule, tuple(r.reasons), r.inside_low, r.inside_high, r.opened_at,
            r.due_at, r.state, r.closed_at, r.conclusion,
        )
        for r in rows.order_by("due_at")[:100]
    ]  # fmt: skip


def feeds(actor: Actor) -> list[FeedCard]:
    """The addresses that are watched in the actor's space, those in trouble first."""
    rows = Feed.objects.filter(space_id=actor.space).order_by("-active", "name")
    cards = [FeedCard(r.uid, r.name, r.url, r.every_seconds, r.active, r.last_ok_at, r.last_error_at, r.last_error, r.looked_at) for r in rows]
    return sorted(cards, key=lambda one: (not one.active, not one.last_error))


def receipts(actor: Actor, *, limit: int = 60, uids: list[UUID] | None = None) -> list[ReceiptCard]:
    """What came last and what became of it, newest first; or these receipts in their own order."""
    rows = Receipt.objects.filter(space_id=actor.space).select_related("feed")
    rows = rows.filter(uid__in=uids).order_by("id") if uids is not None else rows.order_by("-id")
    return [ReceiptCard(r.uid, r.name, r.feed.name if r.feed_id else "", r.outcome, r.reason, r.alerts, r.received_at) for r in rows[:limit]]


def last_receipt_at(actor: Actor) -> datetime | None:
    """When something came last."""
    return Receipt.objects.filter(space_id=actor.space).aggregate(at=Max("received_at"))["at"]

"""Who is accounted for, who is not yet, and why. Every count ends in the label, so it obeys the firewall without reading a row."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count as Number
from django.db.models import Q

from safeconduct.checkins import rules
from safeconduct.checkins.models import Answer, Ask, Standing
from safeconduct.checkins.queries.asks import CampaignCard
from safeconduct.kernel.actors import Actor
from safeconduct.messaging import queries as messages
from safeconduct.people import queries as people

ASKED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Count:
    """People of one record kind (on_file, provisional) at one standing."""

    record: str
    state: str
    reason: str
    reached: bool
    people: int


def counts(actor: Actor, crisis: UUID) -> list[Count]:
    """Everybody of a crisis, once, by record, standing, reason and whether reached. One statement."""
    rows = Standing.objects.within(actor).filter(crisis_uid=crisis).values("record", "state", "reason", "reached").annotate(n=Number("id")).order_by()
    return [Count(r["record"], r["state"], r["reason"], r["reached"], r["n"]) for r in rows]


def many_from_one_source(actor: Actor, crisis: UUID) -> int:
    """The people of a crisis whose answer came through the open door with many others from one place in the network. One statement."""
    return Answer.objects.within(actor).filter(crisis_uid=crisis, many_from_one_source=True).values("person_id").distinct().count()


@dataclass(frozen=True)
class NotYet:
    """Somebody at a standing; ``reason`` says why somebody is not yet accounted for."""

    uid: UUID
    person: people.PersonCard
    reason: str
    band: int
    certain: bool
    record: str
    since: datetime
    state: str = "not_yet"
    new_number: bool = False


# the figures that are more than one standing
GROUPS = {
    "any": Q(), "accounted": ~Q(state="not_yet"), "reached": Q(reached=True) | ~Q(state="not_yet"), "not_in_need": ~Q(state="needs_assistance"),
    "moved_on": Q(state__in=("assisted", "relocated", "departed", "arrived", "handed_over")),
}  # fmt: skip


def in_group(count: Count, state: str) -> bool:
    """Whether the people of a count stand at this standing, or in this group of standings."""
    if state == "reached":
        return count.reached or count.state != "not_yet"
    if state == "moved_on":
        return count.state in ("assisted", "relocated", "departed", "arrived", "handed_over")
    return {"any": True, "accounted": count.state != "not_yet", "not_in_need": count.state != "needs_assistance"}.get(state, count.state == state)


def not_yet(actor: Actor, crisis: UUID, *, reason: str = "", state: str = "not_yet", record: str = "", after: UUID | None = None, limit: int = 50) -> list[NotYet]:
    """
    People at a standing or in one of `GROUPS`, the worst band first, ``limit`` after the row ``after`` (keyset). Four statements.
    """
    rows = Standing.objects.within(actor).filter(GROUPS.get(state, Q(state=state)), crisis_uid=crisis)
    if reason:
        rows = rows.filter(reason=reason)
    if record:
        rows = rows.filter(record=record)
    if after is not None:
        last = rows.filter(uid=after).values_list("band", "id").first()
        if last is not None:
            rows = rows.filter(Q(band__lt=last[0]) | Q(band=last[0], id__gt=last[1]))
    rows = list(rows.order_by("-band", "id")[:limit])
    cards = {c.id: c for c in people.cards(actor, ids=[r.person_id for r in rows], contacts=True)}
    new = set(Answer.objects.within(actor).filter(uid__in=[r.answer_uid for r in rows if r.answer_uid], new_number=True).values_list("uid", flat=True))
    return [NotYet(r.uid, cards[r.person_id], r.reason, r.band, r.certain, r.record, r.since, r.state, r.answer_uid in new) for r in rows if r.person_id in cards]


def standing_of(actor: Actor, crisis: UUID, person_id: int) -> Standing | None:
    """Where one person stands."""
    return Standing.objects.within(actor).filter(crisis_uid=crisis, person_id=person_id).first()


def silent(actor: Actor, card: CampaignCard) -> list[UUID]:
    """Those whom this campaign asked and of whom nobody has heard, the worst band first; nobody who declined in this crisis."""
    waiting = Standing.objects.within(actor).filter(crisis_uid=card.crisis_uid, state="not_yet", reason__in=rules.SILENT)
    asked = Ask.objects.within(actor).filter(campaign__uid=card.uid, revoked_at=None).values("person_id")
    declined = Answer.objects.within(actor).filter(crisis_uid=card.crisis_uid, said="declined").values("person_id")
    ids = list(waiting.filter(person_id__in=asked).exclude(person_id__in=declined).order_by("-band", "id").values_list("person_id", flat=True)[:ASKED_AT_ONCE])
    uids = {one.id: one.uid for one in people.cards(actor, ids=ids)}
    return [uids[one] for one in ids if one in uids]


@dataclass(frozen=True)
class Again:
    """Whom a second asking would reach: those written to with reviewed texts, with texts of a machine too, those who cannot be written to safely."""

    silent: int
    reviewed: int
    with_machine: int
    not_safe: int
    asked_at: datetime | None


def asked_last(actor: Actor, campaign: UUID) -> datetime | None:
    """When the people of a campaign were asked last."""
    return max((one.made_at for one in messages.messages(actor, campaign=campaign)), default=None)


def again(actor: Actor, card: CampaignCard, at: datetime) -> Again:
    """A second asking in numbers, before anything is sent."""
    uids = silent(actor, card)
    if not uids:
        return Again(0, 0, 0, 0, asked_last(actor, card.uid))
    texts, spec = messages.approved(actor, "are_you_safe").texts, {"people": [str(uid) for uid in uids]}
    plain, machine = (messages.audience(actor, spec, at, texts=texts, channels=rules.CHANNELS, machine_ok=ok) for ok in (False, True))
    return Again(len(uids), plain.reachable, machine.reachable, machine.not_safe + machine.no_contact, asked_last(actor, card.uid))

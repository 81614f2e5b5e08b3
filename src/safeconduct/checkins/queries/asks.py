"""Campaigns and the personal links of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from safeconduct.access.actors import duty
from safeconduct.checkins.models import Answer, Ask, Campaign
from safeconduct.checkins.tokens import digest_of
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound


@dataclass(frozen=True)
class CampaignCard:
    """One asking."""

    uid: UUID
    crisis_uid: UUID
    organisation_id: int
    message_uid: UUID | None
    state: str
    started_at: datetime | None
    ends_at: datetime
    audience: dict


@dataclass(frozen=True)
class AskCard:
    """A personal link or code: nothing of the person is in it."""

    uid: UUID
    campaign: UUID
    crisis_uid: UUID
    organisation_id: int
    over: bool


def _campaign(row: Campaign) -> CampaignCard:
    return CampaignCard(row.uid, row.crisis_uid, row.organisation_id, row.message_uid, row.state, row.started_at, row.ends_at, row.audience)


def campaign(actor: Actor, uid: UUID) -> CampaignCard:
    """One campaign of the own organisation."""
    row = Campaign.objects.filter(uid=uid, space_id=actor.space, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    return _campaign(row)


def any_campaign(uid: UUID) -> CampaignCard:
    """One campaign by its uid alone, for jobs."""
    return _campaign(Campaign.objects.get(uid=uid))


def campaigns(actor: Actor, crisis: UUID | None = None) -> list[CampaignCard]:
    """Campaigns of the own organisation, newest first."""
    rows = Campaign.objects.filter(space_id=actor.space, organisation_id=actor.organisation_id)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    return [_campaign(row) for row in rows.order_by("-id")[:100]]


def running_campaign(organisation_id: int, at: datetime, space: int = 0) -> CampaignCard | None:
    """The newest campaign of an organisation that runs now."""
    row = Campaign.objects.filter(organisation_id=organisation_id, space_id=space, state="running", ends_at__gt=at).order_by("-id").first()
    return _campaign(row) if row else None


def _ask(row: Ask | None, at: datetime) -> AskCard | None:
    if row is None:
        return None
    over = row.revoked_at is not None or row.campaign.state != "running" or row.campaign.ends_at <= at
    return AskCard(row.uid, row.campaign.uid, row.campaign.crisis_uid, row.campaign.organisation_id, over)


def ask_by_token(token: str, at: datetime) -> AskCard | None:
    """The asking behind a personal link, or None."""
    return _ask(Ask.objects.within(duty("checkins.link")).select_related("campaign").filter(token_digest=digest_of(token)).first(), at)


def ask_by_code(code: str, at: datetime) -> AskCard | None:
    """The asking behind a short code that was read over a telephone, or None."""
    return _ask(Ask.objects.within(duty("checkins.link")).select_related("campaign").filter(code=code).order_by("-id").first(), at)


def ask_of(person_id: int, at: datetime) -> AskCard | None:
    """The newest running asking of a person."""
    row = Ask.objects.within(duty("checkins.link")).select_related("campaign").filter(person_id=person_id, campaign__state="running", campaign__ends_at__gt=at).order_by("-id").first()
    return _ask(row, at)


def code_for(person_id: int, campaign_uid: UUID) -> str:
    """The short code of a person in a campaign, for the message to that person."""
    return Ask.objects.within(duty("checkins.link")).filter(person_id=person_id, campaign__uid=campaign_uid).values_list("code", flat=True).first() or ""


def latest_answers(actor: Actor, person_id: int) -> list[Answer]:
    """What was said about a person, newest first, as far as the actor may see."""
    return list(Answer.objects.within(actor).filter(person_id=person_id).order_by("-at")[:50])


def answer_behind(uid: UUID) -> UUID | None:
    """The uid of the person behind an answer; None where it is gone. For receipts only, which nobody but the sender has."""
    from safeconduct.people import queries as people

    actor = duty("checkins.receipt")
    row = Answer.objects.within(actor).filter(uid=uid).values_list("person_id", flat=True).first()
    card = next(iter(people.cards(actor, ids=[row])), None) if row is not None else None
    return card.uid if card else None


def code_of_answer(uid: UUID) -> str:
    """The code under which the sender of an answer is known on the telephone."""
    from safeconduct.people import queries as people

    actor = duty("checkins.receipt")
    row = Answer.objects.within(actor).filter(uid=uid).values_list("person_id", flat=True).first()
    card = next(iter(people.cards(actor, ids=[row])), None) if row is not None else None
    return card.code if card else ""


def readers_of_answer(uid: UUID) -> list:
    """Who read the record behind an answer: organisation, function and purpose; never the officer, never protection units."""
    from safeconduct.access import queries as access

    person = answer_behind(uid)
    return access.readers_of(person) if person else []

"""Ask an audience whether they are safe; end the asking."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action, in_crisis, note
from safeconduct.checkins import queries, rules, tokens
from safeconduct.checkins.models import Ask, CallList, Campaign, Standing
from safeconduct.crises import queries as crises
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_code, new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import actions as messaging
from safeconduct.messaging import queries as messages
from safeconduct.people import queries as people


@action("checkins.start_campaign", about=["campaign", "crisis"], facts=["ends_at"], help_data=True)
def start_campaign(
    actor: Actor, *, campaign: UUID, crisis: UUID, audience: dict[str, Any], ends_at: datetime, channels: list[str] | None = None, accept_machine: bool = False, at: datetime
) -> UUID:
    """
    Ask everybody of an audience "are you safe?", from now until the campaign ends.

    Each gets a personal link, a short code and the question in the own language; the asking itself runs in chunks as a job.
    """
    crises.crisis(actor, crisis)
    in_crisis(crisis)
    message = new_uid()
    row = Campaign.objects.create(
        uid=campaign, space_id=actor.space, crisis_uid=crisis, organisation_id=actor.organisation_id, message_uid=message, audience=audience, state="running",
        started_at=at, ends_at=ends_at, made_by=actor.uid,
    )  # fmt: skip
    messaging.draft_message(
        actor, message=message, crisis=crisis, hazard=UUID(audience["inside"]) if audience.get("inside") else None, template="are_you_safe", audience=audience,
        channels=channels or ["sms", "email"], purpose="ask_status", campaign=campaign, at=at,
    )  # fmt: skip
    enqueue("checkins.ask", campaign=row.uid, actor=actor.uid, unit=actor.unit_id, space=actor.space, accept_machine=int(accept_machine))
    return row.uid


def _own(actor: Actor, uid: UUID) -> Campaign:
    """A campaign of the own organisation and space."""
    row = Campaign.objects.filter(uid=uid, space_id=actor.space).first()
    if row is None or (actor.kind == "person" and row.organisation_id != actor.organisation_id):
        raise NotFound()
    return row


@action("checkins.ask_people", about=["campaign"], help_data=True)
def ask_people(actor: Actor, *, campaign: UUID, ids: list[int], bands: dict[str, Any] | None = None, at: datetime) -> int:
    """Put people of the audience under the question: a link, a code, a standing. At most 200 at a time; twice changes nothing."""
    row = _own(actor, campaign)
    if row.state != "running" or row.ends_at <= at:
        raise rules.CampaignOver()
    in_crisis(row.crisis_uid)
    cards = people.cards(actor, ids=ids)
    known = set(Ask.objects.within(actor).filter(campaign=row, person_id__in=ids).values_list("person_id", flat=True))
    standing = set(Standing.objects.within(actor).filter(crisis_uid=row.crisis_uid, person_id__in=ids).values_list("person_id", flat=True))
    Ask.objects.bulk_create(
        [
            Ask(campaign=row, person_id=c.id, label_id=c.later_label_id, token_digest=tokens.digest_of(tokens.token_of(row.uid, c.uid)), code=new_code(), asked_at=at)
            for c in cards
            if c.id not in known
        ],
        ignore_conflicts=True,
    )
    bands = bands or {}
    Standing.objects.bulk_create(
        [
            Standing(
                crisis_uid=row.crisis_uid, person_id=c.id, label_id=c.later_label_id, record=c.record, state="not_yet", reason="not_delivered", since=at,
                band=bands.get(str(c.id), [0, True])[0], certain=bands.get(str(c.id), [0, True])[1],
            )
            for c in cards
            if c.id not in standing
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    note(people=len(cards))
    return len(cards)


@action("checkins.ask_again", about=["campaign", "message"], facts=["accept_machine"], help_data=True)
def ask_again(actor: Actor, *, campaign: UUID, message: UUID, accept_machine: bool = False, at: datetime) -> int:
    """
    Ask those once more who have not answered or whom the question did not reach, where it is safe to write to them.

    Refuses ``TooSoon`` less than 12 hours after the last asking, ``NobodyToAsk`` where nobody silent can be written to safely.
    """
    row = _own(actor, campaign)
    if row.state != "running" or row.ends_at <= at:
        raise rules.CampaignOver()
    in_crisis(row.crisis_uid)
    rules.check_ask_again(queries.asked_last(actor, row.uid), at)
    found = queries.silent(actor, queries.any_campaign(row.uid))
    audience = {"people": [str(uid) for uid in found]}
    texts = messages.approved(actor, "are_you_safe").texts
    if not found or not messages.audience(actor, audience, at, texts=texts, channels=rules.CHANNELS, machine_ok=accept_machine).reachable:
        raise rules.NobodyToAsk()
    messaging.draft_message(
        actor, message=message, crisis=row.crisis_uid, template="are_you_safe", audience=audience, channels=list(rules.CHANNELS), purpose="ask_status", campaign=row.uid, at=at
    )
    messaging.release(actor, message=message, accept_machine=accept_machine, at=at)
    note(people=len(found))
    return len(found)


@action("checkins.end_campaign", about=["campaign"], help_data=True)
def end_campaign(actor: Actor, *, campaign: UUID, at: datetime) -> UUID:
    """End the asking: every personal link and code and every call list ends with it."""
    row = _own(actor, campaign)
    row.state, row.ends_at = "ended", min(row.ends_at, at)
    row.save(update_fields=["state", "ends_at"])
    CallList.objects.filter(campaign=row, ended_at=None, until__gt=at).update(ended_at=at)
    in_crisis(row.crisis_uid)
    return row.uid

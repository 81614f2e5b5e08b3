"""What check-ins do when an SMS comes in, and what they answer to the rooms below."""

from __future__ import annotations

from uuid import UUID

from safeconduct.access.actors import duty
from safeconduct.checkins import actions, tokens
from safeconduct.checkins.actions import hearing
from safeconduct.checkins.models import Answer, Ask, CallItem, CallList, Campaign, Standing
from safeconduct.checkins.queries import asks
from safeconduct.kernel.verbs import answers, on
from safeconduct.messaging.rules import without
from safeconduct.people.labelling import relabel_rows

OUR_MODELS = (("checkins.Ask", Ask, "asked_at"), ("checkins.Answer", Answer, "at"), ("checkins.Standing", Standing, "since"), ("checkins.CallItem", CallItem, "at"))


@answers("messaging.placeholders")
def placeholders(*, person_id: int, person_uid: UUID, campaign: UUID | None, url: str) -> dict[str, str]:
    """The personal link and the short code of a person in a campaign."""
    if campaign is None:
        return {}
    return {"link": f"{url}/my/i/{tokens.token_of(campaign, person_uid)}", "code": asks.code_for(person_id, campaign)}


@answers("people.relabel")
def relabel(*, person_id, label_id, later_label_id, since) -> None:
    """Asks, answers and standings of a person take the new labels."""
    for _name, model, made in OUR_MODELS:
        if model is CallItem:
            CallItem.objects.within(duty("people.relabel")).filter(person_id=person_id).update(label_id=later_label_id)
        else:
            relabel_rows(model, made, person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)


@answers("people.erase")
def erase(person_id: int) -> None:
    """Everything that was asked and said goes."""
    for _name, model, _made in OUR_MODELS:
        model.objects.within(duty("people.erase")).filter(person_id=person_id).delete()


@answers("people.forgotten")
def out_of_audiences(*, people: list[UUID]) -> None:
    """Who is erased stands on no list of people who are asked."""
    for row in Campaign.objects.exclude(audience={}):
        kept = without(row.audience, people)
        if kept != row.audience:
            Campaign.objects.filter(id=row.id).update(audience=kept)


@answers("people.merge")
def merge(from_id: int, into_id: int) -> None:
    """Answers and standings go over, each with its label; where both stand in a crisis, the newer standing stays."""
    actor = duty("people.merge")
    Answer.objects.within(actor).filter(person_id=from_id).update(person_id=into_id)
    CallItem.objects.within(actor).filter(person_id=from_id).update(person_id=into_id)
    for row in Ask.objects.within(actor).filter(person_id=from_id):
        if Ask.objects.within(actor).filter(campaign_id=row.campaign_id, person_id=into_id).exists():
            row.delete()
        else:
            Ask.objects.within(actor).filter(id=row.id).update(person_id=into_id)
    for row in Standing.objects.within(actor).filter(person_id=from_id):
        held = Standing.objects.within(actor).filter(crisis_uid=row.crisis_uid, person_id=into_id).first()
        if held is None:
            Standing.objects.within(actor).filter(id=row.id).update(person_id=into_id, record="on_file")
            continue
        if row.since >= held.since:
            Standing.objects.within(actor).filter(id=held.id).update(state=row.state, reason=row.reason, since=row.since, answer_uid=row.answer_uid, reached=True)
        Standing.objects.within(actor).filter(id=row.id).delete()


for _answer in (relabel, erase, merge):
    _answer.models = {name for name, _model, _made in OUR_MODELS}


@on("messaging.receive_inbound")
def heard(actor, *, answer, inbound, channel, address, text, at, **_more) -> None:
    """A text that came in may be an answer, or a cry for help."""
    hearing.hear(actor, inbound=answer["inbound"], told=answer, channel=channel, address=address, text=text, at=at)


@on("crises.close_crisis")
def end_with_crisis(actor, *, crisis, at, **_more) -> None:
    """Campaigns end with their crisis."""
    for row in Campaign.objects.filter(crisis_uid=crisis, state="running"):
        actions.end_campaign(actor, campaign=row.uid, at=at)
    CallList.objects.filter(campaign__crisis_uid=crisis, ended_at=None).update(ended_at=at)


@answers("people.keep")
def keep_while_not_accounted_for(person_id: int, at) -> bool:
    """Nobody is forgotten while a question about them runs and they are not accounted for."""
    running = Campaign.objects.filter(state="running").values("crisis_uid")
    return Standing.objects.within(duty("people.keep")).filter(person_id=person_id, state="not_yet", crisis_uid__in=running).exists()

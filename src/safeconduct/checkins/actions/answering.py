"""Answers: by link, by code, by SMS, by an officer or a warden, and through the open door. One verb, which may be sent twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.gate import action, concerns, in_crisis, mark, note
from safeconduct.cases import actions as cases
from safeconduct.cases import queries as cases_queries
from safeconduct.checkins import rules
from safeconduct.checkins.models import Answer, Ask, Campaign, Standing
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions as people_actions
from safeconduct.people import queries as people
from safeconduct.people.rules import NewPerson

ROUGH_M = 1000  # what a position is worth of which nobody says how sure it is


def finder(actor: Actor) -> Actor:
    """The duty of the open door: it must find a row before it knows whose it is, and shows nothing of it."""
    from safeconduct.access.actors import duty

    return duty("checkins.answer", space=actor.space)


@action("checkins.answer", facts=["said", "by", "way", "people"], help_data=True)
def answer(
    actor: Actor, *, client_id: UUID, said: str, by: str = "self", way: str, ask: UUID | None = None, person: UUID | None = None, crisis: UUID | None = None,
    people_count: int = 1, words: str = "", where_text: str = "", needs: list[str] | None = None, language: str = "", answer_by: str = "", new_number: bool = False,
    position: tuple[float, float] | None = None, accuracy_m: int = ROUGH_M, many_from_one_source: bool = False, at: datetime,
    received_at: datetime | None = None,
) -> dict[str, Any]:  # fmt: skip
    """
    Take what somebody says about themselves or another: link, code, SMS, officer and warden are the same verb.

    The same ``client_id`` again changes nothing and returns the first answer. Refuses ``CampaignOver`` for a link or code that
    ended, ``NotSaid`` for what is no answer. A request for help opens a case and returns its code.
    """
    rules.check_said(said)
    held = Answer.objects.within(finder(actor)).filter(client_id=client_id).first()
    if held is not None:
        return _told(actor, held)
    card, campaign, crisis_uid = _whose(actor, ask, person, crisis, at)
    mark(card.later_label_id)
    in_crisis(crisis_uid)
    concerns("person", card.uid)
    row = Answer(
        uid=new_uid(), client_id=client_id, campaign=campaign, crisis_uid=crisis_uid, person_id=card.id, label_id=card.later_label_id, said=said, by=by, way=way,
        new_number=new_number, people=max(people_count, 1), at=at, received_at=received_at or at, many_from_one_source=many_from_one_source,
    )  # fmt: skip
    row.note, row.where_text = words, where_text
    if said == "needs_assistance":
        row.case_uid = _case(actor, card, row, crisis_uid, needs or [], words, where_text, language, answer_by, position, at)
    row.save()
    if crisis_uid is not None:
        _stand(actor, card, row, crisis_uid)
    if position is not None and by != "another":
        people_actions.move_position(
            finder(actor), person=card.uid, lon=position[0], lat=position[1], accuracy_m=accuracy_m, source="answer", as_of=at, at=at
        )
    return _told(actor, row)


def _whose(actor: Actor, ask: UUID | None, person: UUID | None, crisis: UUID | None, at: datetime):
    """Of whom an answer speaks, in which campaign and crisis."""
    if ask is not None:
        row = Ask.objects.within(finder(actor)).select_related("campaign").filter(uid=ask).first()
        if row is None:
            raise NotFound()
        if row.revoked_at is not None or row.campaign.state != "running" or row.campaign.ends_at <= at:
            raise rules.CampaignOver()
        card = next(iter(people.cards(finder(actor), ids=[row.person_id])), None)
        if card is None:
            raise NotFound()
        return card, row.campaign, row.campaign.crisis_uid
    card = next(iter(people.cards(actor if actor.kind == "person" else finder(actor), uids=[person])), None) if person else None
    if card is None:
        raise NotFound()
    campaign = Campaign.objects.filter(crisis_uid=crisis, state="running").order_by("-id").first() if crisis else None
    return card, campaign, crisis


def _case(actor, card, row, crisis_uid, needs, words, where_text, language, answer_by, position, at) -> UUID:
    """The case of a request: a new one, or the open one that hears more."""
    held = cases_queries.open_case_of(finder(actor), card.id, crisis_uid)
    if held is not None and held.state != "closed":
        cases.hear(finder(actor), case=held.uid, text=words or ", ".join(needs) or "2", language=language, needs=needs, at=at)
        return held.uid
    made = new_uid()
    cases.open_case(
        actor, case=made, person=card.uid, person_id=card.id, label=card.later_label_id, needs=needs, people=row.people, story=words, where_text=where_text, way=row.way,
        language=language or (card.languages[0] if card.languages else "en"), path=card.path, crisis=crisis_uid, answer_by=answer_by or card.answer_by, position=position,
        answer=row.uid, many_from_one_source=row.many_from_one_source, at=at,
    )  # fmt: skip
    return made


def _stand(actor: Actor, card, row: Answer, crisis_uid: UUID) -> None:
    """Bring the person's standing to the newest answer."""
    held = Standing.objects.within(finder(actor)).filter(crisis_uid=crisis_uid, person_id=card.id).first()
    if held is None:
        held = Standing(uid=new_uid(), crisis_uid=crisis_uid, person_id=card.id, record=card.record, since=row.at, state="not_yet", reason="no_answer")
    elif held.answer_uid is not None and not rules.newer(row.at, held.since):
        return
    held.label_id = card.later_label_id
    held.state, held.reason = rules.state_after(said=row.said, by=row.by, before=held.state)
    held.since, held.answer_uid, held.reached = row.at, row.uid, held.reached or row.by != "another"
    held.save()


def _told(actor: Actor, row: Answer) -> dict[str, Any]:
    """What the sender is told: the code of the case, where there is one."""
    code = cases_queries.code_of(finder(actor), row.case_uid) if row.case_uid else ""
    return {"answer": row.uid, "code": code, "case": row.case_uid}


@action("checkins.come_forward", facts=["said", "way", "people_count", "language"], help_data=True)
def come_forward(
    actor: Actor, *, client_id: UUID, person: UUID, said: str, owner: int, way: str, language: str, by: str = "self", name: str = "", contact: str = "", people_count: int = 1,
    words: str = "", where_text: str = "", needs: list[str] | None = None, answer_by: str = "", new_number: bool = False, crisis: UUID | None = None, country: str = "", path: str = "",
    position: tuple[float, float] | None = None, accuracy_m: int = ROUGH_M, many_from_one_source: bool = False, at: datetime,
) -> dict[str, Any]:  # fmt: skip
    """
    The open door: anybody, with no link, document, status, nationality or account, for themselves or for another.

    The record is provisional and counted apart; it is offered for matching and never merged silently. A name may be missing.
    ``many_from_one_source`` marks what came with many others; it is kept as every other.
    """
    rules.check_said(said)
    held = Answer.objects.within(finder(actor)).filter(client_id=client_id).first()
    if held is not None:
        return _told(actor, held)
    contacts = ({"kind": "phone", "value": contact, "owner": "own", "may_call": answer_by == "call", "may_write": answer_by in ("write", ""), "may_say_who": False},) if contact else ()
    told = NewPerson(
        names=({"full": name or "–"},), languages=(language,), country=country, path=path, contacts=contacts, regime="unknown", basis="vital_interest", purpose="assistance",
        consent_language=language, how="implicit", answer_by=answer_by,
        position={"lon": position[0], "lat": position[1], "accuracy_m": accuracy_m, "source": "answer", "as_of": at} if position else None,
    )  # fmt: skip
    if people.cards(finder(actor), uids=[person]):
        person = new_uid()  # whether that name is taken is told to nobody
    people_actions.register_person(actor, person=person, told=told, owner=owner, source="open_door", record="provisional", crisis=crisis, at=at)
    told_back = answer(
        finder(actor), client_id=client_id, said=said, by=by, way=way, person=person, crisis=crisis, people_count=people_count, words=words, where_text=where_text,
        needs=needs, language=language, answer_by=answer_by, new_number=new_number, position=position, accuracy_m=accuracy_m, many_from_one_source=many_from_one_source, at=at,
    )  # fmt: skip
    note(forward=1)
    enqueue("people.match", person=person)
    return told_back

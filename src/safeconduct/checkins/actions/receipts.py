"""What a person does with a receipt: say how to be answered, take the answer back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access.gate import action, concerns, in_crisis, mark
from safeconduct.cases import actions as cases
from safeconduct.checkins.actions.answering import finder
from safeconduct.checkins.models import Answer
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions as people_actions
from safeconduct.people import queries as people


def _answer(actor: Actor, uid: UUID) -> Answer:
    row = Answer.objects.within(finder(actor)).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    in_crisis(row.crisis_uid)
    return row


@action("checkins.say_how", about=["answer"], facts=["how"], help_data=True)
def say_how(actor: Actor, *, answer: UUID, how: str, telephone: str = "", country: str = "", at: datetime) -> UUID:
    """
    The person says how we may answer: call, write, only when I write first, I will come back with my code.

    A telephone that is left is written to or called only where the person said so; it is never assumed to be the person's alone.
    Where it is none that was on file, the answer is marked as one from a new number.
    """
    row = _answer(actor, answer)
    if how not in ("call", "write", "only_when_i_write", "code", ""):
        raise NotFound()
    card = next(iter(people.cards(finder(actor), ids=[row.person_id], contacts=True)), None)
    if card is None:
        raise NotFound()
    concerns("person", card.uid)
    if row.case_uid and how:
        cases.say_how(actor, case=row.case_uid, how=how, at=at)
    number = people.read_telephone(telephone, country)
    if number:
        if number not in {point.value for point in card.contacts} and not row.new_number:
            row.new_number = True
            row.save(update_fields=["new_number"])
        people_actions.add_contact(
            finder(actor), contact=new_uid(), person=card.uid, kind="phone", value=number, owner="unknown", may_write=how == "write", may_call=how == "call",
            may_leave_message=False, may_say_who=False, at=at,
        )  # fmt: skip
    return row.uid


@action("checkins.take_back", about=["answer"], help_data=True)
def take_back(actor: Actor, *, answer: UUID, at: datetime) -> int:
    """
    The person takes the answer back.

    Somebody who only came forward is erased at once, with everything; of somebody on file the consent for this crisis is
    withdrawn and the own words are blanked, while that an answer came stays, as a fact without content.
    """
    row = _answer(actor, answer)
    card = next(iter(people.cards(finder(actor), ids=[row.person_id])), None)
    if card is None:
        raise NotFound()
    if card.record == "provisional":
        people_actions.erase_person(finder(actor), person=card.uid, because="asked", at=at)
        return 1
    row.note, row.where_text = "", ""
    row.save()
    if row.case_uid:
        cases.blank(actor, case=row.case_uid, at=at)
    return 0

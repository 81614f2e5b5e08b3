"""Before a crisis: somebody asks to be warned, in their own words, with no officer and no account."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid5

from safeconduct.access.gate import action, concerns, mark
from safeconduct.checkins import rules
from safeconduct.checkins.actions.answering import finder
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import actions as people_actions
from safeconduct.people import queries as people
from safeconduct.people.rules import NewPerson

SENT = UUID("6f0b3c1e-6d0a-5c57-9f5e-3b8a52a7c9d1")  # namespace of what telephones sent


@action("checkins.register_self", facts=["language"], help_data=True)
def register_self(
    actor: Actor, *, client_id: UUID, owner: int, name: str = "", language: str, telephone: str, whose: str = "unknown", safe: bool = False, country: str, path: str = "",
    where_text: str = "", until: date | None = None, today: date, at: datetime,
) -> str:  # fmt: skip
    """
    Anybody asks to be warned of danger, before a crisis, with no document, status, nationality or account; returns a code.

    The record is provisional, counted apart and for warnings only. Who may be the same is looked for afterwards by a job and
    decided by an officer, so that neither the answer nor its time tells whether somebody is on file. The same ``client_id``
    again changes nothing. Refuses ``NotADay``, and ``NotARecord`` for a telephone that can be none.
    """
    rules.check_until(until, today=today)
    person = uuid5(SENT, str(client_id))
    held = _code(actor, person)
    if held:
        return held
    stay = {"kind": "trip" if until else "residence", "country": country, "path": path, "to_date": until, "address": where_text}
    contact = {"kind": "phone", "value": telephone, "owner": whose, "may_write": safe, "may_call": False, "may_leave_message": False, "may_say_who": safe and whose == "own"}
    told = NewPerson(
        names=({"full": name or "–"},), languages=(language,), country=country, path=path or country, contacts=(contact,), stays=(stay,) if until or where_text else (),
        regime="unknown", purpose="warn", basis="consent_explicit", consent_language=language,
    )  # fmt: skip
    people_actions.register_person(actor, person=person, told=told, owner=owner, source="self", record="provisional", at=at)
    enqueue("people.match", person=person)
    return _code(actor, person)


def _code(actor: Actor, person: UUID) -> str:
    """The code of a record that was put on file here; empty where there is none."""
    try:
        card = people.card(finder(actor), person)
    except NotFound:
        return ""
    mark(card.later_label_id)
    concerns("person", card.uid)
    return card.code

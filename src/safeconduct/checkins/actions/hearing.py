"""What an SMS that came in means for the room of check-ins: an answer, a request, or something for a person to read."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access.actors import duty
from safeconduct.access.queries import operating_organisation
from safeconduct.cases import actions as cases
from safeconduct.cases import queries as cases_queries
from safeconduct.checkins import rules
from safeconduct.checkins.actions.answering import answer, come_forward
from safeconduct.checkins.queries import asks
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging import queries as messages
from safeconduct.people import actions as people_actions
from safeconduct.people import queries as people
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.standards.answers import words

SAID = {"safe": "safe", "help": "needs_assistance"}


def hear(actor: Actor, *, inbound: UUID, told: dict[str, Any], channel: str, address: str, text: str, at: datetime) -> None:
    """
    Take a text that came in as an answer where it is one, and tell the sender what is true.

    A text from exactly one known person is that person's answer; a cry for help from a number that several people share, or
    that nobody has, comes through the open door at once; everything else waits to be read by an officer.
    """
    if told["again"] or told["understood"] in ("stop", "wrong_person"):
        return
    kind = told["understood"]
    if told["unique"]:
        card = next(iter(people.cards(duty("checkins.sms"), uids=told["people"])), None)
        taken = card is not None and kind in SAID and (_whether_it_holds(card, told, text, at) or _whether_help_came(actor, card, kind, at))
        if card is not None and kind in SAID and not taken:
            _known(actor, inbound, card, kind, text, at)
        if card is not None and kind in SAID:
            messaging.handle_inbound(actor, inbound=inbound, understood=kind, person=card.uid, at=at)
        elif card is not None:
            _into_the_case(card, text, at)
            _tell(card.uid, "sms.got_unclear", card.languages, card.country, at)
        return
    if kind == "help" or (kind == "safe" and not told["people"]):
        _unknown(actor, inbound, kind, address, text, not told["people"], at)


def _into_the_case(card: people.PersonCard, text: str, at: datetime) -> None:
    """What answers our question "What do you need?" stands in the case too; an officer reads it among the texts all the same."""
    held = cases_queries.open_case_of(duty("checkins.sms"), card.id)
    if held is not None and held.state != "closed" and cases_queries.asks_what(duty("checkins.sms"), held.uid):
        cases.hear(duty("checkins.sms"), case=held.uid, text=text, language=card.languages[0] if card.languages else "en", at=at)


def _whether_it_holds(card: people.PersonCard, told: dict[str, Any], text: str, at: datetime) -> bool:
    """
    Whether the text answers our half-yearly question, with 1 or a bare yes, and nothing newer was asked.

    It is not counted as "I am safe" in a crisis: that is not what was asked. Words that say safe are.
    """
    since = messages.asked_since(card.id)
    if since is None or told["understood"] != "safe" or (words(text) != ("1",) and told["certain"]):
        return False
    held = cases_queries.open_case_of(duty("checkins.sms"), card.id)
    if asks.ask_of(card.id, at) or (held is not None and held.state == "closed" and held.closed_at >= since):
        return False
    people_actions.say_it_holds(duty("checkins.sms"), person=card.uid, at=at)
    _tell(card.uid, "sms.received_neutral", card.languages, card.country, at)
    return True


def _whether_help_came(actor: Actor, card: people.PersonCard, kind: str, at: datetime) -> bool:
    """Whether the text answers our question if help came: 1 yes, 2 no."""
    held = cases_queries.open_case_of(duty("checkins.sms"), card.id)
    if held is None or held.state != "closed":
        return False
    cases.say_whether_help_came(duty("checkins.sms"), case=held.uid, came=kind == "safe", at=at)
    if kind == "help":
        _tell(card.uid, "sms.got_help", card.languages, card.country, at, code=held.code)
    return True


def _known(actor: Actor, inbound: UUID, card: people.PersonCard, kind: str, text: str, at: datetime) -> None:
    """The answer of somebody on file."""
    ask = asks.ask_of(card.id, at)
    open_crises = crises.covering(0, card.path) if card.path else []
    crisis = ask.crisis_uid if ask else open_crises[0].uid if open_crises else None
    language = card.languages[0] if card.languages else "en"
    told = answer(
        duty("checkins.sms"), client_id=inbound, person=card.uid, crisis=crisis, said=SAID[kind], way="sms", words=text if kind == "help" else "", language=language, at=at
    )
    _tell(card.uid, f"sms.got_{kind}", card.languages, card.country, at, code=told["code"], ask=cases_queries.asks_what(duty("checkins.sms"), told["case"]), reader=operating_organisation(ask.organisation_id if ask else None))


def _unknown(actor: Actor, inbound: UUID, kind: str, address: str, text: str, new: bool, at: datetime) -> None:
    """Somebody whom we do not know, or not which one of several: through the open door, and answered at that number."""
    operator = operating_organisation()
    if operator is None:
        return
    running = asks.running_campaign(operator.id, at)
    held = [c for c in crises.crises(duty("checkins.sms"), status="open") if c.controller_id == operator.id]
    crisis = running.crisis_uid if running else held[0].uid if held else None
    chosen = next((c for c in held if c.uid == crisis), None)
    country = chosen.paths[0].split("/")[0] if chosen and chosen.paths else ""
    language = _language(country)
    person = new_uid()
    told = come_forward(
        duty("checkins.sms"), client_id=inbound, person=person, said=SAID[kind], owner=operator.id, way="sms", language=language, contact=address, words=text,
        answer_by="write", new_number=new, crisis=crisis, country=country, path=chosen.paths[0] if chosen and chosen.paths else "", at=at,
    )  # fmt: skip
    messaging.handle_inbound(actor, inbound=inbound, understood=kind, person=person, at=at)
    _tell(person, f"sms.got_{kind}", (language,), country, at, code=told["code"], ask=cases_queries.asks_what(duty("checkins.sms"), told["case"]), reader=operator)


def _language(country: str) -> str:
    catalogue = {one if isinstance(one, str) else one.code for one in load.catalogue_languages()}
    return next((code for code in load.fallback((), country or None) if code in catalogue), "en")


def _tell(person: UUID, key: str, languages, country: str, at: datetime, code: str = "", ask: bool = False, reader=None) -> None:
    """
    Tell the sender only what is true; on a telephone that others read, less.

    ``ask`` asks what is needed where nobody knows. Where nobody of the ``reader`` is on duty, that stands first, with the number to call.
    """
    needed = load.sentence(key).placeholders
    _text, language = load.say("sms.received_neutral", languages or ("en",), country or None)
    numbers = rules.numbers_in_words(places.emergency_numbers(country), language) if "numbers" in needed else ""
    if "numbers" in needed and not numbers:  # no number is better than one that may not answer
        key, numbers = "sms.code", ""
        needed = load.sentence(key).placeholders
    values = {name: value for name, value in (("code", code), ("numbers", numbers)) if name in needed}
    text = load.sentence(key).say(language, **values)
    if numbers and reader is not None and not cases_queries.on_duty(reader.id, at):
        text = f"{load.sentence('danger.nobody_on_duty').say(language, numbers=numbers)} {load.sentence('sms.code').say(language, code=code)}"
    if ask:
        text = f"{text} {load.sentence('help.question').say(language)}"
    neutral = load.sentence("sms.received_neutral").say(language)
    if code and "code" in needed:
        neutral = f"{neutral} {code}"
    messaging.say(duty("checkins.sms"), delivery=new_uid(), person=person, text=text, neutral=neutral, language=language, reply=True, optional=True, at=at)

"""Our questions to one person, put by a safe way or not at all: whether what was told still holds, whether a consent that ends is given again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings

from safeconduct.access import labels
from safeconduct.access.queries import organisation_name
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import sight
from safeconduct.messaging.actions.speaking import say
from safeconduct.messaging.queries.holding import token_of
from safeconduct.people import queries as people
from safeconduct.standards import load


def _to_whom(person_id: int, at: datetime):
    """The person, and with whose eyes the organisation that answers for the record writes; (None, None, None) where it does not see the person."""
    found = next(iter(people.cards(sight.everything(), ids=[person_id])), None)
    if found is None:
        return None, None, None
    parts = labels.parts_of(found.later_label_id)
    sender = sight.of_organisation(parts.owner, parts.space, at)
    return (found, sender, parts) if people.cards(sender, uids=[found.uid]) else (None, None, None)


def put_consent_question(person_id: int, at: datetime) -> UUID | None:
    """
    Ask somebody, in the own language, whether we go on warning of danger: 1 is yes; returns the delivery's uid, None where there is no safe way.

    On a telephone that others use nothing is asked, for a yes to a text that tells nothing is no consent: such a person is called.
    """
    found, sender, parts = _to_whom(person_id, at)
    if sender is None:
        return None
    start, language = load.say("register.start", found.languages, found.country or None)
    yes, stop = (load.sentence(key).say(language) for key in ("page.yes", "sms.stop"))
    text = f"{organisation_name(parts.owner)}: {start}? 1: {yes}. {stop}"
    return say(sender, delivery=new_uid(), person=found.uid, text=text, language=language, optional=True, at=at)


def put_question(person_id: int, at: datetime) -> UUID | None:
    """
    Ask somebody, in the own language, inside a verb that is running; returns the delivery's uid, None where there is no safe way.

    The sender is the organisation that answers for the record, and it sees no more than it always does. A telephone that
    others use gets the text that tells nothing, without the link.
    """
    found, sender, parts = _to_whom(person_id, at)
    if sender is None:
        return None
    delivery = new_uid()
    text, language = load.say("sms.still", found.languages, found.country or None, office=organisation_name(parts.owner))
    link = load.sentence("sms.link").say(language, link=f"{settings.PUBLIC_URL}/my/h/{token_of(delivery)}")
    neutral = load.sentence("sms.ask_neutral").say(language)
    return say(sender, delivery=delivery, person=found.uid, text=f"{text} {link}", neutral=neutral, language=language, optional=True, at=at)

"""With whose eyes a message is delivered: those of the unit that released it, as they are at the moment of sending."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from safeconduct.access import actors, labels
from safeconduct.access.models import Label, Organisation
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.messaging.models import Message


def of_message(row: Message, at: datetime) -> Actor:
    """The sight of whoever released the message, cut to where they may release; of their organisation where they are gone."""
    if row.released_by and row.unit_uid:
        person = actors.acting(row.released_by, row.unit_uid, at, space=row.space_id)
        if person.may("messaging.release"):
            return replace(person.narrowed("messaging.release"), kind="job", duty="messaging.deliver")
    return of_organisation(row.organisation_id, row.space_id, at)


def of_organisation(organisation_id: int, space: int, at: datetime) -> Actor:
    """What an organisation sees of a space, without any function."""
    state = Organisation.objects.filter(id=organisation_id).values_list("state", flat=True).get()
    seen = labels.visible(space=space, organisation=organisation_id, state=state, functions=(), not_firewalled=False, user_id=None, at=at)
    return Actor(kind="job", organisation_id=organisation_id, state=state, space=space, labels=seen, duty="messaging.deliver")


def of_reality() -> Actor:
    """Everybody in reality and nobody of an exercise: for a text that came in, before it is known whose it is."""
    return replace(everything(), labels=frozenset(Label.objects.filter(space_id=REALITY).values_list("id", flat=True)))


def everything() -> Actor:
    """The duty of delivering: rows must be found that nobody in particular may see. Used by jobs, gateways and slots only."""
    return actors.duty("messaging.deliver")

"""One text to one person, and alarms to duty telephones."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import translation
from django.utils.translation import gettext as _

from safeconduct.access import labels
from safeconduct.access.gate import action, concerns, note
from safeconduct.access.models import Organisation
from safeconduct.access.rules import LabelParts
from safeconduct.jobs.runner import enqueue
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import rules
from safeconduct.messaging.models import Delivery
from safeconduct.messaging.queries.audience import leaves, stopped_of
from safeconduct.messaging.segments import segments
from safeconduct.people import queries as people
from safeconduct.people.queries import choosing


@action("messaging.say", about=["case"], facts=["language"], help_data=True)
def say(
    actor: Actor, *, delivery: UUID, person: UUID, text: str, language: str, neutral: str = "", case: UUID | None = None, crisis: UUID | None = None,
    reply: bool = False, optional: bool = False, machine: bool = False, at: datetime,
) -> UUID | None:  # fmt: skip
    """
    Write one text to one person by the first safe way: SMS, e-mail, else a call by an officer. Returns the delivery's uid.

    ``neutral`` goes to a telephone that others use; without one such a person is put on the call list. ``reply`` answers
    what the person just wrote. Where there is no safe way it refuses ``NoSafeWay``, or returns None if ``optional``.
    """
    card = next(iter(people.cards(actor, uids=[person])), None)
    if card is None:
        raise NotFound()
    held = next(iter(choosing.reach(actor, [card.id], at)), None)
    way = _way(held, reply, bool(neutral)) if held else None
    if way is None or way.reason:
        if optional:
            return None
        raise rules.NoSafeWay()
    space = actor.space or labels.parts_of(card.label_id).space  # a duty that writes to somebody of an exercise is in it
    row = Delivery(
        uid=delivery, space=space, person_id=card.id, label_id=card.later_label_id, contact_uid=way.point.uid, index=way.point.index,
        channel=leaves(space, way.channel), language=language, neutral=way.neutral, machine=machine, reply=reply, case_uid=case, crisis_uid=crisis, made_at=at,
    )  # fmt: skip
    points = people.contact_points(actor, [card.id]).get(card.id, ())
    row.address = next(p.value for p in points if p.uid == way.point.uid)
    row.text = rules.finished(neutral if way.neutral else text, language)
    row.parts = segments(row.text).parts if row.channel == "sms" else 1
    row.save()
    concerns("person", card.uid)
    note(channel=row.channel)
    enqueue("messaging.deliver_loose")
    return row.uid


def _way(held: choosing.ReachCard, reply: bool, neutral_exists: bool) -> rules.Route:
    stopped = () if reply else stopped_of(point.index for point in held.points)
    return rules.route(held.points, rules.CHANNELS, stopped=stopped, answer_by=held.answer_by, reply=reply, neutral_exists=neutral_exists)


@action("messaging.alarm", facts=["code", "triage", "minutes"])
def alarm(
    actor: Actor, *, telephone: str, code: str, triage: int, minutes: int, language: str = "en", organisation: int | None = None, delivery: UUID | None = None, at: datetime
) -> UUID:
    """Tell a duty telephone by SMS that a request waits unopened. The text names a code, a class and a time, nobody."""
    with translation.override(language):
        text = _("Request %(code)s, class T%(triage)s, has waited %(minutes)s minutes and nobody opened it.") % {"code": code, "triage": triage, "minutes": minutes}
    return _to_office(actor, telephone, text, language, organisation, delivery, at)


@action("messaging.tell_officer", facts=["code", "triage"])
def tell_officer(actor: Actor, *, telephone: str, code: str, triage: int, language: str = "en", delivery: UUID | None = None, at: datetime) -> UUID:
    """Tell an officer's office telephone by SMS that a request was put into their hands. The text names a code and a class, nobody."""
    with translation.override(language):
        text = _("Request %(code)s, class T%(triage)s, was put into your hands. Open it and answer.") % {"code": code, "triage": triage}
    return _to_office(actor, telephone, text, language, None, delivery, at)


def _to_office(actor: Actor, telephone: str, text: str, language: str, organisation: int | None, delivery: UUID | None, at: datetime) -> UUID:
    owner = organisation or actor.organisation_id or Organisation.objects.order_by("id").values_list("id", flat=True).first()
    row = Delivery(
        uid=delivery or new_uid(), space=actor.space, label_id=labels.intern(LabelParts(actor.space, owner, 0, frozenset())), channel=leaves(actor.space, "sms"),
        language=language, parts=segments(text).parts, made_at=at,
    )  # fmt: skip
    row.address, row.text = telephone, text
    row.save()
    enqueue("messaging.deliver_loose")
    return row.uid

"""What people send to us: kept, understood where it can be, else read by a person. Stop means stop."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.access import labels
from safeconduct.access.gate import action, concerns, mark, note
from safeconduct.access.models import Organisation
from safeconduct.access.rules import LabelParts
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import sight
from safeconduct.messaging.actions.moving import drop_waiting
from safeconduct.messaging.actions.speaking import say
from safeconduct.messaging.channels import settings_of
from safeconduct.messaging.models import Delivery, Inbound, Refusing
from safeconduct.people import queries as people
from safeconduct.people.queries import PersonCard, contact_index
from safeconduct.standards import load
from safeconduct.standards.answers import understand

LONGEST = 2000  # signs of a text that is kept


def tidy(address: str) -> str:
    """A telephone as +251911234567, however the gateway writes it; anything else as it came."""
    digits = re.sub(r"[\s().-]", "", address)
    if re.fullmatch(r"00\d{7,15}", digits):
        return f"+{digits[2:]}"
    return f"+{digits}" if re.fullmatch(r"\d{8,15}", digits) else digits


@action("messaging.receive_inbound", about=["inbound"], facts=["channel"])
def receive_inbound(actor: Actor, *, inbound: UUID, channel: str, provider_id: str, address: str, text: str, at: datetime) -> dict[str, Any]:
    """
    Keep a text that somebody sent, and say whose it is and what it means.

    It is a person's only where exactly one person has that address; else all who have it are left to an officer. The answer:
    {"inbound", "people", "unique", "understood", "certain", "again"}; ``again`` is True where this text was already here.
    Rooms above listen to this verb.
    """
    address = tidy(address)
    kind = "email" if "@" in address else "phone"
    index = contact_index(kind, address)
    found = people.by_contact(sight.of_reality(), kind, address)
    held = Inbound.objects.within(sight.everything()).filter(channel=channel, provider_id=provider_id).first()
    if held is not None:
        return _answer(held.uid, found, held.understood, held.certain, again=True)
    meant = understand(text, {language for card in found for language in card.languages})
    only = found[0] if len(found) == 1 else None
    row = Inbound(
        uid=inbound, label_id=_label(found, channel, index), channel=channel, provider_id=provider_id[:80], index=index, person_id=only.id if only else None,
        understood=meant.kind, certain=meant.certain, candidates=len(found), received_at=at,
    )  # fmt: skip
    row.address, row.text = address, text[:LONGEST]
    row.save()
    if only:
        concerns("person", only.uid)
    note(understood=meant.kind, certain=meant.certain, candidates=len(found))
    if meant.kind == "stop":
        _stop(actor, row, only, at)
    elif meant.kind == "wrong_person":
        _refuse([index], at)
    elif meant.kind == "help":
        Refusing.objects.filter(index=index).delete()  # who cries for help wants an answer
    return _answer(row.uid, found, meant.kind, meant.certain, again=False)


def _answer(uid: UUID, found: list[PersonCard], kind: str, certain: bool, *, again: bool) -> dict[str, Any]:
    return {"inbound": uid, "people": [card.uid for card in found], "unique": len(found) == 1, "understood": kind, "certain": certain, "again": again}


def _label(found: list[PersonCard], channel: str, index: str) -> int:
    if found:
        return labels.strictest(card.later_label_id for card in found)
    last = Delivery.objects.within(sight.of_reality()).filter(index=index).order_by("-id").values_list("label_id", flat=True).first()
    if last is not None:
        return last
    rows = Organisation.objects.order_by("id").values_list("id", flat=True)
    named = settings_of(channel).get("organisation")
    owner = (rows.filter(uid=named).first() if named else None) or rows.first()
    return labels.intern(LabelParts(REALITY, owner, 0, frozenset()))


def _stop(actor: Actor, row: Inbound, only: PersonCard | None, at: datetime) -> None:
    """Nothing more goes to this address; where it is one person's, to none of that person's addresses by any channel."""
    indexes = [row.index]
    if only is not None:
        indexes += [point.index for point in people.contact_points(sight.of_reality(), [only.id]).get(only.id, ())]
    _refuse(indexes, at)
    row.handled_at = at
    row.save(update_fields=["handled_at"])
    if only is not None:
        text, language = load.say("sms.stopped", only.languages, only.country or None)
        neutral, _language = load.say("sms.received_neutral", [language])
        say(sight.of_reality(), delivery=new_uid(), person=only.uid, text=text, neutral=neutral, language=language, reply=True, optional=True, at=at)


def _refuse(indexes: Iterable[str], at: datetime) -> None:
    indexes = set(indexes)
    known = set(Refusing.objects.filter(index__in=indexes).values_list("index", flat=True))
    Refusing.objects.bulk_create([Refusing(index=index, since=at) for index in sorted(indexes - known)])
    drop_waiting(at, "stopped", index__in=sorted(indexes))


@action("messaging.handle_inbound", about=["inbound", "person"], facts=["understood"], help_data=True)
def handle_inbound(actor: Actor, *, inbound: UUID, understood: str, person: UUID | None = None, at: datetime) -> UUID:
    """
    Somebody read a text that came in and says what it means and whose it is; or a room above has dealt with it.

    ``understood``: safe, help, stop, wrong_person, other, unclear. A stop that a machine missed takes effect here.
    """
    seen = sight.everything() if actor.kind == "gateway" else actor
    row = Inbound.objects.within(seen).filter(uid=inbound).first()
    if row is None:
        raise NotFound()
    mark(row.label_id)
    if person is not None:
        card = next(iter(people.cards(seen, uids=[person])), None)
        if card is None:
            raise NotFound()
        row.person_id, row.label_id = card.id, card.later_label_id
    row.understood, row.certain, row.handled_at, row.handled_by = understood, True, at, actor.uid
    row.save()
    if understood == "stop":
        only = next(iter(people.cards(seen, ids=[row.person_id])), None) if row.person_id else None
        _stop(actor, row, only, at)
    return row.uid


@action("messaging.allow_again", about=["person"], help_data=True)
def allow_again(actor: Actor, *, person: UUID, at: datetime) -> int:
    """The person who said stop asks to be written to again; returns how many addresses are open again."""
    card = next(iter(people.cards(actor, uids=[person], contacts=True)), None)
    if card is None:
        raise NotFound()
    mark(card.label_id)
    count, _kinds = Refusing.objects.filter(index__in=[point.index for point in card.contacts]).delete()
    return count

"""What messaging does when a person's record changes, and when a second person decides."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.verbs import answers, on
from safeconduct.messaging import sight
from safeconduct.messaging.actions.holding import put_consent_question, put_question
from safeconduct.messaging.actions.moving import drop_waiting, pass_on
from safeconduct.messaging.actions.releasing import decline_release
from safeconduct.messaging.channels import outbox
from safeconduct.messaging.models import Audience, Delivery, Inbound, Message
from safeconduct.messaging.rules import without
from safeconduct.people.labelling import relabel_rows
from safeconduct.people.queries import choosing

COUNTED = {
    "total": _("people in the audience"), "reachable": _("of them are written to"), "not_safe": _("are not safely reachable"), "no_contact": _("have no contact on file"),
    "no_text": _("have no text in a language that they read"), "neutral": _("get the neutral text"), "shared": _("share a telephone with somebody who gets it"),
    "fell_back": _("get it in another language than their first"), "parts": _("SMS parts"), "machine": _("get a text that no person has reviewed"),
    "no_ground": _("have no ground on record that covers being warned"),
}  # fmt: skip
OUR_MODELS = {"messaging.Delivery", "messaging.Inbound"}


@answers("access.counted")
def counted_in_words() -> dict:
    """What the numbers of a message that waits for a second person count."""
    return COUNTED


@answers("people.relabel")
def relabel(*, person_id: int, label_id: int, later_label_id: int, since: datetime | None) -> None:
    """A person's deliveries and texts take the new labels."""
    relabel_rows(Delivery, "made_at", person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)
    relabel_rows(Inbound, "received_at", person_id=person_id, label_id=label_id, later_label_id=later_label_id, since=since)


@answers("people.withdrawn")
def withdrawn(*, person_id: int, at: datetime) -> None:
    """Who took back every consent, or let it lapse, is not written to; who took back what covers warnings gets none: what waits ends in the same transaction."""
    if choosing.without_ground([person_id], at):
        drop_waiting(at, "withdrawn", person_id=person_id)
    elif not choosing.covered(sight.everything(), [person_id], at, danger=True):
        drop_waiting(at, "withdrawn", person_id=person_id, message__isnull=False)


@answers("people.question")
def ask_whether_it_holds(*, person_id: int, at: datetime) -> None:
    """The half-yearly question leaves by the first safe way; who has none is asked by nobody."""
    put_question(person_id, at)


@answers("people.consent_ends")
def ask_for_consent_again(*, person_id: int, at: datetime) -> None:
    """A consent to be warned that ends soon is asked for again by the first safe way; who has none is asked by nobody."""
    put_consent_question(person_id, at)


@answers("people.erase")
def erase(person_id: int) -> None:
    """Every text to and from the person goes, also out of the outbox; a text for others on the same telephone goes on."""
    seen = sight.everything()
    rows = Delivery.objects.within(seen).filter(person_id=person_id)
    held = list(rows.values_list("uid", "index"))
    own = {index for _uid, index in held if index}
    own -= set(Delivery.objects.within(seen).filter(index__in=own).exclude(person_id=person_id).values_list("index", flat=True))
    pass_on(person_id)
    Inbound.objects.within(seen).filter(person_id=person_id).delete()
    Inbound.objects.within(seen).filter(person=None, index__in=own).delete()
    Delivery.objects.within(seen).filter(via__in=[uid for uid, _index in held]).update(via=None, index="")
    rows.delete()
    outbox.forget(uid for uid, _index in held)


@answers("people.forgotten")
def out_of_audiences(*, people: list[UUID]) -> None:
    """Who is erased stands on no list of people to whom a message goes."""
    for row in Message.objects.exclude(audience={}):
        kept = without(row.audience, people)
        if kept != row.audience:
            Message.objects.filter(id=row.id).update(audience=kept)
    for row in Audience.objects.filter(asked__has_key="people"):
        kept = without(row.asked, people)
        if not kept:
            row.delete()
        elif kept != row.asked:
            Audience.objects.filter(id=row.id).update(asked=kept)


@answers("crises.closed")
def crisis_closed(*, crisis: UUID, at: datetime) -> None:
    """An audience that was kept for a crisis ends with it."""
    Audience.objects.filter(asked__crisis=str(crisis)).delete()


@answers("people.merge")
def merge(from_id: int, into_id: int) -> None:
    """Texts go over with their labels; where both got the same message by the same channel, one row stays."""
    seen = sight.everything()
    rows = Delivery.objects.within(seen).filter(person_id=from_id)
    twice = set(Delivery.objects.within(seen).filter(person_id=into_id).exclude(message=None).values_list("message_id", "channel"))
    gone = [(pk, uid) for pk, uid, message, channel in rows.values_list("id", "uid", "message_id", "channel") if (message, channel) in twice]
    Delivery.objects.within(seen).filter(via__in=[uid for _pk, uid in gone]).update(via=None, index="")
    Delivery.objects.within(seen).filter(id__in=[pk for pk, _uid in gone]).delete()
    rows.update(person_id=into_id)
    Inbound.objects.within(seen).filter(person_id=from_id).update(person_id=into_id)


for _answer in (relabel, erase, merge):
    _answer.models = OUR_MODELS


@on("access.decide")
def second_person_declined(actor, *, proposal, agree, at, **_more) -> None:
    """A declined release is a draft again."""
    if agree:
        return
    row = Message.objects.filter(proposal_uid=proposal, state="waiting").first()
    if row is not None:
        decline_release(actor, message=row.uid, at=at)


@answers("access.waiting")
def waiting(actor, at) -> list[dict]:
    """Texts that came in and wait to be read."""
    if not actor.may("messaging.see_inbox"):
        return []
    from django.urls import reverse
    from django.utils.translation import gettext

    from safeconduct.messaging import queries

    n = queries.inbox_count(actor.narrowed("messaging.see_inbox"))
    return [{"title": gettext("texts to read"), "url": reverse("messaging:inbox"), "number": n, "late": n > 0}]

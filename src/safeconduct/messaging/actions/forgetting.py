"""Texts go: those of a crisis some months after its end, the others as long after they were written. Only the system calls this."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from safeconduct.access.gate import action, note
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging import sight
from safeconduct.messaging.channels import outbox
from safeconduct.messaging.models import Delivery, Inbound, Message
from safeconduct.people.queries import choosing
from safeconduct.standards.load import retention_rule


def since(at: datetime) -> datetime:
    """Whose crisis ended at this moment or before, or who belongs to none and was made then, goes."""
    return at - timedelta(days=retention_rule("message").keep_days)


def _over(at: datetime) -> Q:
    return Q(crisis_uid__in=crises.over_since(since(at))) | Q(crisis_uid=None, made_at__lte=since(at))


def _deliveries(at: datetime) -> QuerySet:
    kept = choosing.held(at)
    rows = Delivery.objects.within(sight.everything()).filter(_over(at))
    return rows.exclude(person_id__in=kept) if kept else rows


def deliveries_to_forget(at: datetime) -> list[UUID]:
    """Texts to people and to duty telephones whose time is over and that no legal hold keeps."""
    return list(_deliveries(at).order_by("id").values_list("uid", flat=True))


def inbound_to_forget(at: datetime) -> list[UUID]:
    """Texts that came in; one that came during a crisis has the time of that crisis."""
    kept = choosing.held(at)
    rows = Inbound.objects.within(sight.everything()).filter(received_at__lte=since(at)).order_by("id").values_list("uid", "received_at", "person_id")
    return [uid for uid, received, person in rows if person not in kept and not crises.still_matters(received, since(at))]


def messages_to_forget(at: datetime) -> list[UUID]:
    """Messages whose words and audience are no longer needed."""
    rows = Message.objects.filter(_over(at)).exclude(state__in=["waiting", "sending"]).exclude(texts={}, audience={})
    return list(rows.order_by("id").values_list("uid", flat=True))


@action("messaging.forget_texts")
def forget_texts(actor: Actor, *, deliveries: Sequence[UUID] = (), inbound: Sequence[UUID] = (), messages: Sequence[UUID] = (), at: datetime) -> int:
    """Erase these texts to people and from them, and the words and the audience of these messages, where their time is over. Only the system may."""
    if not actor.sees_all:
        raise NotFound()
    seen = sight.everything()
    gone = list(_deliveries(at).filter(uid__in=deliveries).values_list("id", "uid"))
    Delivery.objects.within(seen).filter(via__in=[uid for _pk, uid in gone]).update(via=None, index="")
    Delivery.objects.within(seen).filter(id__in=[pk for pk, _uid in gone]).delete()
    outbox.forget(uid for _pk, uid in gone)
    came = Inbound.objects.within(seen).filter(uid__in=inbound, received_at__lte=since(at)).delete()[0]
    blanked = Message.objects.filter(_over(at), uid__in=messages).update(texts={}, audience={}, authority={}, differs_because="")
    note(deliveries=len(gone), inbound=came, messages=blanked)
    return len(gone) + came + blanked

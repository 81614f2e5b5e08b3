"""What was only for a crisis ends with it: links, codes and call lists at once, answers and standings some months later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.access.actors import duty
from safeconduct.access.gate import action, note
from safeconduct.checkins.models import Answer, Ask, CallItem, CallList, Campaign, Standing
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people.queries import choosing
from safeconduct.standards.load import retention_rule


def _over(name: str, at: datetime) -> dict[type, Q]:
    """Which rows of which tables are over: those of a list end with the crisis, what was said some months after it."""
    since = at - timedelta(days=retention_rule(name).keep_days)
    over = crises.over_since(since)
    if name == "crisis_list":
        return {Ask: Q(campaign__crisis_uid__in=over), CallItem: Q(call_list__campaign__crisis_uid__in=over)}
    return {Answer: Q(crisis_uid__in=over) | Q(crisis_uid=None, received_at__lte=since), Standing: Q(crisis_uid__in=over)}


def to_forget(name: str, at: datetime) -> list[UUID]:
    """The rows of a rule of retention (``crisis_list`` or ``message``) whose time is over and that no legal hold keeps."""
    kept, found = choosing.held(at), []
    for model, over in _over(name, at).items():
        rows = model.objects.within(duty("checkins.forget")).filter(over)
        found += list((rows.exclude(person_id__in=kept) if kept else rows).order_by("id").values_list("uid", flat=True))
    return found


def empty_lists(at: datetime) -> list[UUID]:
    """Campaigns of crises that are closed, of which an audience is left, or a call list with nobody on it."""
    rows = Campaign.objects.filter(crisis_uid__in=crises.over_since(at))
    held = CallList.objects.exclude(id__in=CallItem.objects.within(duty("checkins.forget")).values("call_list_id")).values("campaign_id")
    return list(rows.filter(Q(id__in=held) | ~Q(audience={})).order_by("id").values_list("uid", flat=True))


@action("checkins.forget", facts=["rule"])
def forget(actor: Actor, *, rule: str, rows: Sequence[UUID], at: datetime) -> int:
    """Erase these rows of a rule of retention where their time is over. Only the system may."""
    if not actor.sees_all:
        raise NotFound()
    kept = choosing.held(at)
    gone = sum(model.objects.within(actor).filter(over, uid__in=rows).exclude(person_id__in=kept).delete()[0] for model, over in _over(rule, at).items())
    note(erased=gone)
    return gone


@action("checkins.forget_lists", about=["campaigns"])
def forget_lists(actor: Actor, *, campaigns: Sequence[UUID], at: datetime) -> int:
    """Erase call lists without rows and the audience of these campaigns; that there was one stays, as a fact without people. Only the system may."""
    if not actor.sees_all:
        raise NotFound()
    over = Campaign.objects.filter(uid__in=campaigns, crisis_uid__in=crises.over_since(at))
    left = CallItem.objects.within(actor).values("call_list_id")
    gone = CallList.objects.filter(campaign__in=over).exclude(id__in=left).delete()[0]
    over.update(audience={})
    note(lists=gone)
    return gone

"""Wardens and their lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from safeconduct.access.models import Grant
from safeconduct.checkins import rules
from safeconduct.checkins.models import Answer, CallItem, CallList, Warden
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import queries as people
from safeconduct.people.rules import is_protected


@dataclass(frozen=True)
class ListedPerson:
    """A name and a telephone, nothing else about the person; and what the calls brought."""

    uid: UUID
    name: str
    names: tuple[dict, ...]
    telephones: tuple[str, ...]
    hours: str
    language: str
    tries: int
    outcome: str


@dataclass(frozen=True)
class ListCard:
    """A call list with its one holder and its end."""

    uid: UUID
    number: str
    warden: str
    campaign: UUID
    crisis_uid: UUID
    made_at: datetime
    until: datetime
    people: tuple[ListedPerson, ...] = ()
    size: int = 0
    tried: int = 0
    signed_on: date | None = None


def said_no(actor: Actor, crisis: UUID, ids) -> set[int]:
    """Who of these people declined in a crisis."""
    return set(Answer.objects.within(actor).filter(crisis_uid=crisis, person_id__in=ids, said="declined").values_list("person_id", flat=True))


def may_be_called(card: people.PersonCard, declined: set[int]) -> bool:
    """Whether somebody may stand on a warden's list now: nobody under a regime, nobody who declined or asked us not to begin, nobody whom it is not safe to call."""
    safe = any(c.kind == "phone" and c.may_call for c in card.contacts)
    return rules.may_be_on_list(protected=is_protected(card.regime), declined=card.id in declined or card.answer_by in rules.NEVER_FIRST, may_call=safe)


def wardens(actor: Actor) -> list[Warden]:
    """Wardens of the own organisation, with the account of each who has one."""
    return list(Warden.objects.filter(organisation_id=actor.organisation_id).select_related("user").order_by("path"))


def accounts(organisation_id: int | None, at: datetime) -> list[tuple[UUID, str]]:
    """The accounts that hold the role of a warden in an organisation now, and no other role anywhere: uid and name, by name. One statement."""
    roles: dict[tuple[UUID, str], set] = {}
    for role, owner, uid, name in (
        Grant.objects.filter(Q(until=None) | Q(until__gt=at), user__is_active=True, user__grants__role="warden", user__grants__unit__organisation_id=organisation_id)
        .distinct().values_list("role", "unit__organisation_id", "user__uid", "user__name")
    ):  # fmt: skip
        roles.setdefault((uid, name), set()).add((role, owner))
    return sorted((one for one, held in roles.items() if {role for role, _owner in held} == {"warden"} and ("warden", organisation_id) in held), key=lambda one: one[1])


def call_lists(actor: Actor, campaign: UUID | None = None, at: datetime | None = None) -> list[ListCard]:
    """Lists that are out: an officer sees the organisation's, a warden the own."""
    rows = CallList.objects.select_related("warden", "campaign").filter(warden__organisation_id=actor.organisation_id)
    if {right.role for right in actor.rights} == {"warden"}:
        rows = rows.filter(warden__user_id=actor.user_id)
    if campaign is not None:
        rows = rows.filter(campaign__uid=campaign)
    if at is not None:
        rows = rows.filter(until__gt=at, ended_at=None)
    out = []
    for row in rows.order_by("-made_at")[:100]:
        items = CallItem.objects.within(actor).filter(call_list_id=row.id)
        out.append(ListCard(row.uid, row.number, row.warden.name, row.campaign.uid, row.campaign.crisis_uid, row.made_at, row.until, (), items.count(), items.exclude(outcome="").count()))
    return out


def call_list(actor: Actor, uid: UUID, at: datetime) -> ListCard:
    """
    One list with its people; ``NotFound`` for whoever does not hold it, and after its end.

    Who came under a regime, declined, or may no longer be called since the list was made stands on it no more.
    """
    row = CallList.objects.select_related("warden", "campaign").filter(uid=uid, warden__organisation_id=actor.organisation_id).first()
    warden_only = {right.role for right in actor.rights} == {"warden"}
    if row is None or row.until <= at or row.ended_at is not None or (warden_only and row.warden.user_id != actor.user_id):
        raise NotFound()
    items = {i.person_id: i for i in CallItem.objects.within(actor).filter(call_list_id=row.id)}
    listed, declined = [], said_no(actor, row.campaign.crisis_uid, list(items))
    for card in people.cards(actor, ids=items, contacts=True):
        if not may_be_called(card, declined):
            continue
        phones = tuple(c.value for c in card.contacts if c.kind == "phone" and c.may_call)
        hours = next((c.hours for c in card.contacts if c.kind == "phone" and c.may_call and c.hours), "")
        item = items[card.id]
        listed.append(ListedPerson(item.uid, card.name, card.names, phones, hours, card.languages[0] if card.languages else "", item.tries, item.outcome))
    listed.sort(key=lambda p: p.name)
    return ListCard(row.uid, row.number, row.warden.name, row.campaign.uid, row.campaign.crisis_uid, row.made_at, row.until, tuple(listed), len(listed), sum(bool(p.outcome) for p in listed), row.warden.signed_on)

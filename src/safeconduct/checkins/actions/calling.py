"""Wardens and their call lists: only their people, for the days of the campaign, nobody under a regime or who declined."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access.gate import action, in_crisis, mark, note
from safeconduct.access.models import User
from safeconduct.checkins import rules
from safeconduct.checkins.actions.answering import answer
from safeconduct.checkins.models import CallItem, CallList, Campaign, Standing, Warden
from safeconduct.checkins.queries import calling as queries
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.people import queries as people

LIST_DAYS = 7
MOST_ON_LIST = 40


@action("checkins.appoint_warden", about=["warden", "user"], facts=["path", "signed_on", "signed_until"])
def appoint_warden(
    actor: Actor, *, warden: UUID, name: str, path: str, languages: list[str], signed_on: date | None, signed_until: date | None, user: UUID | None = None, at: datetime
) -> UUID:
    """
    Somebody of the community takes on a district; the same warden again says anew what holds. Lists are given only while the signed duty to keep names holds.

    With ``user`` the warden signs in and sees only the own lists; without, the account that was tied sees none from now on. Refuses ``NotAWarden`` an account that
    holds no role of a warden in this organisation, or another role beside it; a warden of another organisation is not found.
    """
    row = Warden.objects.filter(uid=warden).first() or Warden(uid=warden, organisation_id=actor.organisation_id)
    if row.organisation_id != actor.organisation_id:
        raise NotFound()
    if user is not None and user not in {uid for uid, _name in queries.accounts(actor.organisation_id, at)}:
        raise rules.NotAWarden()
    row.user = User.objects.get(uid=user) if user else None
    row.path, row.languages, row.signed_on, row.signed_until = path, languages, signed_on, signed_until
    row.name = name
    row.save()
    return row.uid


def _warden(actor: Actor, uid: UUID) -> Warden:
    row = Warden.objects.filter(uid=uid, organisation_id=actor.organisation_id).first()
    if row is None:
        raise NotFound()
    return row


@action("checkins.make_call_list", about=["call_list", "campaign", "warden"], help_data=True)
def make_call_list(actor: Actor, *, call_list: UUID, campaign: UUID, warden: UUID, at: datetime) -> str:
    """
    Give a warden the people of the own district who are not yet accounted for: a name and a telephone, nothing else.

    The list ends with the campaign, with the signed duty, and after a week. Refuses ``NoDuty`` without a signed duty, ``NobodyToCall`` where nobody may be on the list. Returns the list's number.
    """
    row = Campaign.objects.filter(uid=campaign, organisation_id=actor.organisation_id, state="running").first()
    if row is None:
        raise rules.CampaignOver()
    held = _warden(actor, warden)
    if not rules.may_hold_list(signed_on=held.signed_on, signed_until=held.signed_until, today=at.date()):
        raise rules.NoDuty()
    in_crisis(row.crisis_uid)
    chosen = _callable(actor, row, held)
    if not chosen:
        raise rules.NobodyToCall()
    until = min(row.ends_at, at + timedelta(days=LIST_DAYS))
    if held.signed_until is not None:
        until = min(until, datetime.combine(held.signed_until + timedelta(days=1), time(), UTC))
    number = access.record_print(
        actor, uid=new_uid(), kind="call_list", holder=held.name, people=len(chosen), destroy_by=until, place="", crisis=row.crisis_uid, at=at
    )
    made = CallList.objects.create(uid=call_list, campaign=row, warden=held, number=number, made_at=at, until=until)
    CallItem.objects.bulk_create([CallItem(call_list=made, person_id=c.id, label_id=c.later_label_id) for c in chosen])
    note(people=len(chosen))
    return number


def _callable(actor: Actor, row: Campaign, warden: Warden) -> list[people.PersonCard]:
    waiting = Standing.objects.within(actor).filter(crisis_uid=row.crisis_uid, state="not_yet", record="on_file")
    listed = CallItem.objects.within(actor).filter(call_list__campaign=row, call_list__ended_at=None).values("person_id")
    ids = list(waiting.exclude(person_id__in=listed).order_by("-band", "id").values_list("person_id", flat=True)[:2000])
    said_no = queries.said_no(actor, row.crisis_uid, ids)
    out = []
    for card in people.cards(actor, ids=ids, contacts=True):
        inside = not warden.path or card.path == warden.path or card.path.startswith(warden.path.rstrip("/") + "/")
        if inside and queries.may_be_called(card, said_no):
            out.append(card)
        if len(out) == MOST_ON_LIST:
            break
    return sorted(out, key=lambda c: c.name)


@action("checkins.record_call", about=["item"], facts=["outcome", "said"], help_data=True)
def record_call(actor: Actor, *, item: UUID, outcome: str, said: str = "", words: str = "", at: datetime) -> UUID:
    """What a call brought: answered (and what was said), not reached, wrong number."""
    row = CallItem.objects.within(actor).select_related("call_list__campaign", "call_list__warden").filter(uid=item).first()
    if row is None or (actor.kind == "person" and not _holds(actor, row.call_list, at)):
        raise NotFound()
    mark(row.label_id)
    in_crisis(row.call_list.campaign.crisis_uid)
    row.tries, row.outcome, row.at = row.tries + 1, outcome, at
    row.save()
    if outcome == "answered" and said:
        card = next(iter(people.cards(actor, ids=[row.person_id])), None)
        if card is not None:
            answer(actor, client_id=new_uid(), person=card.uid, crisis=row.call_list.campaign.crisis_uid, said=said, by="warden", way="call", words=words, at=at)
    return row.uid


def _holds(actor: Actor, call_list: CallList, at: datetime) -> bool:
    """A warden acts only on the own list and while it lasts; an officer of the organisation on all of them."""
    if call_list.until <= at or call_list.ended_at is not None:
        return False
    warden_role = {right.role for right in actor.rights} == {"warden"}
    return call_list.warden.user_id == actor.user_id if warden_role else call_list.warden.organisation_id == actor.organisation_id

"""Asking in chunks, and keeping the reasons of those not yet accounted for true."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from safeconduct.access import actors
from safeconduct.access.gate import in_chunks
from safeconduct.access.models import Unit, User
from safeconduct.checkins import actions, rules
from safeconduct.checkins.models import Campaign, Standing
from safeconduct.hazards import queries as hazards
from safeconduct.jobs.runner import every, job
from safeconduct.messaging import actions as messaging
from safeconduct.messaging import queries as messages
from safeconduct.people import queries as people


@job("checkins.ask")
def ask(progress, campaign, actor, unit, space, accept_machine):
    """Put the audience under the question, then let the message go."""
    now = timezone.now()
    row = Campaign.objects.get(uid=campaign)
    if row.state != "running" or row.ends_at <= now:
        return
    who = actors.person(User.objects.get(uid=actor), Unit.objects.select_related("organisation").get(id=unit), now, space=space)
    bands = {}
    if row.audience.get("inside"):
        bands = {str(i.person_id): [i.band, i.certain] for i in hazards.inside(who, UUID(row.audience["inside"]), now)}
    ids = sorted(messages.who(who, row.audience, now))
    done = 0
    for chunk in in_chunks(ids):
        actions.ask_people(who, campaign=row.uid, ids=chunk, bands={str(i): bands[str(i)] for i in chunk if str(i) in bands}, at=now)
        done += len(chunk)
        progress.step(done, len(ids))
    messaging.release(who, message=row.message_uid, accept_machine=bool(accept_machine), at=now)


@every(15, "checkins.refresh")
def refresh(progress, at=None):
    """Bring the reasons of those not yet accounted for to what the deliveries say; end campaigns whose time is over."""
    now = at or timezone.now()
    for row in Campaign.objects.filter(state="running"):
        if row.ends_at <= now:
            actions.end_campaign(actors.duty("checkins.refresh", space=row.space_id), campaign=row.uid, at=now)
        _reasons(row, now)


def _reasons(row: Campaign, now) -> None:
    actor = actors.duty("checkins.refresh", space=row.space_id)
    open_rows = Standing.objects.within(actor).filter(crisis_uid=row.crisis_uid, state="not_yet").exclude(reason="by_another")
    ids = list(open_rows.values_list("id", "person_id", "reason", "reached"))
    for chunk in in_chunks(ids):
        people_ids = [pid for _, pid, _, _ in chunk]
        contacts = people.contact_points(actor, people_ids)
        states = messages.states_in(actor, row.uid, people_ids)
        changes: dict[tuple[str, bool], list[int]] = {}
        for sid, pid, held, reached in chunk:
            points = contacts.get(pid, [])
            state = states.get(pid, "")
            reason = rules.reason(
                contacts=len(points), safe_contacts=sum(p.may_write or p.may_call for p in points), delivered=state == "delivered",
                handed_over=state == "handed_over", answered_by_another=False,
            )  # fmt: skip
            got = reached or state == "delivered"
            if reason != held or got != reached:
                changes.setdefault((reason, got), []).append(sid)
        for (reason, got), sids in changes.items():
            Standing.objects.within(actor).filter(id__in=sids, state="not_yet").update(reason=reason, reached=got)


@every(3600, "checkins.forget")
def forget(progress, at=None):
    """Links, codes and call lists end with their crisis; answers and standings go later."""
    now, actor = at or timezone.now(), actors.duty("checkins.forget")
    for rule in ("crisis_list", "message"):
        for chunk in in_chunks(actions.to_forget(rule, now)):
            actions.forget(actor, rule=rule, rows=chunk, at=now)
    for chunk in in_chunks(actions.empty_lists(now)):
        actions.forget_lists(actor, campaigns=chunk, at=now)

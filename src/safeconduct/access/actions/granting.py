"""Who may do what, where and until when: nobody gives a role to themselves, and one with sensitive rights takes two."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from safeconduct.access import actors, queries, rules
from safeconduct.access.actions.finding import one
from safeconduct.access.actions.proposing import propose
from safeconduct.access.gate import action, note
from safeconduct.access.models import Grant, Unit, User
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import VERBS

HOURS = 72  # a proposal that nobody decided is over then


@action("access.grant", about=["user", "unit"], facts=["role"])
def grant(actor: Actor, *, uid: UUID, user: UUID, unit: UUID, role: str, crisis: UUID | None = None, place_path: str = "", until: datetime | None = None, at: datetime) -> UUID:
    """
    Give a user a role in a unit; one that holds sensitive rights waits for a second person who may give roles.

    Refuses ``Incompatible`` where a control unit would hold a verb that reads help data, and where the user already holds
    a grant in a unit of control and this one helps (or the other way round), ``OwnGrant`` for oneself, ``NobodyToAgree``
    where there is no second person. A proposal has the uid that the grant will have.
    """
    where, who = one(Unit, unit), one(User, user)
    if role not in actors.roles():
        raise NotFound()
    if who.uid == actor.uid:
        raise rules.OwnGrant()
    helping = [v for v in actors.roles()[role] if v in VERBS and VERBS[v].help_data]
    rules.check_unit(where.functions, helping, where.not_firewalled)
    control = bool(set(where.functions) & rules.CONTROL)
    for other in Grant.objects.filter(user=who).select_related("unit"):
        if bool(set(other.unit.functions) & rules.CONTROL) != control:
            raise rules.Incompatible(one=sorted(where.functions)[0] if where.functions else role, other=sorted(other.unit.functions)[0] if other.unit.functions else other.role)
    place_path = rules.tidy_path(place_path)
    if actor.kind == "person" and actors.sensitive(role):
        said = {
            "uid": str(uid), "user": str(user), "unit": str(unit), "role": role, "crisis": str(crisis) if crisis else None, "place_path": place_path,
            "until": _written(until),
        }  # fmt: skip
        held = queries.agreed_proposal(uid)
        if held is None:
            return _propose(actor, uid, who, said, at)
        if held.verb != "access.grant" or held.decided_by != actor.uid or held.proposed_by == actor.uid or held.arguments != said:
            raise rules.NeedsSecondPerson()
        note(proposed_by=held.proposed_by)
    return Grant.objects.create(uid=uid, user=who, unit=where, role=role, crisis_uid=crisis, place_path=place_path, until=until).uid


def _written(until: datetime | str | None) -> str | None:
    return until.isoformat() if isinstance(until, datetime) else until


def _propose(actor: Actor, uid: UUID, who: User, said: dict, at: datetime) -> UUID:
    granting = [role for role, verbs in actors.roles().items() if "access.grant" in verbs]
    others = Grant.objects.filter(role__in=granting, unit__organisation_id=actor.organisation_id, user__is_active=True).filter(Q(until=None) | Q(until__gt=at))
    if not others.exclude(user__uid__in=[actor.uid, who.uid]).exists():
        raise rules.NobodyToAgree()
    note(waits=True)
    return propose(actor, uid=uid, verb="access.grant", arguments=said, numbers={}, expires_at=at + timedelta(hours=HOURS), at=at)


@action("access.limit_grant", about=["grant_uid"])
def limit_grant(actor: Actor, *, grant_uid: UUID, place_path: str = "", until: datetime | None = None, at: datetime) -> UUID:
    """
    Say where a role holds, and until when.

    Refuses ``OwnGrant`` for one's own, and ``Widened`` where a role with sensitive rights would reach further or longer:
    it is given anew, with a second person.
    """
    row = Grant.objects.select_for_update().filter(uid=grant_uid).first()
    if row is None or (row.until is not None and row.until <= at):
        raise NotFound()
    if row.user_id == actor.user_id:
        raise rules.OwnGrant()
    place_path = rules.tidy_path(place_path)
    if actor.kind == "person" and actors.sensitive(row.role):
        rules.check_not_wider(row.place_path, row.until, place_path, until)
    row.place_path, row.until = place_path, until
    row.save(update_fields=["place_path", "until"])
    note(place=place_path, until=until)
    return row.uid


@action("access.end_grant", about=["grant_uid"])
def end_grant(actor: Actor, *, grant_uid: UUID, at: datetime) -> UUID:
    """Take a role back, at once."""
    row = one(Grant, grant_uid)
    row.until = at
    row.save(update_fields=["until"])
    return row.uid

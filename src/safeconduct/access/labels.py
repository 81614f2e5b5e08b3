"""Labels: interned once, looked up by id, worked out once a request."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import date

from django.db import IntegrityError, transaction

from safeconduct.access import rules
from safeconduct.access.models import BreakGlass, Label, SharingAgreement
from safeconduct.access.rules import LabelParts

FRESH: ContextVar[dict[int, LabelParts] | None] = ContextVar("fresh", default=None)  # labels made by the running verb; None outside one


def fresh_for(actor) -> set[int]:
    """Labels that the running verb itself made and its actor may see as their owner: worked out after the actor was."""
    if actor.functions & rules.CONTROL:
        return set()
    return {i for i, p in (FRESH.get() or {}).items() if p.space == actor.space and p.owner == actor.organisation_id and not (actor.state and actor.state in p.hidden_from)}


def parts(row: Label) -> LabelParts:
    """What a label row says."""
    return LabelParts(row.space_id, row.owner_id, row.regime_level, frozenset(filter(None, row.hidden_from.split(","))))


def parts_of(label_id: int) -> LabelParts:
    """What the label of that id says."""
    return parts(Label.objects.get(id=label_id))


def intern(want: LabelParts) -> int:
    """The id of the label that says this, made where it is new."""
    keys = {"space_id": want.space, "owner_id": want.owner, "regime_level": want.regime_level, "hidden_from": ",".join(sorted(want.hidden_from))}
    row = Label.objects.filter(**keys).only("id").first()
    if row is None:
        try:
            with transaction.atomic():
                row = Label.objects.create(**keys)
            fresh = FRESH.get()
            if fresh is not None:
                fresh[row.id] = want
        except IntegrityError:
            row = Label.objects.get(**keys)
    return row.id


def strictest(label_ids, owner: int | None = None) -> int | None:
    """The id of the label that shows no more than each of these; None where there are none."""
    ids = sorted(set(label_ids))
    if len(ids) < 2:
        return ids[0] if ids else None
    return intern(rules.strictest((parts(row) for row in Label.objects.filter(id__in=ids)), owner))


def visible(*, space: int, organisation: int, state: str, functions, not_firewalled: bool, user_id: int | None, at) -> frozenset[int]:
    """The ids of all labels that a unit sees at a moment."""
    shares = [
        rules.Share(s.owner_id, s.recipient_id, s.valid_from, s.valid_to, s.protected_too) for s in SharingAgreement.objects.filter(recipient_id=organisation)
    ]
    glass = []
    if user_id is not None:
        glass = list(BreakGlass.objects.filter(user_id=user_id, opened_at__lte=at, until__gt=at).values_list("owner_id", flat=True))
    today: date = at.date()
    return frozenset(
        row.id
        for row in Label.objects.filter(space_id=space)
        if rules.may_see(
            parts(row), space=space, organisation=organisation, state=state, functions=functions, not_firewalled=not_firewalled, shares=shares, glass=glass, today=today
        )
    )

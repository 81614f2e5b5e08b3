"""Verbs of reporting: publish a report, and keep what others say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Max

from safeconduct.access.gate import action, note
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.reporting import rules
from safeconduct.reporting.models import RecordedFigure, Report
from safeconduct.reporting.queries.reports import Draft
from safeconduct.reporting.words import BESIDE


@action("reporting.make_report", about=["report"], text="Make a situation report", help_data=True)
def make_report(actor: Actor, *, report: UUID, crisis: UUID, draft: Draft, narrative: str = "", at: datetime) -> UUID:
    """
    Freeze the figures of a crisis as a numbered report; nothing of it changes afterwards.

    ``draft`` is what `queries.draft` counted. Refuses ``OutOfSight`` where it was counted for another crisis or under a label
    that the actor does not see. Numbers run from 1 in each organisation and crisis.
    """
    card = crises.crisis(actor, crisis)
    if draft.crisis != card.uid or not draft.label_ids <= (actor.labels or frozenset()):
        raise rules.OutOfSight()
    last = Report.objects.filter(organisation_id=actor.organisation_id, crisis_uid=card.uid).aggregate(n=Max("number"))["n"] or 0
    row = Report.objects.create(
        uid=report, space_id=actor.space, organisation_id=actor.organisation_id, crisis_uid=card.uid, number=last + 1, label_ids=sorted(draft.label_ids),
        figures=draft.content, narrative=narrative.strip(), made_by=actor.uid, as_of=draft.as_of,
    )  # fmt: skip
    note(number=row.number)
    return row.uid


@action("reporting.record_figure", about=["figure"], facts=["of", "low", "best", "high"], text="Record another's figure")
def record_figure(actor: Actor, *, figure: UUID, crisis: UUID, of: str, low: int, best: int | None = None, high: int, source: str, meaning: str = "", as_of: datetime, at: datetime) -> UUID:
    """
    Keep a number that somebody else says, with who says it and for which moment. It stands beside ours and changes none.

    Refuses ``NotAFigure``, ``NotARange``, ``NoSource`` and ``FromTheFuture``.
    """
    card = crises.crisis(actor, crisis)
    if of not in BESIDE:
        raise rules.NotAFigure(of=of)
    rules.check_range(low, best, high)
    if not source.strip():
        raise rules.NoSource()
    if as_of > at:
        raise rules.FromTheFuture()
    row = RecordedFigure.objects.create(
        uid=figure, space_id=actor.space, organisation_id=actor.organisation_id, crisis_uid=card.uid, of=of, low=low, best=best, high=high, source=source.strip(),
        meaning=meaning.strip(), as_of=as_of, recorded_by=actor.uid, recorded_at=at,
    )  # fmt: skip
    return row.uid

"""Reports as they were published, and what others say beside them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from safeconduct.crises.queries import CrisisCard
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.refusals import NotFound
from safeconduct.reporting import rules, words
from safeconduct.reporting.models import RecordedFigure, Report
from safeconduct.reporting.queries.breakdown import Breakdown, breakdown
from safeconduct.reporting.queries.counting import Numbers, figures, numbers

KEPT = ("value", "low", "best", "high", "version")


@dataclass(frozen=True)
class Draft:
    """What a report would say now, and under which labels it was counted. Plain data, ready to be frozen."""

    crisis: UUID
    label_ids: frozenset[int]
    as_of: datetime
    content: dict[str, Any]


@dataclass(frozen=True)
class ReportCard:
    """A report as it was published. ``figures`` by key; ``sides`` are totals of others and of each source, side by side with ours."""

    uid: UUID
    number: int
    crisis_uid: UUID
    as_of: datetime
    narrative: str
    figures: dict[str, Figure]
    sides: tuple[tuple[str, Figure], ...]
    breakdown: dict[str, Any]
    level: dict[str, Any]
    exercise: bool = False


def recorded(actor: Actor, crisis: UUID) -> list[RecordedFigure]:
    """What others say of this crisis, as the own organisation recorded it, newest first."""
    return list(RecordedFigure.objects.filter(space_id=actor.space, organisation_id=actor.organisation_id, crisis_uid=crisis).order_by("of", "-as_of")[:200])


def draft(actor: Actor, crisis: CrisisCard, at: datetime, level: dict[str, Any] | None = None) -> Draft:
    """What a report of this crisis would say now. Reads only; long reading stays outside the verb that freezes it."""
    counted = numbers(actor, crisis, at)
    shown = figures(counted)
    content = {
        "figures": [{"key": key, "source": _source(counted, key)} | {name: getattr(fig, name) for name in KEPT} for key, fig in shown.items()],
        "sides": _sides(actor, crisis, counted),
        "breakdown": plain(breakdown(actor, crisis, at)),
        "level": level or {},
    }
    return Draft(crisis.uid, frozenset(actor.labels or ()), at, content)


def _source(counted: Numbers, key: str) -> str:
    """The sources of an estimate by name; empty where the figure's kind says it."""
    return ", ".join(sorted({f"{one.source}, {one.month:%Y-%m}" for one in counted.estimates})) if key == "present" else ""


def _sides(actor: Actor, crisis: CrisisCard, counted: Numbers) -> list[dict[str, Any]]:
    """Every source's own number: estimates by source, and figures of others; beside ours, never mixed."""
    out = []
    for source in sorted({one.source for one in counted.estimates}):
        mine = [one for one in counted.estimates if one.source == source]
        total = rules.present(mine)
        if total is not None:
            month = max(one.month for one in mine)
            out.append({"of": "present", "source": source, "meaning": "", "as_of": f"{month.isoformat()}T12:00:00+00:00", **asdict(total)})
    for row in recorded(actor, crisis.uid):
        out.append({"of": row.of, "source": row.source, "meaning": row.meaning, "as_of": row.as_of.isoformat(), "low": row.low, "best": row.best, "high": row.high})
    return out


def plain(held: Breakdown) -> dict[str, Any]:
    """A breakdown as plain data, ready to be frozen."""
    table = held.table
    return {
        "people": held.people, "columns": list(held.ages), "totals": [table.column_totals[c] for c in held.ages],
        "rows": [
            {"key": r, "cells": [table.cells[r, c] for c in held.ages], "total": table.row_totals[r], "difficulty": [table.cells[r, c] for c in rules.DIFFICULTY]} for r in table.rows
        ],
        "difficulty": [table.column_totals[c] for c in rules.DIFFICULTY], "functions": held.functions, "needs": held.needs,
    }  # fmt: skip


def _card(row: Report) -> ReportCard:
    content = row.figures or {}
    shown = {
        one["key"]: replace(
            words.figure(one["key"], one["value"], low=one["low"], best=one["best"], high=one["high"], as_of=row.as_of, source=one["source"], exercise=bool(row.space_id)),
            version=one["version"],
        )
        for one in content.get("figures", ())
        if one["key"] in words.MEANINGS
    }
    sides = tuple((one["of"], side_figure(one, exercise=bool(row.space_id))) for one in content.get("sides", ()))
    return ReportCard(row.uid, row.number, row.crisis_uid, row.as_of, row.narrative, shown, sides, content.get("breakdown", {}), content.get("level", {}), bool(row.space_id))


def side_figure(one: dict[str, Any], exercise: bool = False) -> Figure:
    """Another's number as a figure: a single one where low and high are the same."""
    moment = datetime.fromisoformat(one["as_of"])
    single = one["low"] == one["high"]
    values = {"value": one["low"]} if single else {"low": one["low"], "best": one["best"], "high": one["high"]}
    return Figure(words.MEANINGS[one["of"]].label, **values, definition=one["meaning"], source=one["source"], as_of=moment, exercise=exercise, hxl=words.MEANINGS[one["of"]].hxl)


def reports(actor: Actor, crisis: UUID | None = None) -> list[ReportCard]:
    """Reports of the own organisation, newest first, whose every label the actor sees."""
    rows = Report.objects.filter(space_id=actor.space, organisation_id=actor.organisation_id)
    if crisis is not None:
        rows = rows.filter(crisis_uid=crisis)
    return [_card(row) for row in rows.order_by("-as_of", "-id")[:200] if _visible(actor, row)]


def report(actor: Actor, uid: UUID) -> ReportCard:
    """One report; ``NotFound`` where one of its labels is not visible, as where there is none."""
    row = Report.objects.filter(uid=uid, space_id=actor.space, organisation_id=actor.organisation_id).first()
    if row is None or not _visible(actor, row):
        raise NotFound()
    return _card(row)


def _visible(actor: Actor, row: Report) -> bool:
    return set(row.label_ids) <= (actor.labels or frozenset()) and (not actor.crises or row.crisis_uid in actor.crises)

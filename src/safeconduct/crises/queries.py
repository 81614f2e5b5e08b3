"""What crises show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from safeconduct.crises.models import Crisis, Level, Task
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound


@dataclass(frozen=True)
class CrisisCard:
    """A crisis as other rooms and pages see it. ``id`` is for foreign keys only and never shown."""

    id: int
    uid: UUID
    name: str
    names: dict
    kind: str
    phase: str
    status: str
    started_at: datetime
    ends_on: date
    paths: tuple[str, ...]
    bbox: tuple[float, float, float, float] | None
    zone: str
    controller_id: int
    data_officer: str
    space: int
    impact: dict


@dataclass(frozen=True)
class LevelCard:
    """A declared level with its history behind it."""

    uid: UUID
    scheme: str
    key: str
    rank: int
    paths: tuple[str, ...]
    reason: str
    evidence: tuple[str, ...]
    declared_at: datetime


@dataclass(frozen=True)
class TaskCard:
    """Something that must be done."""

    uid: UUID
    kind: str
    what: str
    owner_role: str
    opened_at: datetime
    due_at: datetime
    done_at: datetime | None
    state: str
    source: str
    source_uid: UUID | None


def _card(row: Crisis) -> CrisisCard:
    bbox = (row.west, row.south, row.east, row.north) if row.west is not None else None
    return CrisisCard(
        row.id, row.uid, row.name, row.names, row.kind, row.phase, row.status, row.started_at, row.ends_on, tuple(row.paths), bbox, row.zone, row.controller_id,
        row.data_officer, row.space_id, row.impact,
    )  # fmt: skip


def crisis(actor: Actor, uid: UUID) -> CrisisCard:
    """One crisis of the actor's space; ``NotFound`` elsewhere."""
    row = Crisis.objects.filter(uid=uid, space_id=actor.space).first()
    if row is None:
        raise NotFound()
    return _card(row)


def crises(actor: Actor, *, status: str = "") -> list[CrisisCard]:
    """The crises of the actor's space, newest first."""
    rows = Crisis.objects.filter(space_id=actor.space)
    if status:
        rows = rows.filter(status=status)
    return [_card(row) for row in rows]


def covering(space: int, path: str) -> list[CrisisCard]:
    """Open crises whose area holds a path (or lies in it)."""
    return [
        _card(row)
        for row in Crisis.objects.filter(space_id=space, status="open")
        if any(path == p or path.startswith(p + "/") or p.startswith(path + "/") for p in row.paths)
    ]


@dataclass(frozen=True)
class Span:
    """Where and when a crisis was or is under way; ``until`` is None while it is open."""

    space: int
    paths: tuple[str, ...]
    since: datetime
    until: datetime | None

    def holds(self, path: str) -> bool:
        """Whether a place lies in it, or it lies in that place."""
        return bool(path) and any(path == p or path.startswith(p + "/") or p.startswith(path + "/") for p in self.paths)


def spans() -> list[Span]:
    """Where and when every crisis of every space was under way, the earliest first. One statement."""
    rows = Crisis.objects.order_by("started_at").values_list("space_id", "paths", "started_at", "closed_at")
    return [Span(space, tuple(paths), since, until) for space, paths, since, until in rows]


def over_since(at: datetime) -> set[UUID]:
    """The crises of every space that were closed at that moment or before."""
    return set(Crisis.objects.filter(status="closed", closed_at__lte=at).values_list("uid", flat=True))


def still_matters(moment: datetime, since: datetime) -> bool:
    """Whether a crisis that was under way at a moment is open, or was closed only after ``since``."""
    return Crisis.objects.filter(space_id=0, started_at__lte=moment).filter(Q(closed_at=None) | Q(closed_at__gt=max(moment, since))).exists()


def levels(uid: UUID) -> list[LevelCard]:
    """The level declarations of a crisis, newest first."""
    return [
        LevelCard(r.uid, r.scheme, r.key, r.rank, tuple(r.paths), r.reason, tuple(r.evidence), r.declared_at)
        for r in Level.objects.filter(crisis__uid=uid).order_by("-id")
    ]


def tasks(actor: Actor, uid: UUID | None = None, *, only_open: bool = False) -> list[TaskCard]:
    """Tasks of a crisis (or all of the own organisation) that the actor may see: open ones by time due, so late ones first; then what was done last."""
    rows = Task.objects.filter(organisation_id=actor.organisation_id).filter(Q(label=None) | Q(label_id__in=sorted(actor.labels or ())))
    if uid is not None:
        rows = rows.filter(crisis__uid=uid)
    if only_open:
        rows = rows.filter(state="open")
    return [
        TaskCard(r.uid, r.kind, r.what, r.owner_role, r.opened_at, r.due_at, r.done_at, r.state, r.source, r.source_uid)
        for r in [*rows.filter(state="open").order_by("due_at")[:200], *([] if only_open else rows.exclude(state="open").order_by("-done_at")[:50])]
    ]

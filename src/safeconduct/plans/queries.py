"""What plans show: which there are, what a version holds, what is known of its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from safeconduct.access.models import User
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.places import queries as places
from safeconduct.plans import document as documents
from safeconduct.plans.models import Plan, PlanVersion
from safeconduct.plans.rules import OPEN, Known


@dataclass(frozen=True)
class VersionCard:
    """A version without its document."""

    uid: UUID
    number: int
    status: str
    digest: str
    review_date: date | None
    begun_at: datetime
    changed_at: datetime
    asked_at: datetime | None
    sent_back: str
    approved_at: datetime | None
    proposal: UUID | None
    authors: tuple[str, ...]
    approved_by: UUID | None

    @property
    def is_open(self) -> bool:
        """Whether it is a draft or waits for review."""
        return self.status in OPEN


@dataclass(frozen=True)
class PlanCard:
    """A plan with its versions, the newest first."""

    uid: UUID
    kind: str
    title: str
    place_path: str
    stale: tuple[dict[str, Any], ...]
    stale_since: datetime | None
    watched_at: datetime | None
    versions: tuple[VersionCard, ...]

    @property
    def in_force(self) -> VersionCard | None:
        """The version that is followed now."""
        return next((one for one in self.versions if one.status == "approved"), None)

    @property
    def at_work(self) -> VersionCard | None:
        """The version that is being written or reviewed."""
        return next((one for one in self.versions if one.is_open), None)

    @property
    def shown(self) -> VersionCard:
        """The one that a page opens first: in force, else the newest."""
        return self.in_force or self.versions[0]


@dataclass(frozen=True)
class Held:
    """One version with its document."""

    plan: PlanCard
    version: VersionCard
    document: Any


VERSION = ("uid", "number", "status", "digest", "review_date", "begun_at", "changed_at", "asked_at", "sent_back", "approved_at", "proposal_uid", "authors", "approved_by")


def _version(row: PlanVersion) -> VersionCard:
    return VersionCard(*(tuple(value) if name == "authors" else value for name in VERSION for value in [getattr(row, name)]))


def _plan(row: Plan, versions: Iterable[PlanVersion]) -> PlanCard:
    return PlanCard(row.uid, row.kind, row.title, row.place_path, tuple(row.stale), row.stale_since, row.watched_at, tuple(_version(one) for one in versions))


def text_of(row: PlanVersion) -> Any:
    """The document of a version's row."""
    return documents.kept(row.document)


def version_row(actor: Actor, uid: UUID, *, lock: bool = False) -> PlanVersion:
    """The row of a version, for the room's own verbs; ``NotFound`` outside the actor's scope."""
    rows = PlanVersion.objects.within(actor)
    row = (rows.select_for_update() if lock else rows).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    row.plan = Plan.objects.within(actor).get(id=row.plan_id)
    return row


def plans(actor: Actor) -> list[PlanCard]:
    """All plans that the actor may see, stale ones first, then by title. Two statements."""
    rows = list(Plan.objects.within(actor).order_by("title", "id"))
    versions: dict[int, list[PlanVersion]] = {row.id: [] for row in rows}
    for one in PlanVersion.objects.within(actor).filter(plan_id__in=list(versions)).defer("document").order_by("-number"):
        versions[one.plan_id].append(one)
    return sorted((_plan(row, versions[row.id]) for row in rows if versions[row.id]), key=lambda card: not card.stale)


def plan(actor: Actor, uid: UUID) -> PlanCard:
    """One plan; ``NotFound`` outside the actor's scope."""
    row = Plan.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _plan(row, PlanVersion.objects.within(actor).filter(plan_id=row.id).defer("document").order_by("-number"))


def version(actor: Actor, uid: UUID) -> Held:
    """One version with its document and its plan. Three statements."""
    row = PlanVersion.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    whole = Plan.objects.within(actor).get(id=row.plan_id)
    others = PlanVersion.objects.within(actor).filter(plan_id=whole.id).defer("document").order_by("-number")
    return Held(_plan(whole, others), _version(row), text_of(row))


def waiting(actor: Actor) -> list[VersionCard]:
    """Versions that wait for a second person."""
    return [_version(row) for row in PlanVersion.objects.within(actor).filter(status="in_review").defer("document").order_by("asked_at")]


def names_of(uids: Iterable[Any]) -> dict[str, str]:
    """The names of officials by uid. One statement."""
    return {str(uid): name for uid, name in User.objects.filter(uid__in=[uid for uid in uids if uid]).values_list("uid", "name")}


def known_of(document: Any, path: str, space: int) -> Known:
    """What the rooms below know about a plan's place: the newest estimate of each area, and the levels declared there."""
    estimates: dict[str, tuple[int, date]] = {}
    if document.kind == "consular" and path:
        for one in places.presence(path=path, nationality=document.identity.sending_country):
            code = one.path.rsplit("/", 1)[-1]
            if one.best is not None and (code not in estimates or one.month > estimates[code][1]):
                estimates[code] = (one.best, one.month)
    levels: dict[str, list[tuple[int, datetime]]] = {}
    for crisis in crises.covering(space, path) if path else ():
        for level in crises.levels(crisis.uid):
            levels.setdefault(f"{crisis.uid}.{level.scheme}", []).append((level.rank, level.declared_at))
    return Known(estimates, levels)

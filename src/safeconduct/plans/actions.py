"""Verbs of plans: begin, take in, change, ask for review, approve or send back, begin the next version, watch what grows stale."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access import labels
from safeconduct.access.actors import duty
from safeconduct.access.gate import action, concerns, mark, note
from safeconduct.access.models import Unit
from safeconduct.access.rules import LabelParts
from safeconduct.crises import actions as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.plans import document as documents
from safeconduct.plans import library, rules
from safeconduct.plans.checks import run
from safeconduct.plans.models import Plan, PlanVersion
from safeconduct.plans.queries import known_of, text_of, version_row

TASK = "plan_review"
TASK_DAYS = 14


@action("plans.begin_plan", about=["plan"], facts=["kind", "ready", "country"])
def begin_plan(actor: Actor, *, plan: UUID, version: UUID, kind: str = "", ready: str = "", title: str = "", place: str = "", country: str = "", language: str = "en", at: datetime) -> UUID:
    """
    Begin a plan: blank, of a kind, or from a ready one of the library, without what the example only invents.

    Refuses ``Empty``, ``NoTitle`` for a blank without one, and ``NotFound`` for a place outside the actor's. Returns the version's uid.
    """
    title = title.strip()
    if ready:
        if ready not in library.names():
            raise NotFound()
        made = rules.opened(library.ready(ready))
        made = documents.put(made, "title", title) if title else made
    elif kind in documents.KINDS:
        if not title:
            raise rules.NoTitle()
        made = rules.blank(kind, title=title, country=country, language=language)
    else:
        raise rules.Empty()
    return _begun(actor, plan, version, made, place, at)


@action("plans.take_in", about=["plan"])
def take_in(actor: Actor, *, plan: UUID, version: UUID, text: str, place: str = "", at: datetime) -> UUID:
    """
    Take in a document as YAML or JSON, as a new plan's first draft. Nothing in it is dropped.

    Refuses ``NotAPlan`` with the first line at fault, ``NoTitle``. Returns the version's uid.
    """
    made = _read(text)
    if not made.title.strip():
        raise rules.NoTitle()
    return _begun(actor, plan, version, made, place, at)


@action("plans.replace_document", about=["version"], facts=["edited_from"])
def replace_document(actor: Actor, *, version: UUID, text: str, edited_from: str, at: datetime) -> str:
    """
    Put a document, as YAML or JSON, in the place of a draft. Returns its digest.

    Refuses ``ChangedMeanwhile`` where the draft is no longer the one it was edited from, ``OtherKind``, ``NotAPlan``.
    """
    row = version_row(actor, version, lock=True)
    row.status = rules.LIFE.step(row.status, "change")
    if row.digest != edited_from:
        raise rules.ChangedMeanwhile(places="document")
    made = _read(text)
    if made.kind != row.plan.kind:
        raise rules.OtherKind()
    return _keep(actor, row, made, at)


@action("plans.change_section", about=["version"], facts=["edited_from"])
def change_section(actor: Actor, *, version: UUID, changes: dict[str, Any], edited_from: str, at: datetime) -> str:
    """
    Put other values at places of a draft. Returns the digest of the document.

    ``changes`` is plain values by place (``levels[2].cards[4].owner``); ``edited_from`` the digest of what stood at these places when
    they were opened (`digest_of`). Refuses ``ChangedMeanwhile`` where something else stands there now, naming what differs,
    ``NoSuchPlace``, and ``NotAPlan`` for a value that does not fit.
    """
    row = version_row(actor, version, lock=True)
    row.status = rules.LIFE.step(row.status, "change")
    made = text_of(row)
    kind = type(made)
    try:
        now = {place: documents.plain(documents.at(made, place)) for place in changes}
        if digest_of(now) != edited_from:
            differ = [place for place in changes if now[place] != changes[place]]
            raise rules.ChangedMeanwhile(places=", ".join(differ[:6]) or "document")
        for place, value in changes.items():
            made = documents.put(made, place, documents.read_value(documents.type_at(kind, place), value, place))
    except KeyError:
        raise rules.NoSuchPlace() from None
    except documents.Unreadable as wrong:
        raise rules.NotAPlan(line=wrong.faults[0].line, more=len(wrong.faults) - 1) from None
    note(places=len(changes))
    return _keep(actor, row, made, at)


@action("plans.ask_review", about=["version"])
def ask_review(actor: Actor, *, version: UUID, at: datetime) -> UUID:
    """Ask for review: the draft rests until a second person approves it or sends it back. Returns the uid of the proposal that waits for that person."""
    row = version_row(actor, version, lock=True)
    row.status = rules.LIFE.step(row.status, "ask_review")
    held = text_of(row)
    count = rules.counts(held, run(held, at.date()))
    row.asked_at, row.sent_back, row.proposal_uid = at, "", new_uid()
    row.save(update_fields=["status", "asked_at", "sent_back", "proposal_uid"])
    proposer = actor if actor.may("plans.approve") and actor.kind == "person" else duty("plans.review")
    access.propose(
        proposer, uid=row.proposal_uid, verb="plans.approve", arguments={"version": str(row.uid), "digest": row.digest},
        numbers={"plan_errors": count.errors, "plan_warnings": count.warnings, "plan_complete": count.complete},
        expires_at=at + timedelta(hours=rules.REVIEW_HOURS), label=row.label_id, unit=row.plan.unit_id, at=at,
    )  # fmt: skip
    note(digest=row.digest)
    return row.proposal_uid


@action("plans.approve", about=["version"], facts=["digest"])
def approve(actor: Actor, *, version: UUID, digest: str, at: datetime) -> UUID:
    """
    Approve a version: it is in force and never changes again; the version before it is superseded.

    ``digest`` is that of what was read. Refuses ``OwnWork`` for whoever wrote in it, ``ErrorsStand`` while a finding of severity error
    stands, naming them, and ``ReadAgain`` where it is another document than the one that was read.
    """
    row = version_row(actor, version, lock=True)
    rules.LIFE.step(row.status, "approve")
    rules.check_approver(actor.uid, row.authors)
    if row.digest != digest:
        raise rules.ReadAgain()
    held = text_of(row)
    rules.check_errors(run(held, at.date()))
    before = PlanVersion.objects.within(actor).filter(plan_id=row.plan_id, status="approved").first()
    if before is not None:
        before.status = rules.LIFE.step(before.status, "supersede")
        before.save(update_fields=["status"])
        concerns("superseded", before.uid)
    row.status, row.approved_by, row.approved_at = "approved", actor.uid, at
    row.review_date = rules.next_review(held, at.date())
    row.save(update_fields=["status", "approved_by", "approved_at", "review_date"])
    plan = row.plan
    plan.stale, plan.stale_since = [], None
    plan.save(update_fields=["stale", "stale_since"])
    _no_longer_waiting(actor, row, at)
    note(number=row.number)
    return row.uid


@action("plans.send_back", about=["version"])
def send_back(actor: Actor, *, version: UUID, reason: str, at: datetime) -> UUID:
    """The reviewer wants it changed, and says what: the version is a draft again. Refuses ``NoReason``."""
    row = version_row(actor, version, lock=True)
    row.status = rules.LIFE.step(row.status, "send_back")
    if not reason.strip():
        raise rules.NoReason()
    row.sent_back = reason.strip()
    row.save(update_fields=["status", "sent_back"])
    _no_longer_waiting(actor, row, at)
    note(digest=row.digest)
    return row.uid


@action("plans.open_draft", about=["plan"])
def open_draft(actor: Actor, *, plan: UUID, version: UUID, at: datetime) -> UUID:
    """Begin the next version as a draft of the one in force, which stays in force until the next is approved. Refuses ``DraftIsOpen``, ``NothingInForce``."""
    row = Plan.objects.within(actor).select_for_update().filter(uid=plan).first()
    if row is None:
        raise NotFound()
    versions = list(PlanVersion.objects.within(actor).filter(plan_id=row.id).order_by("-number"))
    if any(one.status in rules.OPEN for one in versions):
        raise rules.DraftIsOpen()
    held = next((one for one in versions if one.status == "approved"), None)
    if held is None:
        raise rules.NothingInForce()
    made = PlanVersion(
        uid=version, plan=row, label_id=row.label_id, number=versions[0].number + 1, digest=held.digest, begun_at=at, changed_at=at, review_date=None,
        authors=_authors([], actor),
    )  # fmt: skip
    made.document = held.document
    made.save()
    concerns("version", version)
    note(digest=held.digest, number=made.number)
    return version


def in_force(at: datetime) -> list[UUID]:
    """The plans that have a version in force, for the job that watches them."""
    everything = duty("plans.watch")
    ids = PlanVersion.objects.within(everything).filter(status="approved").values_list("plan_id", flat=True)
    return list(Plan.objects.within(everything).filter(id__in=list(ids)).order_by("id").values_list("uid", flat=True))


@action("plans.watch", about=["plan"])
def watch(actor: Actor, *, plan: UUID, at: datetime) -> int:
    """
    Look whether the version in force is stale, and say which facts made it so. The first time a review is asked for as a task; nothing is blocked.

    Returns how many reasons there are. Doing it twice does nothing twice. Only the system calls it.
    """
    if not actor.sees_all:
        raise NotFound()
    row = Plan.objects.within(actor).select_for_update().filter(uid=plan).first()
    held = PlanVersion.objects.within(actor).filter(plan_id=row.id, status="approved").first() if row else None
    if held is None:
        raise NotFound()
    mark(row.label_id)
    made = text_of(held)
    why = rules.stale_because(made, approved_at=held.approved_at, review_date=held.review_date, on=at.date(), known=known_of(made, row.place_path, labels.parts_of(row.label_id).space))
    fresh = bool(why) and row.stale_since is None
    row.stale, row.watched_at = why, at
    row.stale_since = (row.stale_since or at) if why else None
    row.save(update_fields=["stale", "stale_since", "watched_at"])
    if fresh:
        crises.open_task(
            actor, task=new_uid(), kind=TASK, what=row.title[:200], due_at=at + timedelta(days=TASK_DAYS), organisation=labels.parts_of(row.label_id).owner, owner_role="head_of_post",
            source="plans", source_uid=row.uid, label=row.label_id, at=at,
        )  # fmt: skip
    note(reasons=len(why))
    return len(why)


def digest_of(held: dict[str, Any]) -> str:
    """The digest of plain values by place: what an editor was shown."""
    return hashlib.sha256(json.dumps(held, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()


def _begun(actor: Actor, plan: UUID, version: UUID, made: Any, place: str, at: datetime) -> UUID:
    place = place.strip("/")
    if actor.places and not any(f"{place}/".startswith(path.rstrip("/") + "/") for path in actor.places):
        raise NotFound()
    unit = Unit.objects.get(id=actor.unit_id) if actor.unit_id else None
    owner = actor.organisation_id or (unit.organisation_id if unit else None)
    if unit is None or owner is None:
        raise NotFound()
    label = labels.intern(LabelParts(actor.space, owner, 0, frozenset()))
    row = Plan(uid=plan, label_id=label, unit=unit, kind=made.kind, title=made.title[:200], place_path=place, begun_at=at)
    row.save()
    first = PlanVersion(uid=version, label_id=label, plan=row, number=1, digest=documents.digest(made), authors=_authors([], actor), begun_at=at, changed_at=at)
    first.document = documents.canonical(made)
    first.save()
    concerns("version", version)
    note(digest=first.digest)
    return version


def _keep(actor: Actor, row: PlanVersion, made: Any, at: datetime) -> str:
    """Write a draft's document. Inside a running verb only."""
    digest = documents.digest(made)
    if digest != row.digest:
        row.document, row.digest, row.changed_at, row.authors = documents.canonical(made), digest, at, _authors(row.authors, actor)
        row.save(update_fields=["document", "digest", "changed_at", "authors"])
        if row.plan.title != made.title[:200]:
            row.plan.title = made.title[:200]
            row.plan.save(update_fields=["title"])
    note(digest=digest)
    return digest


def _authors(held: list[str], actor: Actor) -> list[str]:
    me = str(actor.uid) if actor.uid else ""
    return [*(one for one in held if one != me), *([me] if me else [])]


def _read(text: str) -> Any:
    try:
        return documents.read_text(text)
    except documents.Unreadable as wrong:
        raise rules.NotAPlan(line=wrong.faults[0].line, more=len(wrong.faults) - 1) from None


def _no_longer_waiting(actor: Actor, row: PlanVersion, at: datetime) -> None:
    if row.proposal_uid:
        access.withdraw_proposal(actor, proposal=row.proposal_uid, at=at)


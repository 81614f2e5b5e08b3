"""What is allowed with a plan and why not, and what makes one stale. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.kernel.states import StateTable
from safeconduct.plans.checks import completeness, run
from safeconduct.plans.document import KINDS

LIFE = StateTable(
    "plan version",
    "draft",
    {("draft", "change"): "draft", ("draft", "ask_review"): "in_review", ("in_review", "send_back"): "draft", ("in_review", "approve"): "approved", ("approved", "supersede"): "superseded"},
)
PUBLISHED = ("approved", "superseded")
OPEN = ("draft", "in_review")
CHANGED_SHARE = 0.25  # of the community, our proposal
REVIEW_HOURS = 30 * 24  # so long a plan waits for a second person before it is asked for anew
FORGETS = {
    "answered_date", "tested_date", "agreement_date", "inspected_date", "exercise_date", "exercise_kind", "migrants_took_part", "reviewed_date", "next_review_date", "reviewed", "done",
}  # fmt: skip
"""What an example only invents: answers, tests, signatures, drills, reviews."""


class NotAPlan(Refusal):
    """A text that is no plan, or a value that does not fit its field."""

    text = _("This cannot be read as a plan: line %(line)s needs another look, %(more)s more after it. Nothing was changed.")
    status = 422


class ChangedMeanwhile(Refusal):
    """Somebody changed the same fields after they were opened."""

    text = _("Somebody changed this since you opened it, at %(places)s. Nothing of yours is lost: compare, and send it again.")


class NoSuchPlace(Refusal):
    """A change of something that this kind of document does not have, or no longer."""

    text = _("This entry is not there any more. Open the section again.")


class OtherKind(Refusal):
    """A document of another kind than its plan."""

    text = _("This is another kind of document than the plan. Begin a new plan with it.")


class OwnWork(Refusal):
    """The author would approve the own work."""

    text = _("Whoever wrote in this version does not approve it. Ask a second person.")


class ErrorsStand(Refusal):
    """A plan with errors is not approved."""

    text = _("Errors stand, %(n)s in all: %(checks)s. They must be mended before the plan is approved.")


class ReadAgain(Refusal):
    """What would be approved is not what was read."""

    text = _("This version is not the one that you read. Read it again.")


class DraftIsOpen(Refusal):
    """A plan has one draft at a time."""

    text = _("This plan has a draft already. Go on with that one.")


class NothingInForce(Refusal):
    """The next draft begins from what is in force."""

    text = _("No version of this plan is in force yet.")


class NoReason(Refusal):
    """Sent back without a word."""

    text = _("Say what must change, so that the author can do it.")


class NoTitle(Refusal):
    """A plan without a title."""

    text = _("Give the plan a title by which people will find it.")


class Empty(Refusal):
    """Neither a kind nor a ready plan."""

    text = _("Choose what kind of plan it is, or a ready one to begin from.")


def check_approver(approver: UUID | None, authors: Iterable[str]) -> None:
    """Refuse ``OwnWork`` for whoever wrote in the version."""
    if approver is None or str(approver) in set(authors):
        raise OwnWork()


def check_errors(findings: Iterable[Any]) -> None:
    """Refuse ``ErrorsStand`` where a finding of severity error stands; names the checks."""
    wrong = [one.check for one in findings if one.severity == "error"]
    if wrong:
        raise ErrorsStand(n=len(wrong), checks=", ".join(sorted(set(wrong))))


@dataclass(frozen=True)
class Counts:
    """How a document stands: findings by severity, completeness of 100 (procedures: 100)."""

    errors: int
    warnings: int
    notes: int
    complete: int


def counts(document: Any, findings: Sequence[Any]) -> Counts:
    """The counts of a document's findings."""
    said = [one.severity for one in findings]
    return Counts(said.count("error"), said.count("warning"), said.count("note"), 100 if document.kind == "sop" else int(completeness(document) * 100))


def blank(kind: str, *, title: str, country: str = "", language: str = "en") -> Any:
    """An empty document of a kind."""
    return KINDS[kind](title=title, country=country, language=language)


def opened(example: Any) -> Any:
    """An example as a draft of one's own: what it only invents (answers, tests, drills, reviews) is cleared."""
    return replace(_cleared(example), example=False, as_of=None)


def _cleared(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return tuple(_cleared(one) for one in thing)
    if not is_dataclass(thing):
        return thing
    return replace(thing, **{f.name: f.default if f.name in FORGETS else _cleared(getattr(thing, f.name)) for f in fields(thing) if f.init})


def next_review(document: Any, approved_on: date) -> date:
    """When a version is looked at again: as it says, but a year after its approval at the latest."""
    latest = approved_on + timedelta(days=365)
    said = document.review.next_review_date
    return min(said, latest) if said and said > approved_on else latest


@dataclass(frozen=True)
class Known:
    """What the rooms below know about the place of a plan: newest estimates (code of the area: best, month), levels declared ((rank, when), by scheme)."""

    estimates: dict[str, tuple[int, date]]
    levels: dict[str, list[tuple[int, datetime]]]


# the check that speaks of a fact that grows old, and the reason that it gives
AGEING = {"contact.stale": "contact_old", "agreement.expired": "agreement_lapsed", "stock.expired": "stock_expired", "warden.untested": "warden_untested"}


def stale_because(document: Any, *, approved_at: datetime, review_date: date | None, on: date, known: Known) -> list[dict[str, Any]]:
    """
    Which facts made a version in force stale, as codes with numbers; empty where none did. Staleness asks for a review and blocks nothing.

    The review date has passed, a contact has not answered for 180 days, an agreement or stock has lapsed, wardens were not tested,
    the community changed by more than a quarter, a level was raised since. The head of post and changed role holders are not watched
    yet: they need the contacts of partners.
    """
    out: list[dict[str, Any]] = []
    if review_date and review_date < on:
        out.append({"code": "review_due", "days": (on - review_date).days})
    found = [one.check for one in run(document, on)]
    out += [{"code": code, "n": found.count(check)} for check, code in AGEING.items() if check in found]
    share = community_change(document, known.estimates)
    if share is not None and share > CHANGED_SHARE:
        out.append({"code": "community_changed", "percent": round(share * 100)})
    raised = [rank for told in known.levels.values() for rank in [_raised(told, approved_at)] if rank]
    if raised:
        out.append({"code": "level_raised", "rank": max(raised)})
    return out


def _raised(told: Sequence[tuple[int, datetime]], since: datetime) -> int:
    """The highest rank to which a level was raised after a moment; 0 where none was."""
    before, highest = 0, 0
    for rank, when in sorted(told, key=lambda one: one[1]):
        if when > since and rank > before:
            highest = max(highest, rank)
        before = rank
    return highest


def community_change(document: Any, estimates: dict[str, tuple[int, date]]) -> float | None:
    """By which share the people in the areas of the plan are more or fewer than it says, by newer estimates; None where nothing newer is known."""
    if document.kind == "sop":
        return None
    codes = {area.key: area.code for area in document.identity.areas if area.code}
    told = now = 0
    for one in document.community.estimates:
        newer = estimates.get(codes.get(one.area, ""))
        if newer and one.people and (one.estimated_date is None or newer[1] > one.estimated_date):
            told, now = told + one.people.best, now + newer[0]
    return abs(now - told) / told if told else None

"""How estimates are summed and who is not heard of; which cells of a table may be shown is `web.withheld`. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.web.withheld import Table, suppressed, suppressed_list

__all__ = ["Table", "suppressed", "suppressed_list"]

AGES = ("0-4", "5-11", "12-17", "18-59", "60+", "unknown")
SEXES = ("f", "m", "x", "")
DIFFICULTY = ("difficulty", "not_known")  # nobody is asked the Washington Group's questions: where nothing is on file it is not known, never "no"
FUNCTIONS: dict[str, tuple[str, ...]] = {
    # the six functions of the Washington Group's short set, each with what a rescuer must bring that tells of it; three that nothing on file tells of
    "seeing": ("read_aloud",), "hearing": ("sign_interpreter",), "walking": ("wheelchair", "carried"), "remembering": (), "self_care": (), "communicating": (),
}  # fmt: skip


class NotARange(Refusal):
    """A figure that is not low, best, high."""

    text = _("A figure needs a lowest and a highest number, the lowest first; the best one lies between.")


class NotAFigure(Refusal):
    """A figure of a kind that we do not show."""

    text = _("%(of)s is not one of the figures of a crisis.")


class NoSource(Refusal):
    """A figure without whoever says it."""

    text = _("Say who gives this figure. A figure without a source is not kept.")


class FromTheFuture(Refusal):
    """A figure that holds for a moment that has not come."""

    text = _("This figure would hold for a moment that has not come yet.")


class OutOfSight(Refusal):
    """A report over labels that its maker does not see."""

    text = _("This report counts what you may not see. Draw it up again.")


def check_range(low: int, best: int | None, high: int) -> None:
    """Refuse ``NotARange``."""
    if low < 0 or high < low or (best is not None and not low <= best <= high):
        raise NotARange()


def difficulties(needs: Iterable[str]) -> set[str]:
    """The functions of which a difficulty follows from what a rescuer must bring."""
    held = set(needs)
    return {function for function, told in FUNCTIONS.items() if held & set(told)}


@dataclass(frozen=True)
class Range:
    """What is known only as a range."""

    low: int
    best: int | None
    high: int


@dataclass(frozen=True)
class Estimate:
    """One source's estimate of people of a nationality (empty: of all) in an area."""

    path: str
    nationality: str
    source: str
    month: date
    low: int
    best: int | None
    high: int


def newest(estimates: Iterable[Estimate]) -> list[Estimate]:
    """The newest month of each source for each area and nationality."""
    out: dict[tuple[str, str, str], Estimate] = {}
    for one in estimates:
        key = (one.path, one.nationality, one.source)
        if key not in out or one.month > out[key].month:
            out[key] = one
    return list(out.values())


def present(estimates: Iterable[Estimate]) -> Range | None:
    """
    All who are thought to be there: areas are added, sources for one area are not.

    Where several sources speak of one area the range runs from their lowest to their highest, and the best is that of the
    newest. An area inside another that has an estimate, and a nationality beside an estimate of all, are in it already.
    None where nothing is estimated; no best where one area has none.
    """
    held = newest(estimates)
    paths = {(one.path, one.nationality) for one in held}

    def covered(one: Estimate) -> bool:
        above = ["/".join(one.path.split("/")[:n]) for n in range(1, one.path.count("/") + 1)]
        return any((path, kind) in paths for path in above for kind in {one.nationality, ""}) or (one.nationality != "" and (one.path, "") in paths)

    ranges = []
    key = lambda one: (one.path, one.nationality)  # noqa: E731
    for _key, group in groupby(sorted((one for one in held if not covered(one)), key=key), key=key):
        said = sorted(group, key=lambda one: one.month)
        ranges.append(Range(min(one.low for one in said), next((one.best for one in reversed(said) if one.best is not None), None), max(one.high for one in said)))
    if not ranges:
        return None
    best = sum(one.best for one in ranges) if all(one.best is not None for one in ranges) else None
    return Range(sum(one.low for one in ranges), best, sum(one.high for one in ranges))


def not_heard_of(estimated: Range | None, *, on_file: int, forward: int) -> Range | None:
    """
    Estimated present, and neither on file nor come forward, as a range.

    Whoever came forward may also be on file, so that between ``on_file`` and ``on_file + forward`` people are known.
    """
    if estimated is None:
        return None
    low, high = max(0, estimated.low - on_file - forward), max(0, estimated.high - on_file)
    best = None if estimated.best is None else min(max(low, estimated.best - on_file - forward), high)
    return Range(low, best, high)


def by_lateness(tasks: Iterable[Any], now: Any) -> list[Any]:
    """Tasks with those that are late first, the longest late on top, then what is due next, then what is done, newest first."""
    tasks = [one for one in tasks if one.state != "dropped"]
    late = sorted((one for one in tasks if one.state == "open" and one.due_at < now), key=lambda one: one.due_at)
    due = sorted((one for one in tasks if one.state == "open" and one.due_at >= now), key=lambda one: one.due_at)
    done = sorted((one for one in tasks if one.state == "done"), key=lambda one: one.done_at or one.due_at, reverse=True)
    return late + due + done

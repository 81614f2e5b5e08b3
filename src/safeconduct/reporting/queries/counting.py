"""A crisis in numbers, as far as the reader may see. A fixed number of statements, whatever the number of people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from safeconduct.cases import queries as cases
from safeconduct.checkins import queries as checkins
from safeconduct.crises.queries import CrisisCard
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.refusals import NotFound
from safeconduct.places import queries as places
from safeconduct.places.rules import inside
from safeconduct.reporting import rules
from safeconduct.reporting.words import OUTCOMES, REASONS, STATES, figure
from safeconduct.web.drawn import Stage

CRITICAL = 1  # classes T0 and T1


@dataclass(frozen=True)
class Numbers:
    """What is counted of a crisis. ``on_file`` and ``forward`` are kept apart; ``by`` counts (record, state, reason)."""

    as_of: datetime
    by: Mapping[tuple[str, str, str], int]
    reached: int
    present: rules.Range | None
    estimates: tuple[rules.Estimate, ...]
    cases: Mapping[tuple[int, str], int]
    exercise: bool = False

    def of(self, record: str, *states: str, reason: str | None = None) -> int:
        """People of a record kind, at these standings (all where none is named), for a reason."""
        return sum(n for (r, state, why), n in self.by.items() if r == record and (not states or state in states) and (reason is None or why == reason))

    @property
    def on_file(self) -> int:
        """People of the register in this crisis."""
        return self.of("on_file")

    @property
    def forward(self) -> int:
        """People who came forward and are on no file."""
        return self.of("provisional")

    @property
    def not_yet(self) -> int:
        """People on file who are not yet accounted for."""
        return self.of("on_file", "not_yet")

    @property
    def accounted(self) -> int:
        """People on file who are accounted for."""
        return self.on_file - self.not_yet

    @property
    def critical(self) -> int:
        """Requests of the two most urgent classes that are open."""
        return sum(n for (triage, state), n in self.cases.items() if triage <= CRITICAL and state != "closed")


def check_crisis(actor: Actor, crisis: CrisisCard) -> None:
    """Refuse ``NotFound`` where the right at hand does not reach this crisis."""
    if actor.crises and crisis.uid not in actor.crises:
        raise NotFound()


def estimates(actor: Actor, crisis: CrisisCard) -> tuple[rules.Estimate, ...]:
    """Estimates of presence in the places of a crisis: of nationals for the organ of a State, of everybody for others. A statement a country."""
    found = [one for country in sorted({path.split("/")[0] for path in crisis.paths}) for one in places.presence(path=country, nationality=actor.state)]
    kept = [one for one in found if any(inside(one.path, path) for path in crisis.paths)]
    return tuple(rules.newest(rules.Estimate(one.path, one.nationality, one.source, one.month, one.low, one.best, one.high) for one in kept))


def numbers(actor: Actor, crisis: CrisisCard, at: datetime) -> Numbers:
    """Everything that is counted of a crisis at this moment; ``NotFound`` outside the right's crises. Two statements and one a country."""
    check_crisis(actor, crisis)
    by: Counter[tuple[str, str, str]] = Counter()
    reached = 0
    for one in checkins.counts(actor, crisis.uid):
        by[one.record, one.state, one.reason] += one.people
        if one.record == "on_file" and (one.reached or one.state != "not_yet"):
            reached += one.people
    held = estimates(actor, crisis)
    return Numbers(at, dict(by), reached, rules.present(held), held, cases.counts(actor, crisis.uid), bool(actor.space))


def figures(counted: Numbers, links: Mapping[str, str] | None = None) -> dict[str, Figure]:
    """Every figure of a crisis by its key, each with meaning, source and moment; ``links`` are the records behind them."""
    links, out = links or {}, {}

    def put(key: str, value: int | None = None, **more: Any) -> None:
        out[key] = figure(key, value, as_of=counted.as_of, url=links.get(key, ""), exercise=counted.exercise, **more)

    sources = ", ".join(sorted({f"{one.source}, {one.month:%Y-%m}" for one in counted.estimates}))
    if counted.present is not None:
        put("present", low=counted.present.low, best=counted.present.best, high=counted.present.high, source=sources)
    put("on_file", counted.on_file)
    put("reached", counted.reached)
    put("accounted", counted.accounted)
    for state in STATES:
        put(state, counted.of("on_file", state))
    put("moved_on", counted.of("on_file", *OUTCOMES))
    put("not_yet", counted.not_yet)
    for reason in REASONS:
        put(reason, counted.of("on_file", "not_yet", reason=reason))
    other = counted.not_yet - sum(out[reason].value or 0 for reason in REASONS)
    if other:
        put("other_reason", other)
    put("forward", counted.forward)
    put("forward_needs", counted.of("provisional", "needs_assistance"))
    put("forward_other", counted.forward - counted.of("provisional", "needs_assistance"))
    unheard = rules.not_heard_of(counted.present, on_file=counted.on_file, forward=counted.forward)
    if unheard is not None:
        put("not_heard", low=unheard.low, best=unheard.best, high=unheard.high)
    for outcome in OUTCOMES:
        put(outcome, counted.of("on_file", outcome))
    put("critical", counted.critical)
    put("open_cases", sum(n for (_t, state), n in counted.cases.items() if state != "closed"))
    put("closed_cases", sum(n for (_t, state), n in counted.cases.items() if state == "closed"))
    return out


FUNNEL = (
    ("present", "stage", "present", True), ("on_file", "stage", "present", True), ("reached", "stage", "present", True),
    ("accounted", "sum", "accounted", True), ("safe_staying", "part", "accounted", True), ("wants_to_leave", "part", "accounted", True),
    ("needs_assistance", "part", "need", True), ("moved_on", "part", "accounted", True),
    ("not_yet", "sum", "missing", True), *((reason, "part", "missing", True) for reason in (*REASONS, "other_reason")),
    ("forward", "sum", "present", True), ("forward_needs", "part", "need", True), ("forward_other", "part", "accounted", True),
    ("not_heard", "sum", "missing", False),
)  # fmt: skip


def stages(shown: Mapping[str, Figure]) -> list[Stage]:
    """The funnel in its order. On file, came forward and not heard of stand apart and are never added up."""
    return [Stage(shown[key], kind, tone, bar) for key, kind, tone, bar in FUNNEL if key in shown]


def outcomes(shown: Mapping[str, Figure]) -> list[Figure]:
    """What became of people, as large numbers."""
    return [shown[key] for key in OUTCOMES]

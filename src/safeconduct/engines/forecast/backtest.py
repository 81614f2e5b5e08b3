"""The engine on its own past: what it would have said, what came, and whether to trust it here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .counts import Series, series
from .experts import Tuning
from .model import Case
from .reach import Reach
from .solve import Look, _checked, interval_of
from .tuned import TUNED

ENOUGH_LOOKS = 3
MOST_DAYS = 400
GAIN = 0.05
LEAST_GAIN = 0.002


@dataclass(frozen=True)
class Scored:
    """One past day: error of the forecast and of its peer (averaged relative difference), and the fan's hits."""

    day: int
    error: float
    peer: float
    held: int
    judged: int
    width: float


@dataclass(frozen=True)
class HorizonScore:
    """
    How the forecast did at one horizon.

    ``error`` and ``peer`` are mean averaged relative differences; the peer is *level persistence* (the last counts
    again), or *share persistence* where ``total_given``. ``coverage`` is the share of counts inside the 80 % fan,
    ``width`` the mean width of that fan over the total counted. ``trust`` is yes, no or too early; ``verdict`` says it
    in a sentence.
    """

    horizon: int
    total_given: bool
    days: int
    looks: int
    error: float | None
    peer: float | None
    better: float | None
    coverage: float | None
    width: float | None
    trust: str
    verdict: str
    scored: tuple[Scored, ...]


@dataclass(frozen=True)
class BackTest:
    """What `backtest` returns: one score a horizon, and the shortest honest summary."""

    first: int
    last: int
    horizons: tuple[HorizonScore, ...]
    verdict: str


def backtest(
    case: Case,
    day: int | None = None,
    horizons: Sequence[int] = (30, 90),
    *,
    first: int = 15,
    step: int = 10,
    total_given: bool = False,
    tuning: Tuning | None = None,
) -> BackTest:
    """
    Forecast from every ``step``-th past day with what was known then, and score it against the counts that came.

    Truth is the straight line between counts up to ``day``, in the units that were in force on the day of the forecast
    (a later re-registration is not held against it). At most the last 400 such days are judged. A past day counts when places with at least half of the people
    have a count at or after the day forecast. The peer is level persistence, or share persistence with ``total_given``.
    Raises `ForecastError` for a horizon out of range.
    """
    tuning = tuning or TUNED
    day = case.last_day if day is None else int(day)
    known = case.until(day)
    later = series(known)
    reach = Reach(known)
    scores = []
    for horizon, _ in _checked(horizons, {}):
        rows = []
        for then in range(first, day - horizon + 1, step)[-MOST_DAYS:]:
            row = _score(known.until(then), later, reach, then, horizon, total_given, tuning)
            if row is not None:
                rows.append(row)
        scores.append(_judge(horizon, total_given, rows))
    return BackTest(first, day, tuple(scores), " ".join(s.verdict for s in scores))


def _score(past: Case, later: list[Series], reach: Reach, then: int, horizon: int, given: bool, tuning: Tuning) -> Scored | None:
    history = series(past)
    last = np.array([s.people[-1] if len(s.people) else 0.0 for s in history])
    if last.sum() <= 0:
        return None
    truth, counted = came(history, later, then + horizon)
    total = truth.sum()
    if total <= 0 or last[counted].sum() < 0.5 * last.sum():
        return None
    look = Look(past, history, reach, then, horizon, tuning)
    people, low, high = interval_of(look, total + last[~counted].sum() if given else None)
    if given:
        people, last = _to(people * counted, total), _to(last * counted, total)
    error = float(np.abs(people - truth)[counted].sum() / total)
    peer = float(np.abs(last - truth)[counted].sum() / total)
    judged = counted & ((truth > 0) | (people > 0))
    held = (low <= truth) & (truth <= high) & judged
    return Scored(then, error, peer, int(held.sum()), int(judged.sum()), float((high - low)[judged].sum() / total))


def came(history: list[Series], later: list[Series], day: int) -> tuple[np.ndarray, np.ndarray]:
    """People who came by ``day``, in the units of ``history``, and which places have a count to tell it by."""
    truth = np.zeros(len(later))
    counted = np.zeros(len(later), bool)
    for i, (then, now) in enumerate(zip(history, later, strict=True)):
        if len(now.days) == 0 or day > now.days[-1]:
            continue
        counted[i] = True
        truth[i] = np.interp(day, now.days, now.people)
        if len(then.days):
            same = now.people[len(then.days) - 1]
            if same > 0 and then.people[-1] > 0:
                truth[i] *= then.people[-1] / same
    return np.where(counted, truth, 0.0), counted


def _to(people: np.ndarray, total: float) -> np.ndarray:
    have = people.sum()
    return people * total / have if have > 0 else np.full(len(people), total / len(people))


def _judge(horizon: int, given: bool, rows: list[Scored]) -> HorizonScore:
    peer_name = "the last shares again" if given else "the last counts again"
    if not rows:
        text = f"Too early to say at {horizon} days: no past day can be judged yet; use {peer_name}."
        return HorizonScore(horizon, given, 0, 0, None, None, None, None, None, "too early", text, ())
    error, peer = (float(np.mean([getattr(r, k) for r in rows])) for k in ("error", "peer"))
    judged = sum(r.judged for r in rows)
    coverage = sum(r.held for r in rows) / judged if judged else None
    better = float(np.mean([r.error <= r.peer for r in rows]))
    looks = (rows[-1].day - rows[0].day) // horizon + 1
    facts = (
        f"on {len(rows)} past days it had {_per_100(error)} of 100 people in the wrong place or number, "
        f"{peer_name} {_per_100(peer)}; its 80 % fan held {round(100 * (coverage or 0))} % of the counts that came"
    )
    if looks < ENOUGH_LOOKS:
        stretches = "1 stretch" if looks == 1 else f"{looks} stretches"
        trust, text = "too early", f"Too early to trust it at {horizon} days: only {stretches} of that length can be judged ({facts})."
    elif error <= (1 - GAIN) * peer and peer - error >= LEAST_GAIN and better >= 0.5:
        trust, text = "yes", f"Trust it here at {horizon} days: {facts}."
    elif error <= max(1.05 * peer, peer + 0.01):
        trust, text = "no", f"No better here than {peer_name} at {horizon} days: {facts}. Its fan is still of use."
    else:
        trust, text = "no", f"Do not trust it here at {horizon} days, use {peer_name}: {facts}."
    return HorizonScore(
        horizon, given, len(rows), looks, round(error, 4), round(peer, 4), round(better, 3), None if coverage is None else round(coverage, 3),
        round(float(np.mean([r.width for r in rows])), 3), trust, text, tuple(rows),
    )  # fmt: skip


def _per_100(error: float) -> str:
    return f"{100 * error:.1f}"

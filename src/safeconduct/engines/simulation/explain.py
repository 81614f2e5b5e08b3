"""An answer in sentences. Figures have at most two digits: more would claim what a simulation cannot know."""

from __future__ import annotations

from math import floor, log10

from .model import DAY, KNOWN
from .result import Moves, Spread, chance, illustration, leading, left_behind, outcome, peaks, stock_outs, times, waiting
from .solve import Simulation
from .whatif import Row

ILLUSTRATION = "Illustration, not forecast: what moves this result most is a guess. It cannot be the reason for an approval or a level."
CERTAIN = "Illustration, not forecast: nothing in this case is uncertain, as if a plan were kept to the minute."
REPLAYED = (
    "In a replay of four published operations the band of such runs held fewer of the published figures than it should (8 of 15), "
    "and for one of them the plain rule that the rate of the first 48 hours goes on was nearer."
)
FORECAST = "What moves this result most was measured here or published elsewhere."
KINDS = {"call": "waiting to be called forward", "station": "the queue at", "leg": "waiting for a vehicle to"}
ORIGINS = {"measured": "measured here", "published": "published elsewhere", "guess": "a guess"}


def two(value: float) -> str:
    """The number with at most two digits that are not nought."""
    if value == 0:
        return "0"
    size = floor(log10(abs(value)))
    rounded = round(value, 1 - size)
    return f"{rounded:,.0f}" if size >= 1 or rounded == int(rounded) else f"{rounded:.{max(0, 1 - size)}f}"


def duration(seconds: int) -> str:
    """A time in the unit in which people speak of it."""
    much = abs(seconds)
    unit, size = ("day", DAY) if much >= 2 * DAY else ("hour", 3600) if much >= 2 * 3600 else ("minute", 60)
    number = two(seconds / size)
    return f"{number} {unit}" + ("" if number in ("1", "-1") else "s")


def range_of(found: Spread, say=duration) -> str:
    """Median and the span of four runs in five."""
    part = lambda v: "not within the time looked at" if v is None else say(v)  # noqa: E731
    if found.mid is None:
        return part(None) + (f" in most runs (at best {say(found.low)})" if found.low is not None else "")
    return f"about {part(found.mid)} (in four runs of five {part(found.low)} to {part(found.high)})"


def explain(simulation: Simulation, table: list[Row] | None = None) -> list[str]:
    """The whole answer: heading, times, aim, bottleneck, crowds, stocks, who is left, what moves it, what would change it."""
    case, found = simulation.case, times(simulation)
    out = [(ILLUSTRATION if leading(simulation) else CERTAIN) if illustration(simulation) else FORECAST, REPLAYED]
    if not int(simulation.found["wants"].sum()):
        return [*out, "Nobody wants to leave."]
    for share, words in ((50, "Half"), (90, "Nine in ten"), (99, "99 in 100")):
        out.append(f"{words} of those who want to leave are in a place of safety: {range_of(found[share])}.")
    if case.target:
        out.append(f"The aim, {two(case.target_share * 100)} % within {duration(case.target)}, is met in {two(chance(simulation) / 10)} % of the runs.")
    rows = waiting(simulation)
    if rows and rows[0].hours.mid:
        first = rows[0]
        out.append(f"People wait longest {'' if first.kind == 'call' else 'in '}{place(first.kind, first.key)}: {range_of(first.share, lambda v: f'{two(v)} %')} of all waiting hours.")
    for kind, key, many in peaks(simulation):
        if many.high:
            out.append(f"Most people at one time, {'at ' + key if kind == 'point' else place(kind, key)}: {range_of(many, two)}.")
    for key, when, often in stock_outs(simulation):
        out.append(f"{key} is used up: {range_of(when)}; that happens in {two(often / 10)} % of the runs." if often else f"{key} lasts.")
    for by in ("group", "place"):
        for name, many in left_behind(simulation, by).items():
            if many.high:
                out.append(f"Not in safety after {duration(case.horizon)} though they want to leave, {name}: {range_of(many, two)} people.")
    out += [moved(m) for m in leading(simulation)]
    out += [would(row) for row in table or () if row.sign]
    return out


def place(kind: str, key: str) -> str:
    """Where people wait, in words."""
    return KINDS[kind] if kind == "call" else f"{KINDS[kind]} {key}"


def moved(one: Moves) -> str:
    """An assumption, where it came from, and what it does."""
    a = one.assumption
    name = a.label or (KNOWN[a.name][0] if a.name in KNOWN else f"times the stated minutes at {a.name[8:]}")
    what = "nine in ten are safe" if one.outcome == "time 90" else "people are safe on average"
    effect = f"where it is high, {what} {duration(abs(one.seconds))} {'later' if one.seconds > 0 else 'sooner'} than where it is low" if one.seconds else "it moves the result little"
    return f"Assumed: {name}, {two(a.best)} ({two(a.low)} to {two(a.high)}), {ORIGINS[a.origin]}{f': {a.source}' if a.source else ''}; {effect}."


def would(row: Row) -> str:
    """A line of the what-if table."""
    what = "one more" if row.sign == "+" else "one less" if row.what in ("vehicle", "desk") else "without"
    name = f"{row.what} {row.key}".strip()
    change = row.change if row.change.mid or row.change.low or row.change.high else row.mean
    on = "nine in ten are safe" if change is row.change else "people are safe on average"
    mid = change.mid or 0
    said = "no difference" if not mid else f"{on} {duration(abs(mid))} {'later' if mid > 0 else 'sooner'}"
    signed = lambda v: f"{'+' if v > 0 else ''}{duration(v)}" if v else "0"  # noqa: E731
    return f"{'Half of the desks' if row.what == 'half the staff' else f'{what.capitalize()} {name}'}: {said} ({signed(change.low or 0)} to {signed(change.high or 0)}); the aim is met in {two(row.met / 10)} % of the runs."


def headline(simulation: Simulation) -> str:
    """The outcome that the assumptions are judged by, in words."""
    return "time until nine in ten are safe" if outcome(simulation)[0] == "time 90" else "mean time to safety"

"""From the alert to the assembly point: warned, decides, called forward, ready, there. Arrays of shape (runs, families), whole seconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from . import draws
from .model import NEVER, Call, Case


@dataclass(frozen=True, eq=False)
class Values:
    """One value of each assumption a replication: float64 (runs,)."""

    case: Case
    seed: int
    runs: range

    def __post_init__(self):
        object.__setattr__(self, "held", {})

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self.held:
            self.held[name] = draws.assumed(self.seed, self.runs, self.case.assumption(name))
        return self.held[name]

    def draw(self, purpose: str) -> np.ndarray:
        """A draw a family."""
        return draws.uniform(self.seed, self.runs, purpose, self.case.population.families)


def present(case: Case, values: Values) -> np.ndarray:
    """Who is there: everybody on a list, and those on none in the order of the rows until as many people are counted as this replication assumes."""
    people = case.population
    here = np.ones((len(values.runs), people.families), bool)
    if not people.listed.all():
        rank = np.cumsum(np.where(people.listed, 0, people.size))
        here &= people.listed | (rank[None] <= np.rint(values["unlisted"])[:, None])
    return here


def warned(case: Case, values: Values) -> np.ndarray:
    """When the first message is taken in; NEVER where none is. A channel that does not speak the family's language does not reach it."""
    people, runs = case.population, len(values.runs)
    if not case.channels and not case.wardens and not case.trees:
        return np.zeros((runs, people.families), np.int32)
    out = np.full((runs, people.families), NEVER, np.int32)
    before = np.cumsum(people.size) - people.size
    reach = values["reach"]
    for bit, channel in enumerate(case.channels):
        able = (people.channels >> bit & 1).astype(bool)
        if channel.languages:
            able &= np.isin(people.language, [i for i, name in enumerate(people.languages) if name in channel.languages])
        if not able.any():
            continue
        sent = channel.at + (np.rint(before * 3600 / channel.people_hour) if channel.people_hour else np.zeros(people.families))
        when = draws.times(channel.delay, values.draw(f"delay {channel.key}")) + np.minimum(sent, NEVER // 2).astype(np.int32)
        heard = (values.draw(f"reach {channel.key}") < draws.cut(channel.reach * reach)[:, None]) & able
        np.minimum(out, np.where(heard, when, NEVER), out=out)
    if case.wardens and (people.warden >= 0).any():
        when, chance = _calls(case)
        heard = values.draw("wardens") < draws.cut(chance[None] * reach[:, None])
        np.minimum(out, np.where(heard & (people.warden >= 0), when, NEVER), out=out)
    for tree in case.trees:
        np.minimum(out, _down(tree, values.draw(f"tree {tree.key}") < draws.cut(_link(tree) * reach)[:, None], people.listed), out=out)
    return out


def _link(one) -> float:
    """The chance that a call, or the call to the alternate, gets through."""
    return 1 - (1 - one.success) ** 2 if one.alternate else one.success


def _down(tree, through: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """When each family on the list is rung, level by level; row j of the list is rung by row j // fan_out - 1, the first ones by the post."""
    out = np.full(through.shape, NEVER, np.int32)
    rows = np.flatnonzero(listed)
    when = np.full((len(through), len(rows)), NEVER, np.int64)
    start, stop = 0, min(tree.fan_out, len(rows))
    while start < stop:
        at = np.arange(start, stop)
        before = np.full((len(through), len(at)), tree.at) if start == 0 else when[:, at // tree.fan_out - 1]
        rung = before + np.rint(tree.seconds * (at % tree.fan_out + 1)).astype(np.int64)
        when[:, at] = np.where(through[:, rows[at]] & (before < NEVER), np.minimum(rung, NEVER), NEVER)
        start, stop = stop, min(tree.fan_out * (stop + 1), len(rows))
    out[:, rows] = when
    return out


def _calls(case: Case):
    """By family: when its warden rings, and the chance that this reaches."""
    people = case.population
    when = np.full(people.families, NEVER, np.int32)
    chance = np.zeros(people.families)
    for i, warden in enumerate(case.wardens):
        mine = np.flatnonzero(people.warden == i)
        when[mine] = np.minimum(warden.at + np.rint(warden.seconds * (np.arange(len(mine)) + 1)), NEVER // 2)
        chance[mine] = _link(warden)
    return when, chance


@dataclass(frozen=True, eq=False)
class Decided:
    """``time`` at which a family makes up its mind to leave (NEVER: it stays or was not reached), ``wants`` it would leave if reached, ``reason`` why it stays: -1 none."""

    time: np.ndarray
    wants: np.ndarray
    reason: np.ndarray | None


def decided(case: Case, values: Values, told: np.ndarray) -> Decided:
    """
    Who leaves and when they have made up their mind: D(t) = N p(week, reasons).

    The share p is the replication's take-up times what each of a family's reasons to stay leaves of it. Those who will leave do so in the weeks that the case
    states; nobody before being warned, and not before their own time to decide.
    """
    chance = np.broadcast_to(values["take_up"][:, None], told.shape)
    reason = None
    if case.reasons:
        chance = chance.copy()
        reason = np.full(told.shape, -1, np.int8)
        for i, one in enumerate(case.reasons):
            has = values.draw(f"reason {one.name}") < draws.cut(one.share)
            reason[has & (reason < 0)] = i
            chance[has] *= one.factor
    draw = values.draw("leave")
    limit = draws.cut(chance)
    wants = draw < limit
    ready = told
    if case.weeks:
        part = (draw + 0.5) / np.maximum(limit, 1)
        at, share = zip(*case.weeks, strict=True)
        share = np.array(share) / (share[-1] or 1.0)
        minded = np.rint(np.interp(part, share, np.array(at, float))).astype(np.int32)
        ready = np.maximum(told, minded)
    time = ready + draws.times(case.decide, values.draw("decide"), values["decide"])
    return Decided(np.where(wants & (told < NEVER), np.minimum(time, NEVER), NEVER).astype(np.int32), wants, reason)


def called(case: Case, values: Values, minded: np.ndarray) -> np.ndarray:
    """When a family is called forward; those who come uncalled are called when they decide."""
    if case.call is None:
        return minded
    alone = values.draw("uncalled") < draws.cut(values["uncalled"])[:, None]
    waits = np.where(alone, NEVER, minded)
    out = slots(case.call, waits, case.population.size, _ranks(case), case.horizon)
    return np.where(alone, minded, out)


def _ranks(case: Case) -> np.ndarray:
    order = {name: i for i, name in enumerate(case.call.order)}
    rank = np.array([order.get(name, len(order)) for name in case.population.groups], np.int64)
    return rank[case.population.group]


def slots(call: Call, minded: np.ndarray, size: np.ndarray, rank: np.ndarray, horizon: int) -> np.ndarray:
    """
    The slot in which each family is called: in each at most ``call.people`` people, lowest rank first, then who decided first; a family stands together, so
    the first that does not fit ends its rank for this slot. A family larger than a slot has one for itself.
    """
    runs, families = minded.shape
    out = np.full(minded.shape, NEVER, np.int32)
    lines = []
    for one in np.unique(rank).tolist():
        mine = np.flatnonzero(rank == one)
        key = (minded[:, mine].astype(np.int64) << 20) | np.arange(len(mine))
        key.sort(axis=1)
        family = mine[key & ((1 << 20) - 1)]
        time = (key >> 20).astype(np.int32)
        sums = np.zeros((runs, len(mine) + 1), np.int64)
        np.cumsum(size[family], axis=1, out=sums[:, 1:])
        lines.append((family, time, sums, np.zeros(runs, np.int64), np.full((runs, len(mine)), NEVER, np.int32)))
    row = np.arange(runs)
    count = horizon // call.slot + 1
    known = [_by_slot(time, call.slot, count) for _, time, _, _, _ in lines]
    for n in range(count):
        left = np.full(runs, call.people, np.int64)
        for i, (family, time, sums, at, when) in enumerate(lines):
            width = family.shape[1]
            by_now = known[i][:, n]
            if not (by_now > at).any():
                continue
            people, base = sums.ravel(), row * (width + 1)
            begin = people.take(base + at)
            stop = _fits(people, base, at, np.minimum(by_now, at + call.people), begin + left)
            big = (stop == at) & (by_now > at) & (left == call.people) & (call.people > 0)
            stop = np.where(big, at + 1, stop)
            many = stop - at
            which = np.repeat(row, many)
            place = np.arange(len(which)) - np.repeat(np.cumsum(many) - many, many) + np.repeat(at, many)
            when[which, place] = n * call.slot
            left = np.maximum(left - (people.take(base + stop) - begin), 0)
            lines[i] = (family, time, sums, stop, when)
        if all((at >= family.shape[1]).all() for family, _, _, at, _ in lines):
            break
    for family, _, _, _, when in lines:
        np.put_along_axis(out, family, when, 1)
    return out


def _by_slot(time, slot, count):
    """How many of each row are there by each slot: int64 (runs, slots)."""
    runs = len(time)
    at = np.minimum(-(-time.astype(np.int64) // slot), count) + np.arange(runs)[:, None] * (count + 1)
    return np.cumsum(np.bincount(at.ravel(), minlength=runs * (count + 1)).reshape(runs, -1)[:, :-1], axis=1)


def _fits(people, base, low, high, most):
    """By row: the last place from ``low`` to ``high`` at which the people counted are not above ``most``."""
    for _ in range(int((high - low).max(initial=0)).bit_length() + 1):
        middle = (low + high + 1) >> 1
        here = people.take(base + np.maximum(middle, low)) <= most
        low, high = np.where(here, np.maximum(middle, low), low), np.where(here, high, middle - 1)
        high = np.maximum(low, high)
    return low


def gathered(case: Case, values: Values, calls: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """When a family sets out and when it is at its assembly point."""
    out = np.where(calls < NEVER, calls + draws.times(case.prepare, values.draw("prepare"), values["prepare"]), NEVER).astype(np.int32)
    draw, factor = values.draw("travel"), values["travel"]
    way = np.zeros(out.shape, np.int32)
    for i, place in enumerate(case.places):
        mine = np.flatnonzero(case.population.place == i)
        if len(mine):
            way[:, mine] = draws.times(place.travel, draw[:, mine], factor)
    return out, np.where(out < NEVER, np.minimum(out + way, NEVER), NEVER).astype(np.int32)

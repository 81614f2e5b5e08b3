"""The mean-field movement model: expected people on a road network, day by day, instead of agents one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Case, Movement


@dataclass(frozen=True)
class Roads:
    """
    The network of one day, ready to push people along.

    Arrays over directed links ``e``: ``src`` and ``dst`` (place index), ``weight`` (chance of choosing the link, sums to 1
    over the open links of a place), ``near`` and ``part`` (length in distance bins: whole part, and chance of one more).
    Arrays over places ``i``: ``leave`` (chance a day), ``onward`` (chance of going on at once on arrival), ``spawn``
    (share of newcomers that start there), ``camp`` (bool).
    """

    src: np.ndarray
    dst: np.ndarray
    weight: np.ndarray
    near: np.ndarray
    part: np.ndarray
    leave: np.ndarray
    onward: np.ndarray
    spawn: np.ndarray
    camp: np.ndarray
    stuck: np.ndarray


def turning_days(case: Case, first: int, last: int) -> list[int]:
    """Days from ``first`` to ``last`` (excluded) on which the network changes, ``first`` among them."""
    days = {first}
    for c in case.conflicts:
        days.update({c.start, *([c.end] if c.end is not None else [])})
        days.update(c.start + k * case.movement.decay_days for k in range(1, len(case.movement.decay)))
    for c in case.closures:
        days.update({c.start, *([c.end] if c.end is not None else [])})
    return sorted(d for d in days if first <= d < last)


def walk(case: Case, newcomers: np.ndarray, first: int = 0, crowd: Crowd | None = None, attraction: np.ndarray | None = None):
    """
    Run the model from day ``first``, one day for each row of ``newcomers`` ((days,) or (days, members)).

    Yields the crowd after each day: the same object, moved on. Give ``crowd`` to go on from a state. Where a place has a
    capacity, the room left is looked at every morning.
    """
    crowd = crowd or Crowd(case)
    turns = set(turning_days(case, first, first + len(newcomers)))
    net, left = None, None
    for i in range(len(newcomers)):
        before, left = left, room(case, first + i, crowd.at)
        moved_on = left is not None and (before is None or not np.array_equal(before, left))
        if net is None or moved_on or first + i in turns:
            net = roads(case, known_at(case, first + i), attraction, left)
        crowd.step(net, newcomers[i])
        yield crowd


def room(case: Case, day: float, people: np.ndarray) -> np.ndarray | None:
    """
    How willing people still are to choose each place, 1 to 0, from its capacity; None where no place has one.

    1 up to ``capacity_buffer`` of ``capacity_full`` times the capacity, then falling in a straight line to 0 at all of it.
    ``people`` is (places,) or (places, members).
    """
    known = [(i, p.capacity) for i, p in enumerate(case.places) if p.capacity is not None and p.capacity_from <= day]
    if not known:
        return None
    rule = case.movement
    out = np.ones_like(people)
    for i, capacity in known:
        full = rule.capacity_full * capacity
        lowest = rule.capacity_buffer * full
        out[i] = np.clip((full - people[i]) / max(full - lowest, 1e-9), 0.0, 1.0) if full > 0 else 0.0
    return out


def known_at(case: Case, day: float) -> tuple:
    """
    What the network looks like on ``day`` to somebody who stands on it, as a hashable key.

    Only conflicts and closures that have begun count. Conflict age enters by the step of the spawn decay it has reached.
    """
    steps = len(case.movement.decay)
    burning = tuple(
        (c.place, c.intensity, min(int((day - c.start) // case.movement.decay_days), steps - 1))
        for c in case.conflicts
        if c.start <= day and (c.end is None or c.end > day)
    )
    shut = tuple((c.kind, c.a, c.b) for c in case.closures if c.start <= day and (c.end is None or c.end > day))
    return burning, shut


def roads(case: Case, key: tuple, attraction: np.ndarray | None = None, room: np.ndarray | None = None) -> Roads:
    """
    The network under the conflicts and closures of ``key`` (of `known_at`).

    ``attraction`` and ``room`` (places,) or (places, members) multiply the weight of each place as a destination; room is
    what a capacity leaves of it.
    """
    burning, shut = key
    rule: Movement = case.movement
    n = len(case.places)
    intensity = np.zeros(n)
    spawn = np.zeros(n)
    for place, strength, step in burning:
        i = case.index[place]
        intensity[i] = max(intensity[i], strength)
        spawn[i] += case.population[i] * strength * rule.decay[step]
    kinds = case.kinds.copy()
    for kind, a, _ in shut:
        if kind == "camp" and a in case.index:
            kinds[case.index[a]] = "town"
    src, dst, km = case.links
    fighting = intensity > 0
    weight = open_links(case, shut).astype(float) * rule.conflict_weight ** intensity[dst]
    weight = weight / (rule.soften_km + km) ** rule.distance_power
    for factor in (room, attraction):
        if factor is not None:
            weight = (weight[:, None] if factor.ndim > weight.ndim else weight) * factor[dst]
    total = np.zeros((n, *weight.shape[1:]))
    np.add.at(total, src, weight)
    weight = weight / np.where(total > 0, total, 1.0)[src]
    length = np.maximum(km / (rule.km_a_day / rule.bins), 1.0)
    passing = (kinds == "forward") | (kinds == "marker")
    camp = (kinds == "camp") & ~fighting
    leave = np.where(fighting | passing, 1.0, np.where(camp, rule.leave_camp, rule.leave_town))
    return Roads(
        src=src,
        dst=dst,
        weight=weight,
        near=np.floor(length).astype(int),
        part=length - np.floor(length),
        leave=leave,
        onward=np.where(camp, 0.0, 1.0),
        spawn=_shares(spawn, case.population, kinds != "camp"),
        camp=camp,
        stuck=total <= 0,
    )


def _shares(*wishes: np.ndarray) -> np.ndarray:
    """The first of these that has any weight, as shares; newcomers always start somewhere."""
    for wish in wishes:
        total = float(np.sum(wish))
        if total > 0:
            return np.asarray(wish, float) / total
    return np.full(len(wishes[0]), 1.0 / max(len(wishes[0]), 1))


def open_links(case: Case, shut: tuple) -> np.ndarray:
    """Which directed links may be entered: a closed border, a closed place or a closed link lets nobody set out."""
    src, dst, _ = case.links
    ok = np.ones(len(src), bool)
    country = case.countries
    for kind, a, b in shut:
        if kind == "country":
            ok &= ~(((country[src] == a) & (country[dst] == b)) | ((country[src] == b) & (country[dst] == a)))
        elif kind == "location" and a in case.index:
            ok &= (src != case.index[a]) & (dst != case.index[a])
        elif kind in ("link", "links") and a in case.index and b in case.index:
            i, j = case.index[a], case.index[b]
            ok &= ~(((src == i) & (dst == j)) | ((src == j) & (dst == i)))
    return ok


@dataclass(frozen=True)
class _Plan:
    """`Roads` laid out for one pass: every link twice (shorter and longer bin), sorted by bin and place where it ends."""

    src: np.ndarray
    share: np.ndarray
    slot: np.ndarray
    targets: np.ndarray
    starts: np.ndarray
    length: int
    leave: np.ndarray
    spawn: np.ndarray
    onward: np.ndarray
    stuck: np.ndarray

    @classmethod
    def of(cls, net: Roads, members: int) -> _Plan:
        places = len(net.leave)
        slot = np.concatenate([net.near * places + net.dst, (net.near + 1) * places + net.dst])
        order = np.argsort(slot, kind="stable")
        weight = net.weight if net.weight.ndim == 2 else net.weight[:, None]
        share = np.concatenate([weight * (1.0 - net.part[:, None]), weight * net.part[:, None]])[order]
        slot = slot[order]
        starts = np.flatnonzero(np.r_[True, slot[1:] != slot[:-1]]) if len(slot) else np.zeros(0, int)
        stuck = (net.stuck if net.stuck.ndim == 2 else net.stuck[:, None]).astype(float)
        length = int(slot[-1]) + 1 if len(slot) else 0
        column = [net.leave[:, None], net.spawn[:, None], net.onward[:, None] * (1.0 - stuck), stuck]
        if members == 1:
            share, column = share[:, 0], [c[:, 0] for c in column]
        return cls(np.concatenate([net.src, net.src])[order], share, slot, slot[starts], starts, length, *column)


class Crowd:
    """
    Expected people at places and on the roads, moved one day at a time.

    ``at`` (places, members): people who stayed the night at a place. ``road`` (bins, places, members): people under way
    to a place, by the distance still to go in bins of ``km_a_day / bins``. Without ``members`` there is no last axis.
    People are conserved: `total` grows by the newcomers of each day and by nothing else.
    """

    def __init__(self, case: Case, members: int = 1):
        self.bins = case.movement.bins
        self.members = members
        longest = float(case.links[2].max()) if len(case.links[2]) else 0.0
        self.reach = int(np.ceil(longest / (case.movement.km_a_day / self.bins))) + 2
        shape = (len(case.places),) if members == 1 else (len(case.places), members)
        self.at = np.zeros(shape)
        self.road = np.zeros((self.reach + self.bins + 1, *shape))
        self._for: Roads | None = None

    def total(self) -> np.ndarray:
        """People of each member, wherever they are."""
        return self.at.sum(0) + self.road.sum((0, 1))

    def step(self, net: Roads, newcomers) -> None:
        """Move everybody for one day, ``newcomers`` (a number, or one a member) starting in the conflict zones of ``net``."""
        if self._for is not net:
            self._for, self._plan = net, _Plan.of(net, self.members)
        plan, bins = self._plan, self.bins
        # today[b]: people who come to each place with b bins of the day's way behind them; beyond `bins`: still under way
        today = np.zeros((len(self.road) + bins, *self.at.shape))
        today[: len(self.road)] = self.road
        setting_out = self.at * plan.leave + plan.spawn * newcomers
        stay = setting_out * plan.stuck
        nights = self.at * (1.0 - plan.leave) + stay
        first = setting_out - stay
        if len(plan.src):
            spread = self._spread_one if self.members == 1 else self._spread_many
            spread(plan, today, first)
            moved = today[:bins] * plan.onward
            nights += today[: bins + 1].sum(0) - moved.sum(0)
        else:
            nights += today[: bins + 1].sum(0) + first
        self.at = nights
        self.road[0] = 0.0
        self.road[1:] = today[bins + 1 : bins + len(self.road)]

    def _spread_one(self, plan: _Plan, today: np.ndarray, first: np.ndarray) -> None:
        """Send one member's people down every link, bin by bin; each link ends in the two bins around its length."""
        flat, places, length = today.reshape(-1), len(first), plan.length
        src, share, slot, onward, bincount = plan.src, plan.share, plan.slot, plan.onward, np.bincount
        going = today[0] * onward + first
        for b in range(self.bins):
            at = b * places
            flat[at : at + length] += bincount(slot, going[src] * share, length)
            going = today[b + 1] * onward

    def _spread_many(self, plan: _Plan, today: np.ndarray, first: np.ndarray) -> None:
        """The same for all members at once."""
        flat, places = today.reshape(-1, self.members), len(first)
        going = today[0] * plan.onward + first
        for b in range(self.bins):
            flat[plan.targets + b * places] += np.add.reduceat(going[plan.src] * plan.share, plan.starts, axis=0)
            going = today[b + 1] * plan.onward

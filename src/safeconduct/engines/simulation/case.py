"""
A case as JSON and its answer: for the command line, for worked cases, for other programs. The shape is that of `model.Case` (`schema()` prints it).

The population is given as rows or as shares: {"people": N, "seed": n, "sizes": {"1": share, ...}, "groups": {name: share, ...}, "languages": {...}, "places": {name: share, ...},
"reach": {channel: share of families that have it, ...}, "wardens": share of families on a warden's list, "access": share of families, "unlisted": share of families}.
"""

from __future__ import annotations

import dataclasses
import types
import typing
from collections.abc import Mapping
from typing import Any

import numpy as np

from . import draws, model
from .model import NEVER, Case, Population, SimulationError
from .result import chance, curves, illustration, leading, left, left_behind, moments, moving, outcome, peaks, spread, stock_outs, times, waiting
from .solve import Simulation
from .whatif import Row


def families(
    people: int, seed: int = 0, *, sizes: Mapping[int, float] | None = None, groups: Mapping[str, float] | None = None, languages: Mapping[str, float] | None = None,
    places: Mapping[str, float] | None = None, reach: Mapping[str, float] | None = None, wardens: int = 0, on_lists: float = 0.0, access: Mapping[str, float] | float = 0.0,
    unlisted: float = 0.0,
) -> Population:  # fmt: skip
    """
    Families that add up to ``people``, drawn from shares; each attribute has its own stream of ``seed``, so that more people of the same kind begin with the same families.

    ``reach``: by channel in its order, the share of families that have it. ``on_lists``: share of families that a warden rings. ``access``: share of families, or by group,
    in which one person needs an accessible place. ``unlisted``: share of families on no list; they come last.
    """
    if isinstance(people, bool) or int(people) != people or not 0 <= people <= 5_000_000:
        raise SimulationError("population.people", f"must be a whole number of people, not {people!r}")
    sizes = {1: 1.0} if sizes is None else sizes
    many = int(people)

    def draw(purpose):
        return draws.uniform(seed, range(1), f"population {purpose}", many)[0]

    def pick(purpose, shares):
        names = tuple(shares or ("any",))
        weight = np.array(list(shares.values()) if shares else [1.0], float)
        if not len(weight) or not np.isfinite(weight).all() or (weight < 0).any() or weight.sum() <= 0:
            raise SimulationError(f"population.{purpose}", "needs shares that are not below nought, and one above it")
        edges = np.rint(np.cumsum(weight) / weight.sum() * draws.CELLS).astype(np.int64)
        return names, np.minimum(np.searchsorted(edges, draw(purpose), side="right"), len(names) - 1).astype(np.int32)

    kinds, which = pick("sizes", {str(k): v for k, v in sizes.items()})
    try:
        of_kind = np.array([int(k) for k in kinds], np.int64)
    except ValueError:
        raise SimulationError("population.sizes", "are whole numbers of people") from None
    if (of_kind < 1).any() or (of_kind > 500).any():
        raise SimulationError("population.sizes", "a family has 1 to 500 people")
    size = of_kind[which]
    total = np.cumsum(size)
    count = int(np.searchsorted(total, many, side="left")) + 1 if many else 0
    size = size[:count].astype(np.int32)
    if count:
        size[-1] -= total[count - 1] - many
    group_names, group = pick("groups", groups)
    language_names, language = pick("languages", languages)
    _, place = pick("places", places)
    bits = np.zeros(many, np.int64)
    for bit, (name, share) in enumerate((reach or {}).items()):
        bits |= (draw(f"reach {name}") < draws.cut(share)).astype(np.int64) << bit
    listed_to = np.where(draw("on lists") < draws.cut(on_lists), np.arange(many) % max(wardens, 1), -1) if wardens else np.full(many, -1)
    needy = np.array([access.get(name, 0.0) for name in group_names] if isinstance(access, Mapping) else [access] * len(group_names), float)[group]
    first_unlisted = count - round(count * unlisted)
    cut = lambda column, kind: column[:count].astype(kind)  # noqa: E731
    return Population(
        size, cut(group, np.int32), cut(language, np.int32), cut(place, np.int32), cut(bits, np.int64), cut(listed_to, np.int32),
        cut(draw("access") < draws.cut(needy), np.int32), np.arange(count) < first_unlisted, group_names if groups else ("everybody",), language_names,
    )  # fmt: skip


def read(data: Any) -> Case:
    """The case of a JSON object. Raises `SimulationError` that names the field."""
    if not isinstance(data, Mapping):
        raise SimulationError("case", "must be an object")
    given = {k: v for k, v in data.items() if k not in ("population", "expect", "title")}
    values = _fields(Case, given, "", leave={"population"})
    missing = [n for n in ("name", "horizon", "places", "points") if n not in values]
    if missing:
        raise SimulationError(missing[0], "is missing")
    return Case(**values, population=_people(data.get("population"), values))


def _people(given, values) -> Population:
    if not isinstance(given, Mapping):
        raise SimulationError("population", "must be an object")
    names = [place.name for place in values["places"]]
    channels = [c.key for c in values.get("channels", ())]
    reach = given.get("reach", {})
    places = given.get("places") or dict.fromkeys(names, 1)
    for field, keys, known in (("reach", reach, channels), ("places", places, names)):
        if not isinstance(keys, Mapping) or set(keys) - set(known):
            raise SimulationError(f"population.{field}", f"shares by the names {known}")
    wrong = set(given) - {"people", "seed", "sizes", "groups", "languages", "places", "reach", "wardens", "access", "unlisted"}
    if wrong:
        raise SimulationError(f"population.{sorted(wrong)[0]}", "is not known")
    for field in ("sizes", "groups", "languages"):
        if not isinstance(given.get(field, {}), Mapping):
            raise SimulationError(f"population.{field}", "is an object of shares")
    try:
        return families(
            given.get("people", 0), int(given.get("seed", 0)), sizes=given.get("sizes"), groups=given.get("groups"), languages=given.get("languages"),
            places={name: places.get(name, 0) for name in names}, reach={key: reach.get(key, 1.0) for key in channels}, wardens=len(values.get("wardens", ())),
            on_lists=given.get("wardens", 1.0 if values.get("wardens") else 0.0), access=given.get("access", 0.0), unlisted=given.get("unlisted", 0.0),
        )  # fmt: skip
    except (TypeError, ValueError) as wrong:
        if isinstance(wrong, SimulationError):
            raise
        raise SimulationError("population", f"cannot be read: {wrong}") from None


def _fields(kind, data, at, leave=frozenset()):
    if not isinstance(data, Mapping):
        raise SimulationError(at or "case", "must be an object")
    hints = typing.get_type_hints(kind, vars(model))
    known = {f.name for f in dataclasses.fields(kind)} - leave
    for name in data:
        if name not in known:
            raise SimulationError(f"{at}{name}", "is not known")
    return {name: _value(hints[name], value, f"{at}{name}") for name, value in data.items()}


def _value(hint, value, at):
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _value(args[0], value, at)
    if origin is tuple:
        if not isinstance(value, list):
            raise SimulationError(at, "must be a list")
        kinds = [args[0]] * len(value) if len(args) == 2 and args[1] is Ellipsis else list(args)
        if len(kinds) != len(value):
            raise SimulationError(at, f"must have {len(kinds)} parts")
        return tuple(_value(k, v, f"{at}[{i}]") for i, (k, v) in enumerate(zip(kinds, value, strict=True)))
    if dataclasses.is_dataclass(hint):
        values = _fields(hint, value, f"{at}.")
        try:
            return hint(**values)
        except TypeError as wrong:
            raise SimulationError(at, str(wrong).split(") ")[-1]) from None
    if hint is int and value == "never":
        return NEVER
    right = {int: int, float: (int, float), str: str, bool: bool}[hint]
    if not isinstance(value, right) or (isinstance(value, bool) and hint is not bool):
        raise SimulationError(at, f"must be a {hint.__name__}, not {value!r}")
    return value


def as_json(simulation: Simulation, table: list[Row] | None = None) -> dict:
    """The answer as plain JSON values. Times are seconds after the level was declared; null: not within the horizon; shares of curves in thousandths."""
    case, found = simulation.case, simulation.found
    return {
        "name": case.name, "version": simulation.version, "seed": simulation.seed, "runs": simulation.runs, "digest_in": simulation.digest_in, "digest": simulation.digest,
        "illustration": illustration(simulation), "people": _span(spread(found["present"])), "want_to_leave": _span(spread(found["wants"])),
        "horizon": case.horizon, "target": case.target, "target_share": case.target_share, "met": chance(simulation),
        "times": {str(k): _span(v) for k, v in times(simulation).items()},
        "safe_by_horizon": _span(spread(found["safe by horizon"])),
        "curves": {"at": moments(simulation).tolist(), **{name: dict(zip(("low", "mid", "high"), rows.tolist(), strict=True)) for name, rows in curves(simulation).items()}},
        "waiting": [{"kind": w.kind, "key": w.key, "person_hours": _span(w.hours), "share": _span(w.share)} for w in waiting(simulation)],
        "peaks": [{"kind": kind, "key": key, "people": _span(many)} for kind, key, many in peaks(simulation)],
        "stocks": [{"key": key, "used_up": _span(when), "chance": often} for key, when, often in stock_outs(simulation)],
        "left": [{"why": why, "group": group, "place": place, "people": _span(many)} for why, group, place, many in left(simulation)],
        "left_behind": {by: {name: _span(many) for name, many in left_behind(simulation, by).items()} for by in ("group", "place")},
        "judged_by": outcome(simulation)[0],
        "leading": [m.assumption.name for m in leading(simulation)],
        "assumptions": [
            {"name": m.assumption.name, "label": m.assumption.label, "low": m.assumption.low, "best": m.assumption.best, "high": m.assumption.high, "origin": m.assumption.origin,
             "source": m.assumption.source, "moves_seconds": m.seconds}
            for m in moving(simulation)
        ],
        "what_if": None if table is None else [
            {"sign": r.sign, "what": r.what, "key": r.key, "time": _span(r.time), "change": _span(r.change), "mean_change": _span(r.mean), "met": r.met, "met_by": r.met_by}
            for r in table
        ],
        "notes": list(case.notes),
    }  # fmt: skip


def _span(found) -> dict:
    return {"low": found.low, "mid": found.mid, "high": found.high}

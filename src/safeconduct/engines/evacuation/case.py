"""Read a case from JSON values, and write cases and plans as JSON values. What cannot be read names its field."""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import is_dataclass
from typing import Any

from .model import Case, Fit, Place, Plan, Point, Policy, Route, Trip, Type, Unit, Vehicle

NEVER_READ = {"name", "nationality", "channel", "note"}
LARGEST = 10**9
MOST_STEPS = 5_000
MOST_VEHICLES = 5_000


class CaseError(ValueError):
    """The case cannot be planned; ``field`` says where, such as ``units[3].size``, and ``what`` says why."""

    def __init__(self, field: str, what: str):
        self.field, self.what = field, what
        super().__init__(f"{field}: {what}")


class Reader:
    """One JSON object, read field by field; what is left over at the end is a field that nobody knows."""

    def __init__(self, value: Any, where: str):
        if not isinstance(value, dict):
            raise CaseError(where or "case", f"must be an object, not {type(value).__name__}")
        self.value, self.where, self.known = value, where, set(NEVER_READ)

    def at(self, name: str) -> str:
        return f"{self.where}.{name}" if self.where else name

    def raw(self, name: str, default: Any = ...) -> Any:
        self.known.add(name)
        if name not in self.value:
            if default is ...:
                raise CaseError(self.at(name), "is missing")
            return default
        return self.value[name]

    def text(self, name: str, default: Any = ...) -> str:
        value = self.raw(name, default)
        if not isinstance(value, str) or (default is ... and not value):
            raise CaseError(self.at(name), "must be a text that is not empty")
        return value

    def number(self, name: str, default: Any = ..., low: float = 0.0, high: float = LARGEST) -> Any:
        value = self.raw(name, default)
        if value is None and default is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise CaseError(self.at(name), "must be a finite number")
        if not low <= value <= high:
            raise CaseError(self.at(name), f"must lie between {low:g} and {high:g}, and is {value:g}")
        return float(value)

    def whole(self, name: str, default: Any = ..., low: int = 0, high: int = LARGEST) -> Any:
        value = self.number(name, default, low, high)
        if value is None:
            return None
        if value != int(value):
            raise CaseError(self.at(name), "must be a whole number")
        return int(value)

    def rows(self, name: str, default: Any = ...) -> list:
        value = self.raw(name, default)
        if not isinstance(value, list | tuple):
            raise CaseError(self.at(name), "must be a list")
        return list(value)

    def codes(self, name: str, default: Any = ...) -> frozenset[str]:
        value = self.rows(name, default)
        for i, code in enumerate(value):
            if not isinstance(code, str):
                raise CaseError(f"{self.at(name)}[{i}]", "must be a text")
        return frozenset(value)

    def spans(self, name: str) -> tuple[tuple[int, int], ...]:
        out = []
        for i, pair in enumerate(self.rows(name, ())):
            where = f"{self.at(name)}[{i}]"
            if not isinstance(pair, list | tuple) or len(pair) != 2:
                raise CaseError(where, "must be a pair [from minute, to minute]")
            for v in pair:
                if isinstance(v, bool) or not isinstance(v, int | float) or not math.isfinite(v) or v != int(v):
                    raise CaseError(where, "must hold two whole minutes")
            if pair[1] <= pair[0]:
                raise CaseError(where, "must end after it begins")
            out.append((int(pair[0]), int(pair[1])))
        return tuple(sorted(out))

    def done(self) -> None:
        unknown = sorted(set(self.value) - self.known)
        if unknown:
            raise CaseError(self.at(unknown[0]), "is not a field of the schema")


def read_case(value: Any) -> Case:
    """
    A ``Case`` from JSON values, checked whole.

    Raises ``CaseError`` with the field's path for a missing, unknown or impossible value, a code used twice, and a
    code that nothing bears. ``name``, ``nationality``, ``channel`` and ``note`` may stand in any row and are not read.
    """
    top = Reader(value, "")
    horizon, step = top.whole("horizon_minutes", low=1), top.whole("step_minutes", 30, low=1)
    if -(-horizon // step) > MOST_STEPS:
        raise CaseError("step_minutes", f"gives more than {MOST_STEPS} steps; take a longer step or a shorter horizon")
    policy = read_policy(Reader(top.raw("policy"), "policy"))
    points = each(top, "points", read_point)
    places = each(top, "places", read_place)
    types = each(top, "types", read_type)
    vehicles = read_vehicles(top)
    routes = each(top, "routes", read_route)
    units = read_units(top, policy)
    top.raw("schema", None)
    top.done()
    case = Case(horizon, step, policy, points, places, types, vehicles, routes, units)
    check_codes(case)
    return case


def each(top: Reader, name: str, read) -> tuple:
    out = []
    for i, row in enumerate(top.rows(name)):
        reader = Reader(row, f"{name}[{i}]")
        out.append(read(reader))
        reader.done()
    return tuple(out)


def read_policy(r: Reader) -> Policy:
    classes, rows = [], r.rows("classes")
    for i, row in enumerate(rows):
        c = Reader(row, f"policy.classes[{i}]")
        classes.append((c.text("code"), c.number("weight", low=1e-6, high=1e6)))
        c.done()
    if not classes:
        raise CaseError("policy.classes", "must name at least one class")
    codes = [code for code, _ in classes]
    if len(set(codes)) < len(codes):
        raise CaseError("policy.classes", "names a class twice")
    policy = Policy(
        tuple(classes), r.whole("seed", low=0, high=2**63 - 1), r.text("emergency", "T0"), r.number("budget", None, high=1e15), r.whole("left_charge_minutes", 1440),
        r.number("cost_tolerance", 0.005, high=0.2), r.number("risk_limit", 1.0, high=1.0), r.number("risk_price", 0.0), r.text("reason", ""), r.text("approved_by", ""),
    )
    r.done()
    if policy.emergency in codes:
        raise CaseError("policy.classes", f"holds {policy.emergency}, which is an emergency outside every queue")
    weights = [w for _, w in classes]
    if weights != sorted(weights, reverse=True):
        for name in ("reason", "approved_by"):
            if not getattr(policy, name).strip():
                raise CaseError(f"policy.{name}", "is needed where a later class weighs more than an earlier one")
    return policy


def read_point(r: Reader) -> Point:
    return Point(r.text("code"), r.whole("berths", 1_000), r.spans("closed"))


def read_place(r: Reader) -> Place:
    code, country, reception = r.text("code"), r.text("country", ""), r.raw("reception", None)
    if reception is not None and not isinstance(reception, list | tuple):
        reception = [[0, r.whole("reception")]]
    steps: list[tuple[int, int]] = []
    for i, pair in enumerate(reception or ()):
        where = f"{r.at('reception')}[{i}]"
        if not isinstance(pair, list | tuple) or len(pair) != 2 or any(isinstance(v, bool) or not isinstance(v, int | float) or not math.isfinite(v) or v != int(v) for v in pair):
            raise CaseError(where, "must be a pair [minute, people received by then in all]")
        if pair[1] < 0 or (steps and (pair[0] <= steps[-1][0] or pair[1] < steps[-1][1])):
            raise CaseError(where, "must come later than the pair before it, and not allow fewer people")
        steps.append((int(pair[0]), int(pair[1])))
    return Place(code, country, None if reception is None else tuple(steps), r.codes("requires", ()), r.spans("closed"))


def read_type(r: Reader) -> Type:
    duty = r.whole("duty_minutes", None, low=1)
    return Type(
        r.text("code"), r.text("mode"), r.whole("seats"), r.number("speed_kmh", low=1e-3, high=1e5), r.whole("wheelchairs", 0), r.whole("stretchers", 0),
        r.whole("load_minutes", 30), r.whole("unload_minutes", 30), r.whole("berths", 1), r.number("cost_per_hour", 0.0), r.number("cost_per_trip", 0.0), duty, r.whole("rest_minutes", 0),
    )


def read_vehicles(top: Reader) -> tuple[Vehicle, ...]:
    out: list[Vehicle] = []
    for i, row in enumerate(top.rows("vehicles")):
        r = Reader(row, f"vehicles[{i}]")
        kind, count = r.text("type"), r.whole("count", 1, high=MOST_VEHICLES)
        code, at, ready, until = r.text("code", kind), r.text("at"), r.whole("from", 0, low=-LARGEST), r.whole("until", None)
        r.done()
        for n in range(count):
            out.append(Vehicle(code if count == 1 and code != kind else f"{code}-{i + 1}-{n + 1}", kind, at, ready, until))
        if len(out) > MOST_VEHICLES:
            raise CaseError(f"vehicles[{i}].count", f"makes more than {MOST_VEHICLES} vehicles")
    return tuple(out)


def read_route(r: Reader) -> Route:
    minutes, km = r.whole("minutes", None), r.number("km", None)
    if minutes is None and km is None:
        raise CaseError(r.at("km"), "is missing, and no minutes are given")
    return Route(
        r.text("mode"), r.text("point"), r.text("place"), km or 0.0, minutes, r.spans("open"), r.spans("closed"), r.number("risk", 0.0, high=1.0), r.codes("transit", ())
    )


def read_units(top: Reader, policy: Policy) -> tuple[Unit, ...]:
    order, out = policy.order, []
    for i, row in enumerate(top.rows("units")):
        r = Reader(row, f"units[{i}]")
        kind, size = read_kind(r, order, policy.emergency)
        wheelchairs, stretchers = r.whole("wheelchairs", 0), r.whole("stretchers", 0)
        if wheelchairs + stretchers > size:
            raise CaseError(r.at("wheelchairs"), "and stretchers are more than the people in the unit")
        out.append(
            Unit(
                r.text("code"), r.text("point"), kind, size, r.whole("ready", 0, low=-LARGEST), r.codes("destinations"), wheelchairs, stretchers, read_fit(r), r.codes("documents", ()), r.codes("transit", ())
            )
        )
        r.done()
    return tuple(out)


def read_kind(r: Reader, order: dict[str, int], emergency: str) -> tuple[str, int]:
    """Class and size, given as such or as ``members``, one class for each person: then the highest of them rules."""
    members = r.rows("members", ())
    if members:
        if "class" in r.value or "size" in r.value:
            raise CaseError(r.at("members"), "cannot stand beside class or size")
        for n, kind in enumerate(members):
            if kind != emergency and kind not in order:
                raise CaseError(f"{r.at('members')}[{n}]", f"is {kind!r}, which is no class of the policy")
        return min(members, key=lambda kind: -1 if kind == emergency else order[kind]), len(members)
    kind = r.text("class")
    if kind != emergency and kind not in order:
        raise CaseError(r.at("class"), f"is {kind!r}, which is no class of the policy")
    return kind, r.whole("size", low=1)


def read_fit(r: Reader) -> dict[str, Fit] | None:
    value = r.raw("fit", None)
    if value is None:
        return None
    f, out = Reader(value, r.at("fit")), {}
    for mode in value:
        row = f.raw(mode)
        inner = Reader(row if row is not None else {}, f.at(mode))
        out[mode] = Fit(inner.whole("until", None, low=-LARGEST), inner.whole("longest", None))
        inner.done()
    return out


def check_codes(case: Case) -> None:
    """Every code is borne once, and every code that is named is borne."""
    for name in ("points", "places", "types", "vehicles", "units"):
        seen: set[str] = set()
        for i, row in enumerate(getattr(case, name)):
            if row.code in seen:
                raise CaseError(f"{name}[{i}].code", f"{row.code!r} is used twice")
            seen.add(row.code)
    points, places, types = ({row.code for row in rows} for rows in (case.points, case.places, case.types))
    seen_routes: set[tuple[str, str, str]] = set()
    for i, route in enumerate(case.routes):
        known(route.point, points, f"routes[{i}].point")
        known(route.place, places, f"routes[{i}].place")
        key = (route.mode, route.point, route.place)
        if key in seen_routes:
            raise CaseError(f"routes[{i}]", "repeats a route of the same mode, point and place")
        seen_routes.add(key)
    for i, vehicle in enumerate(case.vehicles):
        known(vehicle.type, types, f"vehicles: {vehicle.code}.type (row {i + 1})")
        known(vehicle.at, places, f"vehicles: {vehicle.code}.at (row {i + 1})")
    for i, unit in enumerate(case.units):
        known(unit.point, points, f"units[{i}].point")
        for code in unit.destinations:
            known(code, places, f"units[{i}].destinations")


def known(code: str, codes: set[str], where: str) -> None:
    if code not in codes:
        raise CaseError(where, f"names {code!r}, which is not in the case")


def plain(value: Any) -> Any:
    """Dataclasses, sets and tuples as JSON values, sets in order."""
    if isinstance(value, str | int | float | bool) or value is None:
        return value
    if is_dataclass(value) and not isinstance(value, type):
        return {name: plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value


def digest(value: Case | tuple[Trip, ...] | Plan) -> str:
    """A sha-256 over the canonical JSON of what is given; the order of units in a case does not change it."""
    data = plain(value)
    if isinstance(value, Case):
        for rows in ("units", "points", "places", "types", "vehicles", "routes"):
            data[rows] = sorted(data[rows], key=lambda row: json.dumps(row, sort_keys=True))
    return hashlib.sha256(json.dumps(data, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

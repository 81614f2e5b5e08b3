"""
What an alert may propose, and what opens an assessment. Pure: time, known references and the rules themselves are passed in.

The rules stand in ``data/propose.json`` and ``data/triggers.json``; callers may hand in their own in the same form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import asin, cos, radians, sin, sqrt
from typing import Any

from .kinds import data
from .readers.model import Alert, Info, Reference

Known = Mapping[str, tuple["Superseding", ...]]


@dataclass(frozen=True)
class Superseding:
    """An Update or Cancel that names an earlier message."""

    reference: Reference
    by: str
    msg_type: str
    status: str
    sent: datetime | None


def superseding(alerts: Iterable[Alert]) -> dict[str, tuple[Superseding, ...]]:
    """What these alerts update or cancel, by identifier. The order in which they came does not matter."""
    out: dict[str, tuple[Superseding, ...]] = {}
    for alert in alerts:
        for reference in taken_back(alert):
            named = Superseding(reference, alert.identifier, alert.msg_type, alert.status, alert.sent)
            out[reference.identifier] = (*out.get(reference.identifier, ()), named)
    return out


def taken_back(alert: Alert) -> tuple[Reference, ...]:
    """The earlier messages for which an Update or Cancel asks a correction of what we sent."""
    return alert.references if alert.msg_type in ("Update", "Cancel") else ()


def would_propose(
    alert: Alert, now: datetime | None = None, known_references: Known | None = None, *, exercise: bool = False, rule: Mapping[str, Any] | None = None
) -> tuple[bool, tuple[str, ...]]:
    """
    Whether this alert would propose a message, with every reason for or against.

    Proposes only what is Actual (in an exercise: Exercise), an Alert or Update, named by no Update or Cancel of the same
    status, and has one block that holds at ``now``, is of a mapped hazard kind, and is grave, near and sure enough.
    ``now`` None judges the alert at its own ``sent``, so that old files can be judged; then every known reference
    counts, with a ``now`` only those sent by then. Without ``expires`` a block holds ``hours_without_expiry``.
    """
    rule = rule or data("propose.json")
    against = _against_alert(alert, now, known_references or {}, exercise, rule)
    at = now or alert.sent
    if at is None:
        return False, (*against, "names no moment, so nobody can say whether it still holds")
    if not alert.infos:
        return False, (*against, "has no information block")
    blocks = [(info, _against_info(info, alert, at, rule)) for info in alert.infos]
    best, missing = min(blocks, key=lambda block: len(block[1]))
    against += missing
    if against:
        return False, tuple(against)
    return True, tuple(_reasons_for(alert, best))


def superseded_by(alert: Alert, known: Known, now: datetime | None = None) -> Superseding | None:
    """The Update or Cancel that names this alert: same identifier and status, and the same sender or the same moment."""
    for named in known.get(alert.identifier, ()):
        same = named.reference.sender.casefold() in ("", alert.sender.casefold()) or (named.reference.sent is not None and named.reference.sent == alert.sent)
        known_by_then = now is None or named.sent is None or named.sent <= now
        if same and known_by_then and named.status == alert.status and named.by != alert.identifier:
            return named
    return None


def holds(info: Info, alert: Alert, at: datetime, rule: Mapping[str, Any] | None = None) -> str:
    """"" where the block holds at that moment, else why not."""
    start = info.effective or alert.sent
    if start and at < start:
        return f"not in effect before {start.isoformat()}"
    if info.expires:
        return "" if at < info.expires else f"expired at {info.expires.isoformat()}"
    hours = (rule or data("propose.json"))["hours_without_expiry"]
    if start and at - start >= timedelta(hours=hours):
        return f"names no end and is older than {hours} hours"
    return ""


def _against_alert(alert: Alert, now: datetime | None, known: Known, exercise: bool, rule: Mapping[str, Any]) -> list[str]:
    out = []
    allowed = rule["exercise_statuses"] if exercise else rule["statuses"]
    if alert.status not in allowed:
        where = "inside an exercise" if exercise else "in reality"
        out.append(f"status {alert.status or 'not stated'}, only {' or '.join(allowed)} may propose {where}")
    if alert.msg_type not in rule["msg_types"]:
        out.append(f"message type {alert.msg_type}, only {' or '.join(rule['msg_types'])} may propose")
    if alert.scope not in rule["scopes"]:
        out.append(f"scope {alert.scope}")
    if alert.current is False:
        out.append("the source says that it is no longer current")
    named = superseded_by(alert, known, now)
    if named:
        out.append(f"{'cancelled' if named.msg_type == 'Cancel' else 'replaced'} by {named.by}")
    return out


def _against_info(info: Info, alert: Alert, at: datetime, rule: Mapping[str, Any]) -> list[str]:
    out = []
    if not info.kind:
        out.append(f"no hazard kind: {info.kind_from}")
    elif info.kind in rule["kinds_never"]:
        out.append(f"hazard kind {info.kind} proposes nothing")
    for name, value, listed in (("severity", info.severity, "severities"), ("urgency", info.urgency, "urgencies"), ("certainty", info.certainty, "certainties")):
        allowed = rule["urgencies_by_kind"].get(info.kind, rule[listed]) if listed == "urgencies" else rule[listed]
        if value not in allowed:
            out.append(f"{name} {value}, not {' or '.join(allowed)}")
    never = [word for word in info.response_types if word in rule["response_types_never"]]
    if never:
        out.append(f"response type {never[0]}")
    ended = holds(info, alert, at, rule)
    if ended:
        out.append(ended)
    return out


def _reasons_for(alert: Alert, info: Info) -> list[str]:
    out = [f"{alert.status} {alert.msg_type}", f"hazard kind {info.kind} by {info.kind_from}", f"{info.severity}, {info.urgency}, {info.certainty}"]
    out.append(f"holds until {info.expires.isoformat()}" if info.expires else "names no end")
    if alert.scope != "Public":
        out.append(f"scope {alert.scope}: its text may not be passed on, write our own words")
    if not any(area.polygons or area.circles or area.geocodes for area in alert.areas):
        out.append("names its area in words only: choose the place by hand")
    return out


# -- triggers --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trigger:
    """One rule evaluated: whether it fired, each condition in words, and within how many hours an assessment is due."""

    rule_id: str
    fired: bool
    reasons: tuple[str, ...]
    due_hours: int


def evaluate(rules: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Trigger]:
    """
    Every trigger rule against the facts, in the order of the rules. A fired one asks for an assessment; no level changes.

    ``rules`` has the form of ``data/triggers.json``. A fact that is absent or None leaves its condition unmet and says so.
    Raises ValueError for a comparison that does not exist.
    """
    out = []
    for rule in rules["rules"]:
        every = [_condition(one, facts) for one in rule.get("all", ())]
        some = [_condition(one, facts) for one in rule.get("any", ())]
        fired = all(met for met, _ in every) and (not some or any(met for met, _ in some)) and bool(every or some)
        out.append(Trigger(rule["id"], fired, tuple(said for _, said in every + some), int(rules["due_hours"][rule["severity"]])))
    return out


_COMPARE = {
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
    "in": lambda a, b: (a.casefold() if isinstance(a, str) else a) in b,
}  # fmt: skip


def _condition(one: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[bool, str]:
    name, sign = one["fact"], one["is"]
    if sign not in _COMPARE:
        raise ValueError(f"{name}: the comparison {sign!r} does not exist")
    value = facts.get(name)
    if value is None:
        return False, f"{name}: no figure"
    limit, shown = _limit(one["than"], facts)
    if limit is None:
        return False, f"{name}: no figure for {shown}"
    try:
        met = bool(_COMPARE[sign](value, limit))
    except TypeError:
        return False, f"{name}: {value!r} can not be compared with {limit!r}"
    words = "is" if met else "is not"
    return met, f"{name} = {_shown(value)} {words} {sign} {shown}"


def _limit(than: Any, facts: Mapping[str, Any]) -> tuple[Any, str]:
    if not (isinstance(than, list) and than and isinstance(than[0], Mapping)):
        return than, _shown(than)
    total, shown = 0.0, []
    for part in than:
        held = facts.get(part["fact"])
        if held is None:
            return None, part["fact"]
        times = part.get("times", 1)
        total += times * held
        shown.append(part["fact"] if times == 1 else f"{times:g} x {part['fact']}")
    return total, f"{' + '.join(shown)} = {total:g}"


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return " or ".join(str(one) for one in value)
    return f"{value:g}" if isinstance(value, float) else str(value)


# -- what an alert is to this installation -----------------------------------------------------------------------------------


def is_of_this_space(status: str, *, exercise: bool, rule: Mapping[str, Any] | None = None) -> bool:
    """Whether an alert of that status speaks of what happens here: Actual in reality, Exercise in an exercise."""
    rule = rule or data("propose.json")
    return status in (rule["exercise_statuses"] if exercise else rule["statuses"])


def facts_of(alerts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """
    What the trigger rules ask about a hazard, from its alerts that stand (``source``, ``kind``, ``proposes``, ``parameters``).

    Colours are the worst that any source says. The number of people inside is added by whoever counted.
    """
    colours = ("green", "yellow", "orange", "red")
    facts: dict[str, Any] = {"alert_proposes": False, "tsunami_bulletin": False}
    for one in alerts:
        facts["alert_proposes"] |= bool(one["proposes"])
        facts["tsunami_bulletin"] |= one["kind"] == "tsunami" and bool(one["proposes"])
        for name, value in one["parameters"]:
            fact = {("gdacs", "gdacs:alertlevel"): "gdacs_level", ("usgs", "alert"): "pager_level"}.get((one["source"], name))
            colour = str(value).casefold()
            if fact and colour in colours and colours.index(colour) >= colours.index(facts.get(fact, "green")):
                facts[fact] = colour
    return facts


@dataclass(frozen=True)
class Told:
    """A hazard as far as it matters for whether two are one: kind, beginning, the middle of its footprint, its box."""

    kind: str
    onset: datetime | None
    lon: float | None
    lat: float | None
    box: tuple[float, float, float, float] | None


def same_event(one: Told, other: Told, *, hours: float = 1.0, km: float = 150.0) -> bool:
    """
    Whether two hazards of different sources may be one: same kind, begun within an hour, and near (150 km) or overlapping.

    An offer to a person, never a decision; both limits are proposals of this project.
    """
    if one.kind != other.kind or one.onset is None or other.onset is None:
        return False
    if abs((one.onset - other.onset).total_seconds()) > hours * 3600:
        return False
    if None not in (one.lon, one.lat, other.lon, other.lat) and _km(one.lon, one.lat, other.lon, other.lat) <= km:
        return True
    return one.box is not None and other.box is not None and _overlap(one.box, other.box)


def _km(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    a, b, turn = radians(lat1), radians(lat2), radians(lon2 - lon1)
    return 6371.0 * 2 * asin(min(1.0, sqrt(sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2)))


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]

"""One line for each file: what it is, what became of it, and whether each alert in it would propose a message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from ..rules import superseding, would_propose
from .model import ACCEPTED, IGNORED, REFUSED, Alert, ReadResult
from .sniff import read_file


def listed(files: Iterable[tuple[str, bytes]], at: datetime | None = None, exercise: bool = False) -> Iterator[dict[str, Any]]:
    """
    A plain dict for each (name, bytes), in the same order.

    All files are read first: an Update or Cancel in any of them counts for an alert in any other. ``at`` is the moment to
    judge at; without it each alert is judged at its own ``sent``.
    """
    read = [(name, read_file(held, name)) for name, held in files]
    known = superseding(alert for _, results in read for result in results for alert in result.alerts)
    for name, results in read:
        yield _line(name, results, at, exercise, known)


def outcome_of(results: list[ReadResult]) -> str:
    """Accepted where anything was, else refused where anything was, else ignored."""
    outcomes = {result.outcome for result in results}
    return ACCEPTED if ACCEPTED in outcomes else REFUSED if REFUSED in outcomes else IGNORED


def _line(name: str, results: list[ReadResult], at: datetime | None, exercise: bool, known) -> dict[str, Any]:
    refused = [result for result in results if result.outcome == REFUSED]
    reason = results[0].reason
    if refused:
        more = f" (and {len(refused) - 1} more)" if len(refused) > 1 else ""
        reason = refused[0].reason if len(results) == 1 else f"{len(refused)} of {len(results)} parts refused: {refused[0].reason}{more}"
    return {
        "file": name,
        "outcome": outcome_of(results),
        "reason": reason,
        "form": results[0].form,
        "refused_parts": len(refused),
        "warnings": list(dict.fromkeys(warning for result in results for warning in result.warnings)),
        "links": [link.href for result in results for link in result.links],
        "alerts": [_alert(alert, at, exercise, known) for result in results for alert in result.alerts],
    }


def _alert(alert: Alert, at: datetime | None, exercise: bool, known) -> dict[str, Any]:
    proposes, why = would_propose(alert, at, known, exercise=exercise)
    geocodes = list(dict.fromkeys(code for area in alert.areas for code in area.geocodes))
    return {
        "identifier": alert.identifier,
        "sender": alert.sender,
        "sent": _time(alert.sent),
        "hazard": alert.kind or None,
        "event": next((info.event for info in alert.infos if info.event), ""),
        "area": {"name": alert.area_name, "bbox": alert.bbox, "geocodes": len(geocodes), "estimate": any(area.estimate for area in alert.areas)},
        "effective": _time(alert.effective),
        "onset": _time(alert.onset),
        "expires": _time(alert.expires),
        "languages": list(alert.languages),
        "status": alert.status,
        "msg_type": alert.msg_type,
        "scope": alert.scope,
        "would_propose": proposes,
        "why": "; ".join(why),
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

"""The shape of a case and of an answer, as JSON Schema: what the command line takes and gives."""

from __future__ import annotations

from .model import KINDS

DAY = {"type": "integer", "description": "whole days from start_date; before it they are negative"}
NAME = {"type": "string", "minLength": 1}
PEOPLE = {"type": "number", "minimum": 0}


def _rows(required: list[str], **properties) -> dict:
    return {"type": "array", "items": {"type": "object", "required": required, "properties": properties}}


CASE = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A crisis whose arrivals are to be forecast",
    "type": "object",
    "required": ["counts"],
    "properties": {
        "name": {"type": "string"},
        "start_date": {"type": "string", "format": "date", "description": "the date of day 0; needed only where rows give dates"},
        "day": DAY | {"description": "the last day of which anything is known; default: the day of the last count"},
        "horizons": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 730}, "default": [30, 90]},
        "totals": {"type": "object", "description": "a known total by horizon, such as {\"30\": 120000}: only its split is forecast"},
        "seed": {"type": "integer", "default": 0},
        "members": {"type": "integer", "minimum": 1, "maximum": 10000, "description": "also run an ensemble of the movement model"},
        "alarm_rate": {"type": "number", "minimum": 0.005, "maximum": 0.5, "default": 0.02},
        "places": _rows(
            ["name"], name=NAME, kind={"enum": list(KINDS)}, population=PEOPLE, country={"type": "string"},
            latitude={"type": "number"}, longitude={"type": "number"},
            capacity=PEOPLE | {"description": "from a site plan; used by the movement model only, never taken from counts"}, capacity_from=DAY,
        ),
        "routes": _rows(["a", "b", "km"], a=NAME, b=NAME, km={"type": "number", "minimum": 0}),
        "conflicts": _rows(["place", "start"], place=NAME, start=DAY, end=DAY, intensity={"type": "number", "minimum": 0, "maximum": 1}),
        "closures": _rows(["kind", "a", "start"], kind={"enum": ["country", "location", "link", "camp"]}, a=NAME, b=NAME, start=DAY, end=DAY),
        "counts": _rows(["place", "day", "people"], place=NAME, day=DAY, people=PEOPLE),
        "recounts": _rows(["place", "day"], place=NAME, day=DAY),
        "movement": {"type": "object", "description": "settings of the movement model, see docs/engines/forecast.md"},
    },
}  # fmt: skip

ANSWER = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "A forecast with its fan, its back-test and its alarm",
    "type": "object",
    "required": ["version", "inputs", "digest", "day", "horizons", "back_test", "alarm", "sentences"],
    "properties": {
        "version": {"type": "string"},
        "inputs": {"type": "string", "description": "SHA-256 of everything the forecast may have used"},
        "digest": {"type": "string", "description": "SHA-256 of the whole numbers of the forecast"},
        "day": DAY,
        "seed": {"type": "integer"},
        "start": {"enum": ["warm", "cold"], "description": "cold: nobody was counted yet"},
        "horizons": _rows(
            ["horizon", "day", "places", "total", "total_low80", "total_high80", "total_given", "arrivals", "methods"],
            horizon={"type": "integer"}, day=DAY, total={"type": "integer"}, total_low80={"type": "integer"}, total_high80={"type": "integer"},
            total_given={"type": "boolean"}, arrivals={"type": "integer"}, methods={"type": "object"},
            places=_rows(
                ["place", "best", "low80", "high80", "low50", "high50", "now", "last_counted"],
                place=NAME, best={"type": "integer"}, low80={"type": "integer"}, high80={"type": "integer"}, low50={"type": "integer"},
                high50={"type": "integer"}, now={"type": "integer"}, last_counted={"type": ["integer", "null"]},
            ),
        ),
        "back_test": {"type": "object", "required": ["verdict", "horizons"]},
        "alarm": {"type": "object", "required": ["rate", "any_rate", "alarms", "sentence"]},
        "ensemble": {"type": "object"},
        "sentences": {"type": "array", "items": {"type": "string"}},
    },
}  # fmt: skip

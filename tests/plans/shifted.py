"""Library plans as of another day: every date moved by the same number of days, so that they stand without errors on that day."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from datetime import date, timedelta
from typing import Any

from safeconduct.plans import library


def moved(thing: Any, by: timedelta) -> Any:
    """The same with every date moved."""
    if isinstance(thing, tuple):
        return tuple(moved(one, by) for one in thing)
    if isinstance(thing, date):
        return thing + by
    return replace(thing, **{f.name: moved(getattr(thing, f.name), by) for f in fields(thing)}) if is_dataclass(thing) else thing


def ready(name: str, on: date) -> Any:
    """A library plan whose facts are of that day, no longer an example."""
    held = library.ready(name)
    return replace(moved(held, on - held.as_of), example=False, as_of=on)

"""Figures: every number that is shown, with where it came from and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Figure:
    """
    A number on screen, never surer than it is.

    ``value`` is a count; where only a range is known ``low``, ``best`` and ``high`` stand instead and ``value`` is None.
    ``definition`` and ``source`` are sentences, ``as_of`` the moment for which it holds, ``url`` the records behind it.
    ``exercise`` marks a figure that is of no real person.
    """

    label: Any
    value: int | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    definition: Any = ""
    source: Any = ""
    as_of: datetime | None = None
    version: str = "1"
    exercise: bool = False
    url: str = ""
    hxl: str = ""

    def __post_init__(self):
        if self.value is None and (self.low is None or self.high is None):
            raise ValueError("a figure needs a value, or a low and a high")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("low is above high")

    @property
    def is_range(self) -> bool:
        """True where no single number may be shown."""
        return self.value is None

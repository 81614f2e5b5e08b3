"""Dates as people know them: whole, partial or estimated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of which perhaps only the year, or year and month, is known. Written ``1984``, ``1984-05``, ``~1984``."""

    year: int
    month: int = 0
    day: int = 0
    estimated: bool = False

    def __post_init__(self):
        if not 1850 <= self.year <= 2200:
            raise ValueError(f"year {self.year} is outside 1850 to 2200")
        if self.day and not self.month:
            raise ValueError("a day needs a month")
        date(self.year, self.month or 1, self.day or 1)

    @classmethod
    def read(cls, text: str) -> PartialDate:
        """``1984``, ``1984-05``, ``1984-05-09``, each with ``~`` before it where it is an estimate; ValueError otherwise."""
        text = text.strip()
        estimated = text.startswith("~")
        parts = text.lstrip("~").split("-")
        if not 1 <= len(parts) <= 3 or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
            raise ValueError(f"{text!r} is not a date: write 1984-05-09, 1984-05, 1984 or ~1984")
        return cls(*(int(part) for part in parts), estimated=estimated)

    def __str__(self) -> str:
        text = f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return ("~" if self.estimated else "") + text

    @property
    def first(self) -> date:
        """The earliest day that it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    def age_on(self, day: date) -> tuple[int, int]:
        """The least and the greatest age in whole years on ``day``."""
        low_month, low_day = (self.month or 12), (self.day or 28)
        oldest = day.year - self.year - ((day.month, day.day) < (self.month or 1, self.day or 1))
        youngest = day.year - self.year - ((day.month, day.day) < (low_month, low_day))
        if self.estimated:
            return max(youngest - 2, 0), oldest + 2
        return max(youngest, 0), max(oldest, 0)

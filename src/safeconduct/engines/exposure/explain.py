"""An answer in words: why a person is certain, possible or outside, and a summary for a person who reads it at a desk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .model import Exposure


@dataclass(frozen=True)
class Reason:
    """One reason: ``code`` for programs and translators, ``text`` in plain English, ``bands`` the names of the bands it speaks of."""

    code: str
    text: str
    bands: tuple[str, ...] = ()


def reasons(answer: Exposure, row: int) -> tuple[Reason, ...]:
    """Why the person in this row of the question is certain, possible or outside. Raises IndexError for a row that was not asked about."""
    if not 0 <= row < answer.asked:
        raise IndexError(f"nobody is in row {row}")
    i = int(np.searchsorted(answer.who, row))
    if i == len(answer.who) or answer.who[i] != row:
        return (Reason("outside", "Neither the position nor its accuracy circle touches the footprint."),)

    sure, at, reach = (int(part[i]) for part in (answer.sure, answer.at, answer.reach))
    name = lambda k: answer.bands[k - 1]  # noqa: E731
    out = [Reason("at", f"The position is in {name(at)}.", (name(at),)) if at else Reason("near", "The position itself is outside.")]
    if reach > at:
        out.append(Reason("reach", f"The accuracy circle touches {name(reach)}.", (name(reach),)))
    if row in answer.stale:
        out.append(Reason("stale", "The position is too old, or of unknown age, to be sure of."))
    elif sure:
        out.append(Reason("sure", f"The whole accuracy circle is in {name(sure)}.", (name(sure),)))
    else:
        out.append(Reason("blurred", "The accuracy circle reaches outside, or the accuracy is not known."))
    return tuple(out)


def summary(answer: Exposure) -> list[str]:
    """The answer as lines of plain English, counts only: no person is named."""
    certain, possible = int(answer.total.certain.sum()), int(answer.total.possible.sum())
    lines = [f"{answer.asked} people asked about: {certain} certainly inside, {possible} possibly, {answer.asked - certain - possible} outside."]
    for k in range(len(answer.bands), 0, -1):
        inside = answer.total.range(k, "all")
        lines.append(f"  {answer.bands[k - 1]} or worse: {_span(inside)}; in this band {answer.total.certain[k - 1, 0]} certain, {answer.total.possible[k - 1, 0]} possible.")
    for group, table in answer.tables.items():
        sure, maybe = table.certain.sum(0), table.possible.sum(0)
        named = [f"{table.names[j]} {sure[j]}{f' + {maybe[j]} possible' if maybe[j] else ''}" for j in np.argsort(-(sure + maybe), kind="stable") if sure[j] + maybe[j]]
        if named:
            lines.append(f"  by {group}: " + ", ".join(named) + ".")
    for group, ranges in answer.presence.items():
        lines.append(f"  estimated, on no list{f' ({group})' if group else ''}: {_span(ranges[0])} in {answer.bands[0]} or worse, if spread evenly.")
    return lines


def _span(people):
    if people.low == people.high:
        return str(people.best)
    return f"{people.low} to {people.high}, best {people.best}"

"""By which address a person is reached, if there is a safe one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from safeconduct.people.rules import may_write_to, needs_neutral_text
from safeconduct.standards.load import answer_ways

CHANNELS = ("sms", "email", "call_list")
KIND_OF = {"sms": "phone", "email": "email", "call_list": "phone"}


class Point(Protocol):
    """A contact point as the register gives it."""

    uid: UUID
    kind: str
    index: str
    owner: str
    may_write: bool
    may_call: bool
    may_say_who: bool
    working: bool | None
    others: bool


@dataclass(frozen=True)
class Route:
    """By which channel and address, and whether the text must be neutral; or why there is none (``not_safe``, ``no_contact``)."""

    channel: str = ""
    point: Point | None = None
    neutral: bool = False
    reason: str = ""


def after(channels: Sequence[str], channel: str) -> tuple[str, ...]:
    """The channels that come after this one."""
    return tuple(channels[channels.index(channel) + 1 :]) if channel in channels else ()


def may_write_first(answer_by: str) -> bool:
    """Whether somebody wants to hear from us without having written first."""
    return next((way.outbound for way in answer_ways() if way.key == answer_by), True)


def route(
    points: Iterable[Point], channels: Iterable[str], *, stopped: Collection[str] = (), answer_by: str = "", reply: bool = False, neutral_exists: bool = True
) -> Route:
    """
    The first channel for which there is a safe address, one that worked (or was never tried) before one that failed.

    A contact that is not safe to write to is not written to, one that is not safe to call is not called; one where somebody
    said stop is neither. A telephone that others use, or on which we may not say who we are, gets the neutral text, and none
    where there is no neutral text. Who will come back by code, or wants to write first, is only answered (``reply``).
    """
    points = list(points)
    kinds = {KIND_OF[channel] for channel in channels}
    if not any(point.kind in kinds for point in points):
        return Route(reason="no_contact")
    if not reply and not may_write_first(answer_by):
        return Route(reason="not_safe")
    for channel in channels:
        for point in sorted((p for p in points if p.kind == KIND_OF[channel]), key=lambda p: p.working is False):
            allowed = point.may_call if channel == "call_list" else point.may_write
            if not may_write_to(may_write=allowed, stopped=point.index in stopped):
                continue
            neutral = channel != "call_list" and (needs_neutral_text(point.owner, point.may_say_who) or point.others)
            if neutral and not neutral_exists:
                continue
            return Route(channel, point, neutral)
    return Route(reason="not_safe")

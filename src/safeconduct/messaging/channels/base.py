"""The protocol of every transport, and the wall round an exercise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from safeconduct.kernel.actors import REALITY


class MayNotLeave(Exception):
    """Something of an exercise was given to a transport that leaves the house."""


@dataclass(frozen=True)
class Parcel:
    """One text to one address. ``reference`` is the delivery's uid: a gateway that knows it already sends nothing twice."""

    reference: UUID
    space: int
    address: str
    text: str
    language: str


@dataclass(frozen=True)
class Outcome:
    """What became of a parcel: the provider's id, or a fault (a code, never a text) and whether trying again is of no use."""

    reference: UUID
    provider_id: str = ""
    fault: str = ""
    final: bool = False


class Transport:
    """A way out. It refuses whatever is not of reality before it opens any connection."""

    leaves_the_house = True

    def __init__(self, settings: dict | None = None):
        self.settings = settings or {}

    def send(self, batch: Sequence[Parcel]) -> list[Outcome]:
        """Hand these texts over; one outcome each, in their order. Raises ``MayNotLeave`` for anything of an exercise."""
        if self.leaves_the_house and any(parcel.space != REALITY for parcel in batch):
            raise MayNotLeave
        return self.hand_over(batch)

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        """What each transport does; only ``send`` calls it."""
        raise NotImplementedError

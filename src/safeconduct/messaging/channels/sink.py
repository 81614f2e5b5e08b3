"""Where the texts of an exercise end: counted, never sent."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.messaging.channels.base import Outcome, Parcel, Transport


class Sink(Transport):
    """Takes everything and lets nothing out."""

    leaves_the_house = False

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        return [Outcome(parcel.reference, provider_id=f"sink-{parcel.reference}") for parcel in batch]

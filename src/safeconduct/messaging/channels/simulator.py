"""A transport that only remembers what it was given: for tests and for trying out a room."""

from __future__ import annotations

from collections.abc import Sequence

from safeconduct.messaging.channels.base import Outcome, Parcel, Transport


class Simulator(Transport):
    """Keeps parcels in ``sent``; fails for the addresses in ``settings["fails"]``, for good where ``settings["final"]``."""

    sent: list[Parcel] = []

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        out = []
        for parcel in batch:
            if parcel.address in self.settings.get("fails", ()):
                out.append(Outcome(parcel.reference, fault="simulated", final=bool(self.settings.get("final", True))))
                continue
            self.sent.append(parcel)
            out.append(Outcome(parcel.reference, provider_id=f"sim-{parcel.reference}"))
        return out

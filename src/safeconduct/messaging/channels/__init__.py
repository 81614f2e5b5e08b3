"""How a text leaves the house: one protocol, one transport a channel, chosen by a file in the data folder."""

from safeconduct.messaging.channels.base import MayNotLeave, Outcome, Parcel, Transport
from safeconduct.messaging.channels.chosen import settings_of, simulated, transport_for

__all__ = ["MayNotLeave", "Outcome", "Parcel", "Transport", "settings_of", "simulated", "transport_for"]

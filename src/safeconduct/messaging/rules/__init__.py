"""What may be written to whom, where, in which words, and when a second person is needed. Pure."""

from safeconduct.messaging.rules.life import (
    DELIVERY,
    ENDED,
    LEASE,
    LEFT,
    LIFE,
    PURPOSES,
    SECOND_PERSON_ABOVE,
    TRIES,
    needs_second_person,
    pause_after,
    stands,
    without,
)
from safeconduct.messaging.rules.refusals import (
    AlreadyDecided,
    MachineText,
    NobodyChosen,
    NoName,
    NoSafeWay,
    NotApproved,
    NotEmpty,
    NoText,
    OwnText,
    SayWhy,
    SecondPerson,
    UnknownChannel,
    UnknownPlace,
)  # fmt: skip
from safeconduct.messaging.rules.routes import CHANNELS, KIND_OF, Point, Route, after, route
from safeconduct.messaging.rules.texts import PLACES, Chosen, chain_of, check_text, choose, filled, finished, named_places, never_ask

__all__ = [
    "AlreadyDecided", "CHANNELS", "Chosen", "DELIVERY", "ENDED", "KIND_OF", "LEASE", "LEFT", "LIFE", "MachineText", "NoName", "NoSafeWay", "NoText", "NobodyChosen", "NotApproved", "NotEmpty",
    "OwnText", "PLACES", "PURPOSES", "Point", "Route", "SECOND_PERSON_ABOVE", "SayWhy", "SecondPerson", "TRIES", "UnknownChannel", "UnknownPlace", "after", "chain_of",
    "check_text", "choose", "filled", "finished", "named_places", "needs_second_person", "never_ask", "pause_after", "route", "stands", "without",
]  # fmt: skip

"""What the duties of the register share: who keeps them, and that a question waits for the end of a crisis."""

from __future__ import annotations

from datetime import datetime

from safeconduct.access import labels
from safeconduct.crises import queries as crises
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.people.rules import after_crises


def only_the_system(actor: Actor) -> None:
    """Duties are nobody's right: refuse ``NotFound`` for anybody but the system."""
    if not actor.sees_all:
        raise NotFound()


class Crises:
    """Where and when there are and were crises: read once for many people."""

    def __init__(self):
        self.spans, self.spaces, self.of = crises.spans(), {}, {}

    def over(self, due: datetime, path: str, country: str, label_id: int) -> datetime | None:
        """When a question that is due may be put to somebody in that place; None while a crisis there is open."""
        if not self.spans:
            return due
        if label_id not in self.spaces:
            self.spaces[label_id] = labels.parts_of(label_id).space
        where = path or country, self.spaces[label_id]
        if where not in self.of:
            self.of[where] = [(one.since, one.until) for one in self.spans if one.space == where[1] and one.holds(where[0])]
        return after_crises(due, self.of[where])

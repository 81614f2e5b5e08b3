"""What every verb of partners asks first: reality, the own rows, the names of organisations, the clock of a place."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from safeconduct.access.models import Organisation
from safeconduct.access.rules import is_within
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotAllowed, NotFound
from safeconduct.partners import rules
from safeconduct.places import queries as places


def check_real(actor: Actor) -> None:
    """Refuse ``InExercise``: an exercise reads what is real here and changes none of it."""
    if actor.space:
        raise rules.InExercise()


def check_reach(actor: Actor, path: str) -> None:
    """Refuse ``NotAllowed`` where the right at hand does not reach to a place."""
    if actor.places and not any(is_within(path, place) for place in actor.places):
        raise NotAllowed(verb="partners")


def own(actor: Actor, model: Any, uid: UUID) -> Any:
    """A row that the actor's organisation keeps; ``NotFound`` elsewhere."""
    row = model.objects.own(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return row


def seen(actor: Actor, model: Any, uid: UUID | None) -> Any:
    """A row that the actor sees, or None for no uid; ``NotFound`` for one that is not seen."""
    if uid is None:
        return None
    row = model.objects.within(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return row


def fresh_or_own(actor: Actor, model: Any, uid: UUID, **made: Any) -> Any:
    """The own row of that uid, or a new one; another organisation's row is ``NotFound``."""
    row = model.objects.filter(uid=uid).first()
    if row is None:
        return model(uid=uid, owner_id=actor.organisation_id, **made)
    return own(actor, model, uid)


def organisation_name(uid: UUID | None, told: str) -> str:
    """The name of an organisation of the house, else what was told. Refuses ``NoName``."""
    name = (Organisation.objects.filter(uid=uid).values_list("name", flat=True).first() if uid else told.strip()) or ""
    if not name:
        raise rules.NoName()
    return name[:200]


def zone_of(path: str) -> str:
    """The clock of a place: its own, else that of the area above."""
    parts = path.split("/")
    for depth in range(len(parts), 0, -1):
        area = places.area("/".join(parts[:depth]))
        if area and area.zone:
            return area.zone
    return "UTC"

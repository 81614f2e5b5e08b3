"""Who is trained in protection: asked by verbs and by queries."""

from __future__ import annotations

from safeconduct.access.models import User
from safeconduct.kernel.actors import Actor


def is_trained(actor: Actor) -> bool:
    """Whether the person who acts is trained in protection."""
    return actor.user_id is not None and User.objects.filter(id=actor.user_id, protection_trained=True).exists()

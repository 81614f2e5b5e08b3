"""One row by its uid."""

from __future__ import annotations

from uuid import UUID

from safeconduct.kernel.refusals import NotFound


def one(model, uid: UUID):
    """The row of that uid; ``NotFound`` where there is none."""
    row = model.objects.filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return row

"""Templates: texts in versions and languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.messaging.models import Template


@dataclass(frozen=True)
class TemplateCard:
    """A version of a template. ``shipped`` comes with the product and is everybody's."""

    uid: UUID
    key: str
    version: int
    purpose: str
    texts: Mapping[str, Mapping]
    state: str
    shipped: bool
    written_by: UUID | None
    approved_at: datetime | None


def _card(row: Template) -> TemplateCard:
    return TemplateCard(row.uid, row.key, row.version, row.purpose, row.texts, row.state, row.organisation_id is None, row.written_by, row.approved_at)


def _rows(actor: Actor):
    if actor.sees_all and actor.organisation_id is None:
        return Template.objects.all()
    return Template.objects.filter(Q(organisation_id=actor.organisation_id) | Q(organisation=None))


def templates(actor: Actor, *, state: str = "") -> list[TemplateCard]:
    """Templates of the own organisation and those that ship with the product, without the superseded ones."""
    rows = _rows(actor).exclude(state="superseded")
    if state:
        rows = rows.filter(state=state)
    return [_card(row) for row in rows.order_by("key", "-version")]


def template(actor: Actor, uid: UUID) -> TemplateCard:
    """One version of a template; ``NotFound`` elsewhere."""
    row = _rows(actor).filter(uid=uid).first()
    if row is None:
        raise NotFound()
    return _card(row)


def approved(actor: Actor, key: str | UUID) -> Template:
    """The row of a uid, or of the approved version under a key: the own organisation's before the shipped one. For this room only."""
    rows = _rows(actor).filter(uid=key) if isinstance(key, UUID) else _rows(actor).filter(key=key, state="approved")
    row = min(rows, key=lambda one: (one.organisation_id is None, -one.version), default=None)
    if row is None:
        raise NotFound()
    return row

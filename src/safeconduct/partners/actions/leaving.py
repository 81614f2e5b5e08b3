"""Lists of services and contacts that leave for an organisation, through the export gate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from safeconduct.access import actions as access
from safeconduct.access.gate import action
from safeconduct.access.models import Organisation
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import rules
from safeconduct.partners.models import Contact, Service


@action("partners.export_services", about=["recipient"], facts=["purpose"])
def export_services(actor: Actor, *, export_uid: UUID, recipient: UUID, purpose: str, services: list[UUID], at: datetime) -> list[str]:
    """
    Give the list of services to an organisation for a purpose; gives the conditions on which it goes.

    Only own rows go to others, and no secret one: refuses ``NotFound`` and ``SecretPlace``. The export gate says whether they may.
    """
    rows = Service.objects.filter(uid__in=services)
    mine = _mine(actor, recipient)
    seen = set(Service.objects.within(actor).filter(uid__in=services).values_list("uid", flat=True)) if mine else set(rows.filter(owner_id=actor.organisation_id).values_list("uid", flat=True))
    if seen != set(services):
        raise NotFound()
    if not mine and rows.filter(is_secret=True).exists():
        raise rules.SecretPlace()
    return _leave(actor, export_uid, recipient, "services", purpose, ["internal"], services, at)


@action("partners.export_contacts", about=["recipient"], facts=["purpose"])
def export_contacts(actor: Actor, *, export_uid: UUID, recipient: UUID, purpose: str, contacts: list[UUID], at: datetime) -> list[str]:
    """
    Give the list of contacts to an organisation for a purpose; gives the conditions on which it goes.

    Names and telephones of officials are personal data. Only own rows go to others: refuses ``NotFound``. The export gate says whether they may.
    """
    held = Contact.objects.within(actor) if _mine(actor, recipient) else Contact.objects.filter(owner_id=actor.organisation_id)
    if set(held.filter(uid__in=contacts).values_list("uid", flat=True)) != set(contacts):
        raise NotFound()
    return _leave(actor, export_uid, recipient, "contacts", purpose, ["internal", "personal"], contacts, at)


def _mine(actor: Actor, recipient: UUID) -> bool:
    return Organisation.objects.filter(uid=recipient, id=actor.organisation_id).exists()


def _leave(actor: Actor, export_uid: UUID, recipient: UUID, what: str, purpose: str, classes: list[str], rows: Iterable[UUID], at: datetime) -> list[str]:
    rows = sorted(rows)
    digest = hashlib.sha256(b"".join(uid.bytes for uid in rows)).hexdigest()
    return access.export(actor, export_uid=export_uid, recipient=recipient, what=what, purpose=purpose, classes=classes, labels=[], rows=len(rows), digest=digest, at=at)

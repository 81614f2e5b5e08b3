"""Consent, withdrawal, protection: what changes who may see a person."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from safeconduct.access import labels
from safeconduct.access.gate import action, note
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.people import rules
from safeconduct.people.actions.registering import find
from safeconduct.people.labelling import relabel
from safeconduct.people.models import Consent, RegimeChange


@action("people.come_under_regime", about=["person"], facts=["regime"], help_data=True)
def come_under_regime(actor: Actor, *, person: UUID, regime: str, at: datetime) -> UUID:
    """
    From now on the person is under this regime, or asks for it.

    Under protection everything recorded after this moment is closed also to the State that already held a record.
    """
    row = find(actor, person)
    rules.is_protected(regime)
    was = row.regime
    row.regime = regime
    if rules.is_protected(regime) and not rules.is_protected(was):
        row.regime_since = at
    row.save(update_fields=["regime", "regime_since"])
    relabel(actor, row, row.regime_since if rules.is_protected(regime) else None)
    RegimeChange.objects.create(uid=new_uid(), person=row, label_id=row.later_label_id, regime=regime, since=at, recorded_by=actor.uid, made_at=at)
    return row.uid


@action("people.agree", about=["person"], facts=["purpose", "recipients", "text_version", "language", "how", "valid_until"], help_data=True)
def agree(
    actor: Actor, *, consent: UUID, person: UUID, purpose: str, recipients: list[str], text_version: str, language: str, how: str = "explicit", basis: str = "consent",
    valid_until: date | None = None, at: datetime,
) -> UUID:  # fmt: skip
    """
    The person agrees to a recipient and a purpose.

    Where a last day is said the consent lapses after it by itself. Refuses ``NotARecord`` for a day that is over, and ``Protected`` where the person is under protection and a State of the person is among the recipients: that needs a
    second, trained person and is proposed (``people.propose_disclosure``).
    """
    rules.check_until(valid_until, at)
    row = find(actor, person)
    states = {r.split(":", 1)[1] for r in recipients if r.startswith("state:")}
    own = set(row.nationalities) | set(row.former) | {row.country}
    if rules.is_protected(row.regime) and states & own:
        raise rules.Protected()
    Consent.objects.create(
        uid=consent, person=row, label_id=row.later_label_id, purpose=purpose, basis=basis, recipients=recipients, text_version=text_version, language=language,
        how=how, given_at=at, made_at=at, valid_until=valid_until,
    )  # fmt: skip
    relabel(actor, row, row.regime_since)
    return consent


@action("people.withdraw", about=["person"], help_data=True)
def withdraw(actor: Actor, *, person: UUID, consent: UUID | None = None, at: datetime) -> int:
    """
    The person takes consent back: one consent, or all of it. It takes effect at once on every audience, list and export.
    """
    row = find(actor, person)
    rows = Consent.objects.within(actor).filter(person_id=row.id, withdrawn_at=None, lapsed_at=None)
    if consent is not None:
        rows = rows.filter(uid=consent)
        if not rows.exists():
            raise NotFound()
    count = rows.update(withdrawn_at=at)
    relabel(actor, row, row.regime_since)
    ask("people.withdrawn", person_id=row.id, at=at)
    note(consents=count, label=labels.parts_of(row.label_id).regime_level)
    return count

"""Under protection nothing reaches the person's own State, unless the person wants it and two trained people stand for that."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.access import actions as access
from safeconduct.access.gate import action, mark, note
from safeconduct.access.queries import agreed_proposal
from safeconduct.kernel.actors import Actor
from safeconduct.people import rules
from safeconduct.people.actions.registering import find
from safeconduct.people.labelling import relabel
from safeconduct.people.models import Consent, Person
from safeconduct.people.training import is_trained

HOURS = 72  # a proposal that nobody decided is over then


@action("people.propose_disclosure", about=["person"], facts=["purpose", "state"], help_data=True)
def propose_disclosure(actor: Actor, *, proposal: UUID, person: UUID, purpose: str, state: str, language: str, text_version: str = "1", records: int = 0, at: datetime) -> UUID:
    """
    Put before a second, trained person that somebody under protection agrees to be shown to an own State. Nothing is shown yet.

    Refuses ``NotTrained`` for whoever has no protection training, ``OwnState`` for an officer of that State, ``NothingToOpen``
    where the person is under no protection or the State is none of the person's.
    """
    row = find(actor, person)
    mark(row.later_label_id)
    _check(actor, row, state)
    arguments = {"consent": str(proposal), "proposal": str(proposal), "person": str(person), "purpose": purpose, "state": state, "language": language, "text_version": text_version}
    return access.propose(
        actor, uid=proposal, verb="people.disclose", arguments=arguments, numbers={"records": records}, expires_at=at + timedelta(hours=HOURS), label=row.later_label_id, at=at
    )


@action("people.disclose", about=["person"], facts=["purpose", "state", "text_version", "language"], text=_("Show somebody under protection to an own State"), help_data=True)
def disclose(actor: Actor, *, consent: UUID, proposal: UUID, person: UUID, purpose: str, state: str, language: str, text_version: str, at: datetime) -> UUID:
    """
    The second, trained person agrees: the person's State sees the record from now on, until the person takes it back.

    It happens only through a proposal of somebody else who is trained too. Refuses ``Protected`` without one, and all that
    ``propose_disclosure`` refuses.
    """
    row = find(actor, person)
    _check(actor, row, state)
    held = agreed_proposal(proposal)
    same = {"consent": str(consent), "proposal": str(proposal), "person": str(person), "purpose": purpose, "state": state, "language": language, "text_version": text_version}
    if held is None or held.verb != "people.disclose" or held.decided_by != actor.uid or held.proposed_by == actor.uid or held.arguments != same:
        raise rules.Protected()
    Consent.objects.create(
        uid=consent, person=row, label_id=row.later_label_id, purpose=purpose, basis="consent", recipients=[f"state:{state}"], text_version=text_version, language=language,
        how="explicit", given_at=at, made_at=at, seconded_by=actor.uid,
    )  # fmt: skip
    relabel(actor, row, row.regime_since)
    note(proposed_by=held.proposed_by)
    return consent


def _check(actor: Actor, row: Person, state: str) -> None:
    rules.check_disclosure(
        trained=actor.kind == "job" or is_trained(actor), own_state=actor.state, state=state, states={*row.nationalities, *row.former, row.country}, protected=rules.is_protected(row.regime)
    )

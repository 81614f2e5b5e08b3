"""What partners answer to the rooms below."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access.rules import Clause
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import answers
from safeconduct.partners import queries


@answers("access.clauses")
def clauses(actor: Actor, *, recipient: UUID, at: datetime) -> list[Clause]:
    """What the actor's organisation agreed on data for a recipient."""
    return queries.clauses_in_force(actor.organisation_id, recipient, at)


@answers("access.waiting")
def waiting(actor: Actor, at: datetime) -> list[dict]:
    """agreements that lapse soon, for whoever signs them."""
    from django.urls import reverse
    from django.utils.translation import gettext

    out = []
    if actor.may("partners.see_agreements") and actor.may("partners.sign_agreement"):
        held = queries.agreements(actor.narrowed("partners.see_agreements"), at)
        soon = sum(one.mine and one.term.state == "soon" for one in held)
        out.append({"title": gettext("agreements that lapse soon"), "url": reverse("partners:agreements"), "number": soon, "late": False})
    return out

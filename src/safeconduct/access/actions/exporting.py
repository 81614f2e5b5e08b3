"""The export gate: data that leave for an organisation pass here, whichever room they come from."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from safeconduct.access import rules
from safeconduct.access.actions.finding import one
from safeconduct.access.gate import action, mark, note
from safeconduct.access.labels import parts
from safeconduct.access.models import Label, Organisation
from safeconduct.access.queries import is_control
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.verbs import ask


@action("access.export", about=["export_uid", "recipient"], facts=["what", "purpose", "classes", "rows", "digest", "aggregate"])
def export(
    actor: Actor, *, export_uid: UUID, recipient: UUID, what: str, purpose: str, classes: list[str], labels: list[int], rows: int, digest: str, aggregate: bool = False,
    everyone_agreed: bool = False, at: datetime,
) -> list[str]:  # fmt: skip
    """
    Let a file go to an organisation, and write down what, to whom, for what and by which clause; gives the conditions on which it goes.

    A room calls it from its own verb with the classes of the fields and the labels of all rows in the file (none where no row is of a
    person's life), before a byte leaves. The rooms above say by `access.clauses` what was agreed (frozen `access.rules.Clause`); the
    firewall stands before that. Refuses ``NoClause``, ``BehindFirewall``, ``NeverLeaves``, ``NotOurs``, ``NotAPurpose``.
    """
    to = one(Organisation, recipient)
    held = list(Label.objects.filter(id__in=set(labels)))
    leaving = rules.Leaving(
        to.uid, to.id, to.kind, to.state, is_control(to), purpose, frozenset(classes), aggregate, everyone_agreed, tuple(parts(row) for row in held)
    )  # fmt: skip
    clauses = [clause for answer in ask("access.clauses", actor, recipient=to.uid, at=at) for clause in answer]
    by = rules.check_leaving(leaving, clauses, owner=actor.organisation_id, space=actor.space, today=at.date())
    mark(*(row.id for row in held))
    conditions = sorted({condition for clause in by for condition in clause.conditions})
    note(clauses=[clause.uid for clause in by], conditions=conditions)
    return conditions

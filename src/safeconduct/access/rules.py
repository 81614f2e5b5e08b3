"""What the label hides, from whom, and why. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import NotAllowed, NotFound, Refusal  # noqa: F401  (the rooms take them from here)
from safeconduct.standards import load

CONTROL = frozenset(one.key for one in load.unit_functions() if one.is_control)


class CommandReused(Refusal):
    """The same command id came with other arguments."""

    text = _("This was already sent with other contents. Send it again as something new.")


class NeedsSecondPerson(Refusal):
    """The verb waits for somebody else to agree."""

    text = _("A second person must agree to this; it may not be the one who proposed it.")


class Expired(Refusal):
    """Too late."""

    text = _("The time for this is over.")


class Withdrawn(Refusal):
    """What was proposed was taken back."""

    text = _("This was taken back. There is nothing left to agree to.")


class Incompatible(Refusal):
    """Two functions or roles that one person or unit may not hold together."""

    text = _("%(one)s and %(other)s may not be held together.")


class OwnGrant(Refusal):
    """Somebody would give a role to themselves, or widen their own."""

    text = _("Nobody may give a role to themselves. Ask somebody else who gives roles.")


class NobodyToAgree(Refusal):
    """A role with sensitive rights needs a second person who may give roles, and there is none."""

    text = _("This role holds sensitive rights, so a second person who gives roles must agree, and there is nobody else. On the server, make a second administrator.")


class Widened(Refusal):
    """A role with sensitive rights would reach further without a second person."""

    text = _("This role holds sensitive rights: here it can be made narrower or end sooner, not more. Give it anew, and a second person agrees.")


class NotAPath(Refusal):
    """A place is named by its path."""

    text = _("%(value)s is not the path of an area, such as HTI/HT01.")


class NoPurpose(Refusal):
    """Personal data were asked for without saying why."""

    text = _("Say for what purpose you look at this record.")


@dataclass(frozen=True)
class LabelParts:
    """What one label says: space, owner (organisation id), regime level, the States that must not see it."""

    space: int
    owner: int
    regime_level: int
    hidden_from: frozenset[str]


@dataclass(frozen=True)
class Share:
    """One sharing agreement, as far as the label needs it."""

    owner: int
    recipient: int
    valid_from: date
    valid_to: date
    protected_too: bool = False


def hidden_states(
    *, recorded_by: str, nationalities: Iterable[str], residences: Iterable[str], protected: bool, agreed: Iterable[str] = (), seconded: Iterable[str] = ()
) -> frozenset[str]:
    """
    The States that must not see what is recorded now about a person.

    ``nationalities`` and ``residences`` hold present and former ones. Without protection the person's own consulate keeps
    its own record, and a State to which the person agreed sees it. Under protection an agreement counts only with a second,
    trained person (``seconded``), and also a State that already held a record sees nothing new; only a State in which the
    person lives without being or having been its national, and which took the record itself, keeps it.
    """
    national, resident = frozenset(nationalities) - {""}, frozenset(residences) - {""}
    own = national | resident
    if protected:
        keeps = {recorded_by} if recorded_by in resident - national else set()
        return own - (frozenset(agreed) & frozenset(seconded)) - keeps
    return own - {recorded_by} - frozenset(agreed)


def strictest(parts: Iterable[LabelParts], owner: int | None = None) -> LabelParts:
    """One label that shows no more than every one of these: highest regime, all hidden States. Never mixes spaces."""
    parts = list(parts)
    if len({p.space for p in parts}) != 1:
        raise ValueError("a label can't join two spaces")
    owners = {p.owner for p in parts}
    return LabelParts(
        parts[0].space,
        owners.pop() if len(owners) == 1 else owner or min(owners),
        max(p.regime_level for p in parts),
        frozenset().union(*(p.hidden_from for p in parts)),
    )


def may_see(
    label: LabelParts, *, space: int, organisation: int, state: str, functions: Iterable[str], not_firewalled: bool, shares: Iterable[Share], glass: Iterable[int], today: date
) -> bool:
    """
    Whether a unit sees rows under a label.

    The space must be its own; its State must not be among the hidden; a unit of control sees no help data at all, unless law
    gave it a help function too (then its site says *not firewalled*). Then the owner itself sees, and whoever holds a
    valid agreement of the owner; break-the-glass opens another owner's rows, never a protected one and never a hidden State.
    """
    functions = frozenset(functions)
    if label.space != space or (state and state in label.hidden_from):
        return False
    if functions & CONTROL and not not_firewalled:
        return False
    if label.owner == organisation:
        return True
    for share in shares:
        if share.owner == label.owner and share.recipient == organisation and share.valid_from <= today <= share.valid_to:
            return label.regime_level == 0 or share.protected_too
    return label.owner in set(glass) and label.regime_level == 0


def check_unit(functions: Iterable[str], verbs_of_help: Iterable[str], not_firewalled: bool) -> None:
    """Refuse ``Incompatible`` where a control unit would hold a verb that reads help data."""
    control = sorted(frozenset(functions) & CONTROL)
    helping = sorted(verbs_of_help)
    if control and helping and not not_firewalled:
        raise Incompatible(one=control[0], other=helping[0])


PATH = re.compile(r"[A-Z]{3}(/[^\s/]+)*")


def tidy_path(text: str) -> str:
    """The path of an area as it is kept, without a stroke at its end; empty means everywhere. Refuses ``NotAPath``."""
    path = text.strip().rstrip("/")
    if path and not PATH.fullmatch(path):
        raise NotAPath(value=text.strip()[:40])
    return path


def is_within(path: str, place: str) -> bool:
    """Whether a path lies in a place: the place itself, or below it; every path lies in the empty one."""
    return not place or path == place or path.startswith(place.rstrip("/") + "/")


def check_not_wider(place: str, until: datetime | None, new_place: str, new_until: datetime | None) -> None:
    """Refuse ``Widened`` where a grant would reach beyond its place or its end."""
    if not is_within(new_place, place) or (until is not None and (new_until is None or new_until > until)):
        raise Widened()


FIELD_CLASSES = ("public", "internal", "personal", "special", "secret")
OF_PEOPLE = frozenset({"personal", "special"})


class NoClause(Refusal):
    """Data would go to another organisation, and no agreement in force lets it."""

    text = _("No agreement in force lets these data go there. Missing: a clause for data that are %(classes)s, for the purpose %(purpose)s.")


class BehindFirewall(Refusal):
    """Data of people would reach a State or a control unit that must not have them; no agreement opens that."""

    text = _("The firewall holds: these data of people may not go to this organisation, whatever was agreed.")


class NeverLeaves(Refusal):
    """A secret place, or a row of an exercise, would leave."""

    text = _("This never leaves in a file: it is secret, or of an exercise.")


class NotOurs(Refusal):
    """Another organisation answers for the rows."""

    text = _("Another organisation answers for some of these rows. Ask it to give them.")


class NotAPurpose(Refusal):
    """Data would leave without a purpose or a class that there is."""

    text = _("Say for what purpose these data go, and of which class they are.")


@dataclass(frozen=True)
class Clause:
    """
    One rule of an agreement: to whom (an organisation, or every one of a kind), which field classes, for which purpose, on which conditions.

    ``conditions``: ``aggregate_only``, ``everyone_agreed`` and ``protected_too`` (it reaches also rows under a protection regime) are
    judged here; ``no_onward`` and ``delete_after_30_days`` are told to whoever takes the file.
    """

    uid: UUID
    recipient: UUID | None
    recipient_kind: str
    classes: frozenset[str]
    purpose: str
    conditions: frozenset[str]
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True)
class Leaving:
    """What would leave: to whom (with kind, State, and whether it is of control), for what, which field classes, as numbers only or not, and the labels of its rows."""

    recipient: UUID
    recipient_id: int
    kind: str
    state: str
    is_control: bool
    purpose: str
    classes: frozenset[str]
    aggregate: bool = False
    everyone_agreed: bool = False
    labels: tuple[LabelParts, ...] = ()


def may_reach(label: LabelParts, *, state: str, is_control: bool, owner: int) -> bool:
    """Whether a row under a label may go to a recipient at all, before any agreement is asked: reality, our own, no hidden State, no control."""
    return label.space == 0 and label.owner == owner and not is_control and not (state and state in label.hidden_from)


def check_leaving(leaving: Leaving, clauses: Iterable[Clause], *, owner: int | None, space: int, today: date) -> tuple[Clause, ...]:
    """
    The clauses by which data may leave, after everything that no agreement opens.

    Refuses ``NotAPurpose``, ``NeverLeaves``, ``NotOurs``, ``BehindFirewall`` and, naming what is missing, ``NoClause``. The own organisation
    needs no clause, nor does what is public.
    """
    if leaving.purpose not in {one.key for one in load.purposes()} or not leaving.classes or leaving.classes - set(FIELD_CLASSES):
        raise NotAPurpose()
    if space or "secret" in leaving.classes or any(label.space for label in leaving.labels):
        raise NeverLeaves()
    if leaving.recipient_id == owner:
        return ()
    if any(label.owner != owner for label in leaving.labels):
        raise NotOurs()
    people = leaving.classes & OF_PEOPLE or leaving.labels
    if people and (leaving.is_control or any(leaving.state and leaving.state in label.hidden_from for label in leaving.labels)):
        raise BehindFirewall()
    held = [clause for clause in clauses if _covers(clause, leaving, today)]
    missing = sorted((leaving.classes - {"public"}) - {one for clause in held for one in clause.classes}, key=FIELD_CLASSES.index)
    if missing:
        raise NoClause(classes=missing, purpose=leaving.purpose)
    return tuple(clause for clause in held if clause.classes & leaving.classes)


def _covers(clause: Clause, leaving: Leaving, today: date) -> bool:
    """Whether a clause is in force and speaks of this recipient, purpose and these rows."""
    to_them = clause.recipient == leaving.recipient if clause.recipient else bool(clause.recipient_kind) and clause.recipient_kind == leaving.kind
    in_force = clause.valid_from <= today and (clause.valid_to is None or today <= clause.valid_to)
    kept = (
        ("aggregate_only" not in clause.conditions or leaving.aggregate)
        and ("everyone_agreed" not in clause.conditions or leaving.everyone_agreed)
        and ("protected_too" in clause.conditions or not any(label.regime_level for label in leaving.labels))
    )
    return to_them and in_force and clause.purpose == leaving.purpose and kept

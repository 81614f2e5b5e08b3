"""What the label hides, from whom, and why. Pure: no database, no clock."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

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

"""From a user, a unit and a moment to an actor with rights and visible labels."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from uuid import UUID

from safeconduct.access import labels
from safeconduct.access.models import Grant, Unit, User
from safeconduct.access.rules import CONTROL
from safeconduct.kernel.actors import REALITY, Actor, Right
from safeconduct.kernel.verbs import VERBS


@cache
def roles() -> dict[str, frozenset[str]]:
    """Role to verbs, from the data files of every room (``access/roles/<room>.json``)."""
    folder = resources.files("safeconduct.access") / "roles"
    sets: dict[str, set[str]] = {}
    for file in folder.iterdir():
        if file.name.endswith(".json") and not file.name.startswith("_"):
            for role, verbs in json.loads(file.read_text("utf8")).items():
                sets.setdefault(role, set()).update(verbs)
    return {role: frozenset(verbs) for role, verbs in sets.items()}


@cache
def role_titles() -> dict[str, dict]:
    """Role to its title and the unit functions that it belongs to."""
    return json.loads((resources.files("safeconduct.access") / "roles" / "_roles.json").read_text("utf8"))


@cache
def sensitive_verbs() -> dict[str, str]:
    """The verbs for which a role takes two people to give, and why (``access/roles/_sensitive.json``)."""
    return json.loads((resources.files("safeconduct.access") / "roles" / "_sensitive.json").read_text("utf8"))


def sensitive(role: str) -> bool:
    """Whether a role holds a sensitive verb."""
    return not roles().get(role, frozenset()).isdisjoint(sensitive_verbs())


def rights_in(unit: Unit, grants: list[Grant]) -> tuple[Right, ...]:
    """The rights that grants give in a unit: a control unit gets none that reads help data."""
    held = []
    control = bool(set(unit.functions) & CONTROL) and not unit.not_firewalled
    for grant in grants:
        verbs = roles().get(grant.role, frozenset())
        if control:
            verbs = frozenset(v for v in verbs if not (v in VERBS and VERBS[v].help_data))
        held.append(Right(grant.role, verbs, grant.crisis_uid, grant.place_path))
    return tuple(held)


def units_of(user: User, at) -> list[Unit]:
    """The units in which a user holds a grant now."""
    grants = Grant.objects.filter(user=user).select_related("unit__organisation")
    seen = {g.unit_id: g.unit for g in grants if g.until is None or g.until > at}
    return sorted(seen.values(), key=lambda unit: (unit.organisation.name, unit.name))


def person(user: User, unit: Unit, at, *, space: int = REALITY, purpose: str = "", language: str = "en") -> Actor:
    """A user who acts in one unit, at a moment, for a purpose."""
    grants = [g for g in Grant.objects.filter(user=user, unit=unit) if g.until is None or g.until > at]
    organisation = unit.organisation
    return Actor(
        kind="person",
        uid=user.uid,
        user_id=user.id,
        organisation_id=organisation.id,
        unit_id=unit.id,
        state=organisation.state,
        functions=frozenset(unit.functions),
        rights=rights_in(unit, grants),
        space=space,
        labels=labels.visible(
            space=space,
            organisation=organisation.id,
            state=organisation.state,
            functions=unit.functions,
            not_firewalled=unit.not_firewalled,
            user_id=user.id,
            at=at,
        ),
        purpose=purpose,
        language=language,
    )


def public(language: str = "en") -> Actor:
    """Anybody at the open door: may bring something, sees nothing."""
    return Actor(kind="public", rights=(Right("public", roles().get("public", frozenset())),), language=language)


def gateway() -> Actor:
    """A channel that brings messages in and reports deliveries."""
    return Actor(kind="gateway", rights=(Right("gateway", roles().get("gateway", frozenset())),))


def duty(name: str, space: int = REALITY, organisation_id: int | None = None) -> Actor:
    """
    The system on a named duty, which sees every label.

    Only jobs, and verbs that must find a row before they know whose it is, act under a duty; a test lists every one.
    """
    return Actor(kind="job", labels=None, duty=name, space=space, organisation_id=organisation_id)


def acting(user_uid: UUID, unit_uid: UUID, at, **more) -> Actor:
    """The same as ``person``, by uids (jobs that go on for somebody)."""
    return person(User.objects.get(uid=user_uid), Unit.objects.select_related("organisation").get(uid=unit_uid), at, **more)

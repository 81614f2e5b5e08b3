"""Small worlds for tests: organisations with units, people who act in them. Everything goes through verbs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from safeconduct.access import actions, actors
from safeconduct.access.models import Organisation, Unit, User
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid

NOW = datetime(2027, 1, 14, 9, 40, tzinfo=UTC)


def system() -> Actor:
    """The set-up duty, which may call every verb."""
    return actors.duty("set-up")


def organisation(name: str = "Ministry of Foreign Affairs of Utopia", kind: str = "foreign_ministry", state: str = "UTO") -> Organisation:
    """An organisation."""
    uid = actions.add_organisation(system(), uid=new_uid(), name=name, kind=kind, state=state, at=NOW)
    return Organisation.objects.get(uid=uid)


def unit(of: Organisation, functions=("consular",), name: str = "Consular section", **more) -> Unit:
    """A unit of an organisation."""
    uid = actions.add_unit(system(), uid=new_uid(), organisation=of.uid, name=name, functions=list(functions), at=NOW, **more)
    return Unit.objects.select_related("organisation").get(uid=uid)


def officer(where: Unit, role: str = "duty_officer", username: str = "", password: str = "a long enough word", **grant) -> User:
    """Somebody who signs in, with a role in a unit."""
    uid = new_uid()
    actions.add_user(system(), uid=uid, username=username or f"u{uid.hex[-8:]}", name=f"Officer {role}", password=password, at=NOW)
    actions.grant(system(), uid=new_uid(), user=uid, unit=where.uid, role=role, at=NOW, **grant)
    return User.objects.get(uid=uid)


def acting(user: User, where: Unit, at: datetime = NOW, **more) -> Actor:
    """That user, acting in that unit."""
    return actors.person(user, where, at, **more)


@dataclass
class Post:
    """A consulate of Utopia with a duty officer, and the host State's emergency authority."""

    ministry: Organisation
    section: Unit
    user: User

    @property
    def officer(self) -> Actor:
        """The duty officer, with labels as they are now."""
        return acting(self.user, self.section)


def post() -> Post:
    """The smallest world in which something can be done."""
    ministry = organisation()
    section = unit(ministry)
    return Post(ministry, section, officer(section))


def command() -> UUID:
    """A fresh command id."""
    return new_uid()

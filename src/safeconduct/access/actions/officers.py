"""Who signs in: organisations, units, users with their password and second factor, devices that act for somebody."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime
from uuid import UUID

import pyotp
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from safeconduct.access import rules
from safeconduct.access.actions.finding import one
from safeconduct.access.gate import action, note
from safeconduct.access.models import Lease, Organisation, Unit, User
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.refusals import Refusal


class WeakPassword(Refusal):
    """The new password is too easy to guess."""

    text = _("This password is too easy to guess: at least twelve characters, not a common one, not your name.")


class SamePassword(Refusal):
    """The new password is the present one."""

    text = _("This is the present password. Choose another one.")


class WrongPassword(Refusal):
    """The present password is not right."""

    text = _("The present password is not right.")


class WrongCode(Refusal):
    """The code of the second factor is not right."""

    text = _("This code is not right, or too old.")


@action("access.add_organisation", facts=["kind", "state"])
def add_organisation(actor: Actor, *, uid: UUID, name: str, kind: str, state: str = "", data_officer_address: str = "", at: datetime) -> UUID:
    """Take an organisation into the house."""
    return Organisation.objects.create(uid=uid, name=name, kind=kind, state=state, data_officer_address=data_officer_address).uid


@action("access.add_unit", about=["organisation"])
def add_unit(
    actor: Actor, *, uid: UUID, organisation: UUID, name: str, functions: list[str], place_path: str = "", not_firewalled: bool = False, at: datetime
) -> UUID:
    """
    Give an organisation a unit with functions.

    Refuses ``Incompatible`` for a control function beside a help function, unless law gave both to one unit: then the unit
    is *not firewalled* and every text of its sites says so.
    """
    control = set(functions) & rules.CONTROL
    helping = set(functions) - rules.CONTROL
    if control and helping and not not_firewalled:
        raise rules.Incompatible(one=sorted(control)[0], other=sorted(helping)[0])
    row = one(Organisation, organisation)
    unit = Unit.objects.create(
        uid=uid, organisation=row, name=name, functions=sorted(functions), place_path=place_path, not_firewalled=bool(control and helping)
    )
    note(functions=sorted(functions), not_firewalled=unit.not_firewalled)
    return unit.uid


@action("access.add_user", facts=["one_time"])
def add_user(
    actor: Actor, *, uid: UUID, username: str, name: str, password: str, language: str = "en", telephone: str = "", trained_until: date | None = None,
    protection_trained: bool = False, one_time: bool = False, at: datetime,
) -> UUID:  # fmt: skip
    """
    Let an official sign in.

    A ``one_time`` password opens only the page where they choose their own, which whoever made the first does not know.
    """
    user = User(
        uid=uid, username=username, name=name, language=language, telephone=telephone, trained_until=trained_until, protection_trained=protection_trained, one_time=one_time
    )
    user.set_password(password)
    user.save()
    return user.uid


@action("access.close_user", about=["user"])
def close_user(actor: Actor, *, user: UUID, at: datetime) -> UUID:
    """Nobody signs in under this name any more; leases of its devices end."""
    row = one(User, user)
    row.is_active = False
    row.save(update_fields=["is_active"])
    Lease.objects.filter(user=row, revoked_at=None).update(revoked_at=at)
    return row.uid


@action("access.change_password")
def change_password(actor: Actor, *, old: str, new: str, at: datetime) -> UUID:
    """Change one's own password."""
    user = one(User, actor.uid)
    if not user.check_password(old):
        raise WrongPassword()
    try:
        validate_password(new, user)
    except ValidationError:
        raise WeakPassword() from None
    if new == old:
        raise SamePassword()
    user.set_password(new)
    user.one_time = False
    user.save(update_fields=["password", "one_time"])
    return user.uid


@action("access.set_second_factor")
def set_second_factor(actor: Actor, *, secret: str, code: str, at: datetime) -> UUID:
    """Take a second factor into use, once it has answered (TOTP, RFC 6238)."""
    if not pyotp.TOTP(secret).verify(code.replace(" ", ""), for_time=at, valid_window=1):
        raise WrongCode()
    user = one(User, actor.uid)
    user.second_factor = secret
    user.save(update_fields=["second_factor"])
    return user.uid


@action("access.lease_device", about=["user", "unit"], facts=["task", "until"])
def lease_device(actor: Actor, *, uid: UUID, user: UUID, unit: UUID, task: str, verbs: list[str], key: str, until: datetime, at: datetime) -> UUID:
    """Let a device act for a person, for a task, until a time. ``key`` is made by the device; only its digest is kept."""
    digest = hashlib.sha256(key.encode()).hexdigest()
    row = Lease.objects.create(uid=uid, user=one(User, user), unit=one(Unit, unit), task=task, verbs=verbs, key_digest=digest, leased_at=at, until=until)
    return row.uid


@action("access.revoke_lease", about=["lease"])
def revoke_lease(actor: Actor, *, lease: UUID, at: datetime) -> UUID:
    """Take a device's right back; what it brings later is kept as a claim, never applied."""
    row = one(Lease, lease)
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    return row.uid


def new_password() -> str:
    """Four words of letters and digits that can be read aloud (about 79 bits)."""
    return "-".join("".join(secrets.choice("23456789abcdefghjkmnpqrstvwxyz") for _ in range(4)) for _ in range(4))

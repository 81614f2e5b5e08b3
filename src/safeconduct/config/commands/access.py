"""
``safeconduct access add-admin NAME``: make the first administrator of an installation, or one more, with a one-time password.

A role with sensitive rights takes two administrators of one organisation to give. Where the installation is empty, its first
organisation is made with its first administrator. Exit code 1 where the user name is taken, 2 for wrong use.
"""

from __future__ import annotations

from uuid import UUID

from safeconduct.config.commands import complain, ready, say

ROLE = "administrator"


def add(parser):
    parser.add_argument("what", choices=["add-admin"])
    parser.add_argument("name", help="the name to sign in with")
    parser.add_argument("--full-name", default="", help="the name that others see (default: the name to sign in with)")
    parser.add_argument("--unit", type=UUID, help="uid of the unit; needed where it is not plain which")
    parser.add_argument("--organisation", metavar="NAME", help="make this organisation too, with a unit for its administrators")
    parser.add_argument("--kind", help="what kind of organisation: foreign_ministry, emergency_management …")
    parser.add_argument("--state", default="", help="three letters of the State whose organ it is; it decides what must never be shown to it")
    parser.add_argument("--function", action="append", default=[], help="a function of that unit, such as consular (may be given again; default: none)")
    parser.add_argument("--json", action="store_true")


def run(options) -> int:
    username, full = options.name.strip(), (options.full_name or options.name).strip()
    if not (username.isprintable() and full.isprintable() and 0 < len(username) <= 80 and 0 < len(full) <= 120):
        return _wrong("the name to sign in with has 1 to 80 printable characters, the full name at most 120")
    if options.organisation is None and (options.kind or options.state or options.function):
        return _wrong("--kind, --state and --function go with --organisation")
    ready()
    from django.core.management import call_command
    from django.utils import timezone

    from safeconduct.access import actions, queries
    from safeconduct.access.actors import duty
    from safeconduct.config.commands.serve import create_database
    from safeconduct.kernel.ids import new_uid
    from safeconduct.kernel.refusals import Refusal

    create_database()
    call_command("migrate", verbosity=0, interactive=False)
    who, at = duty("add-admin"), timezone.now()
    if any(user.username == username for user in queries.users(at)):
        reason = f"somebody signs in as {username} already"
        say(options, {"user": username, "outcome": "refused", "reason": reason}, f"safeconduct access: {reason}")
        return 1
    unit, fault = (_new(options) if options.organisation is not None else _chosen(options, at))
    if fault:
        return _wrong(fault)
    uid, password = new_uid(), actions.new_password()
    try:
        if callable(unit):
            unit = unit(who, at)
        actions.add_user(who, uid=uid, username=username, name=full, password=password, one_time=True, at=at)
        actions.grant(who, uid=new_uid(), user=uid, unit=unit, role=ROLE, at=at)
    except Refusal as refusal:
        say(options, {"user": username, "outcome": "refused", "reason": refusal.sentence()}, f"safeconduct access: {refusal.sentence()}")
        return 1
    where = next(u for u in queries.units() if u.uid == unit)
    record = {"user": username, "outcome": "done", "role": ROLE, "organisation": where.organisation.name, "unit": str(unit), "password": password}
    say(options, record, f"{username} is an administrator of {where.organisation.name}, {where.name}.\nPassword, shown once; it opens one page, where an own one is chosen: {password}")
    return 0


def _wrong(sentence: str) -> int:
    complain(f"safeconduct access: {sentence}")
    return 2


def _new(options):
    """How to make the organisation that is asked for with its unit, or what is wrong with it."""
    from safeconduct.access import actions, queries
    from safeconduct.kernel.ids import new_uid
    from safeconduct.standards import load

    name, state = options.organisation.strip(), options.state.strip().upper()
    kinds, functions = [k.key for k in load.organisation_kinds()], [f.key for f in load.unit_functions()]
    if options.unit is not None:
        return None, "--unit names a unit that there is; --organisation makes a new one"
    if not name or not name.isprintable() or len(name) > 200:
        return None, "the name of an organisation has 1 to 200 printable characters"
    if any(o.name == name for o in queries.organisations()):
        return None, f"there is an organisation {name} already: say with --unit in which of its units"
    if options.kind not in kinds:
        return None, f"say with --kind what it is: {', '.join(kinds)}"
    if state and not (len(state) == 3 and state.isascii() and state.isalpha()):
        return None, f"--state {options.state}: write the three letters of the State, such as UTO"
    if unknown := set(options.function) - set(functions):
        return None, f"--function {sorted(unknown)[0]}: one of {', '.join(functions)}"

    def make(who, at):
        organisation = actions.add_organisation(who, uid=new_uid(), name=name, kind=options.kind, state=state, at=at)
        return actions.add_unit(who, uid=new_uid(), organisation=organisation, name="Administration", functions=options.function, at=at)

    return make, ""


def _chosen(options, at):
    """The uid of the unit: the one that is named, the one where administrators are already, the only one; or what is wrong."""
    from safeconduct.access import queries

    units = {u.uid: f"{u.uid}  {u.organisation.name}, {u.name}" for u in queries.units()}
    if options.unit is not None:
        return (options.unit, "") if options.unit in units else (None, f"there is no unit {options.unit}")
    if not units:
        return None, "this installation has no organisation yet: name the first with --organisation and --kind"
    held = queries.units_with(ROLE, at) or set(units)
    if len(held) == 1:
        return held.pop(), ""
    return None, "say with --unit in which unit:\n  " + "\n  ".join(units[uid] for uid in units if uid in held)

"""Checks of the team, the contacts, the wardens and the call-down list (S6)."""

from __future__ import annotations

import re
from collections import Counter

from safeconduct.plans.arithmetic import tree_depth, tree_reach

from .register import ALL, CONSULAR, ERROR, PLANS, WARNING, at, check

FRESH = 180  # days since the last answer to a test: a rule of approval, our proposal
WARDEN_PEOPLE = 150
TEAM = ("lead", "deputy", "registration", "communications", "logistics", "health", "protection", "liaison", "log")
TEAM_CONSULAR = (*TEAM, "consular", "security", "finance", "documents")


@check("role.without-holder", ERROR, "S6", kinds=ALL, reason="Nobody holds the role %(role)s.", remedy="Name the contact who holds it.", source="IOM consular contingency plan template: roles and responsibilities")
def role_without_holder(_plan, see):
    """A role that nobody holds."""
    for place, role in see.entries("roles"):
        if not role.holder:
            yield f"{place}.holder", {"role": role.name or role.key}


@check("role.without-alternate", ERROR, "S6", kinds=ALL, reason="Nobody steps in for the role %(role)s.", remedy="Name two alternates, in the order in which they step in.")
def role_without_alternate(_plan, see):
    """A role without any alternate stops when one person is away."""
    for place, role in see.entries("roles"):
        if not role.alternates:
            yield f"{place}.alternates", {"role": role.name or role.key}


@check("role.one-alternate", WARNING, "S6", reason="Only one person steps in for the role %(role)s.", remedy="Name a second alternate; in a crisis two are away at once.")
def role_one_alternate(_plan, see):
    """A role of a plan has a holder and two alternates."""
    for place, role in see.entries("roles"):
        if len(role.alternates) == 1:
            yield f"{place}.alternates", {"role": role.name or role.key}


@check("role.same-person", ERROR, "S6", kinds=ALL, reason="'%(key)s' stands twice for the role %(role)s.", remedy="An alternate is somebody else: name another contact.")
def role_same_person(_plan, see):
    """The alternate is the holder, or the same alternate twice."""
    for place, role in see.entries("roles"):
        for i, key in enumerate(role.alternates):
            if key == role.holder or key in role.alternates[:i]:
                yield f"{place}.alternates[{i}]", {"key": key, "role": role.name or role.key}


@check("role.missing", WARNING, "S6", reason="No role is that of %(position)s.", remedy="Add the role, or give its duties to another and say so.")
def role_missing(plan, see):
    """A position of the crisis team that no role fills."""
    held = {role.position for _, role in see.entries("roles")}
    if held:
        for position in TEAM_CONSULAR if plan.kind == "consular" else TEAM:
            if position not in held:
                yield "roles", {"position": position}


@check("contact.overloaded", WARNING, "S6", reason="%(post)s holds %(many)s roles at once.", remedy="Give some of them to others; one person cannot lead, log and drive.")
def contact_overloaded(_plan, see):
    """One person is the holder of more than two roles."""
    for key, many in Counter(role.holder for _, role in see.entries("roles") if role.holder).items():
        contact = see.find("contacts", key)
        if many > 2 and contact is not None:
            yield see.places[id(contact)], {"post": contact.post or key, "many": many}


@check("contact.stale", ERROR, "S6", kinds=ALL, reason="%(post)s last answered a test %(days)s days ago; the limit is %(limit)s.", remedy="Send a test now and write down the answer.")
def contact_stale(_plan, see):
    """A contact that has not answered a test for more than 180 days."""
    for place, one in see.entries("contacts"):
        days = see.days(one.answered_date)
        if days is not None and days > FRESH:
            yield f"{place}.answered_date", {"post": one.post or one.key, "days": days, "limit": FRESH}


@check("contact.untested", WARNING, "S6", kinds=ALL, reason="%(post)s never answered a test.", remedy="Ring or write, and note the day of the answer.")
def contact_untested(_plan, see):
    """A contact of which nobody knows whether it answers. It counts nothing towards completeness."""
    for place, one in see.entries("contacts"):
        if one.answered_date is None:
            yield f"{place}.answered_date", {"post": one.post or one.key}


@check("contact.no-way", ERROR, "S6", kinds=ALL, reason="%(post)s cannot be reached: no telephone, no other way.", remedy="Write a telephone number, and a second way that works without the network.")
def contact_no_way(_plan, see):
    """A contact without any way to reach it."""
    for place, one in see.entries("contacts"):
        if not one.telephone and not one.other_ways:
            yield f"{place}.telephone", {"post": one.post or one.key}


@check("contact.same-telephone", WARNING, "S6", kinds=ALL, reason="%(post)s has the same telephone as %(other)s.", remedy="Write the own number of each; a shared line fails for both.")
def contact_same_telephone(_plan, see):
    """Two contacts share one telephone."""
    held = {}
    for place, one in see.entries("contacts"):
        number = re.sub(r"\D", "", one.telephone)
        if number and number in held:
            yield f"{place}.telephone", {"post": one.post or one.key, "other": held[number]}
        held.setdefault(number, one.post or one.key)


@check("contact.no-name", WARNING, "S6", kinds=ALL, reason="The contact '%(key)s' does not say which post it is.", remedy="Write the post and the organisation, not a person's name: people change, posts stay.")
def contact_no_name(_plan, see):
    """A contact that names neither post nor organisation."""
    for place, one in see.entries("contacts"):
        if not one.post:
            yield f"{place}.post", {"key": one.key}


@check("authority.missing", ERROR, "S2", reason="It is not said who may %(what)s.", remedy="Name the role.", source="IOM consular contingency plan template: roles and responsibilities")
def authority_missing(plan, _see):
    """Nobody is named who may activate the plan, change the level or order an evacuation."""
    for name, what in (("activates", "activate the plan"), ("changes_level", "change the level"), ("orders_evacuation", "order an evacuation")):
        if not getattr(plan.purpose, name):
            yield f"purpose.{name}", {"what": what}


@check("call-list.missing", ERROR, "S6", reason="There is no call-down list.", remedy="Write how many must be rung, how many each rings, and whether there are alternates.", source="US Foreign Affairs Manual 7 FAM 070 (wardens); our arithmetic")
def call_list_missing(plan, _see):
    """No call-down list: word goes to nobody when the network is down."""
    if plan.call_list is None:
        yield "call_list", {}


@check("call-list.reaches-too-few", ERROR, "S6", reason="The call-down list reaches %(reach)s %% of %(people)s people in %(depth)s steps; the aim is %(target)s %%.",
       remedy="Give every caller an alternate, or let each ring more people so that the tree is flatter.")  # fmt: skip
def call_list_reach(plan, _see):
    """Depth and success of a call decide how many are reached: 5,000 people, 15 calls each, success .8: 41 %, with alternates 85 %."""
    tree = plan.call_list
    if tree is None:
        return
    depth = tree_depth(tree.people, tree.fan_out)
    reach = tree_reach(tree.people, tree.fan_out, tree.success if tree.success is not None else 0.7, tree.alternates)
    if reach < tree.target - 1e-9:
        yield "call_list", {"reach": round(reach * 100), "people": tree.people, "depth": depth if depth >= 0 else "endless", "target": round(tree.target * 100)}


@check("call-list.too-many-calls", WARNING, "S6", reason="Each caller rings %(many)s people; after twenty calls two hours are gone.", remedy="At most twenty calls for each; add callers.")
def call_list_calls(plan, _see):
    """More than twenty calls for one person."""
    if plan.call_list is not None and plan.call_list.fan_out > 20:
        yield "call_list.fan_out", {"many": plan.call_list.fan_out}


@check("call-list.forgets-people", WARNING, "S6", reason="The call-down list is for %(listed)s people, the register holds %(people)s.", remedy="Bring the list up to the register.")
def call_list_people(plan, _see):
    """The list is for less than 80 % of those registered."""
    held = at(plan, "community.registered.people")
    if plan.call_list is not None and held and plan.call_list.people < 0.8 * held:
        yield "call_list.people", {"listed": plan.call_list.people, "people": held}


@check("warden.without-agreement", ERROR, "S6", reason="The warden '%(key)s' has not promised in writing to guard the names.", remedy="Have the agreement signed before any name is handed over.", source="US Foreign Affairs Manual 7 FAM 070")
def warden_without_agreement(_plan, see):
    """Wardens see names and telephones; they sign that they guard them."""
    for place, one in see.entries("wardens"):
        if one.agreement_date is None:
            yield f"{place}.agreement_date", {"key": one.key}


@check("warden.without-alternate", WARNING, "S6", reason="Nobody steps in for the warden '%(key)s'.", remedy="Name an alternate who signs the same agreement.", source="US Foreign Affairs Manual 7 FAM 070")
def warden_without_alternate(_plan, see):
    """A warden without an alternate, or who is the own alternate."""
    for place, one in see.entries("wardens"):
        if not one.alternate or one.alternate == one.contact:
            yield f"{place}.alternate", {"key": one.key}


@check("warden.untested", WARNING, "S6", reason="The warden '%(key)s' was %(when)s.", remedy="Hold a test of the wardens; aim for an answer in 24 hours.", source="MICIC G6 (wardens); 180 days are our proposal")
def warden_untested(_plan, see):
    """A warden who was not tested in 180 days."""
    for place, one in see.entries("wardens"):
        days = see.days(one.tested_date)
        if days is None or days > FRESH:
            yield f"{place}.tested_date", {"key": one.key, "when": "never tested" if days is None else f"last tested {days} days ago"}


@check("warden.too-many-people", WARNING, "S6", reason="The warden '%(key)s' answers for %(people)s people; the limit is %(limit)s.", remedy="Divide the area among several wardens.")
def warden_too_many(_plan, see):
    """More people than one warden can reach in a day."""
    for place, one in see.entries("wardens"):
        if one.people > WARDEN_PEOPLE:
            yield f"{place}.people", {"key": one.key, "people": one.people, "limit": WARDEN_PEOPLE}


@check("area.without-warden", WARNING, "S6", kinds=PLANS, reason="%(people)s people live in %(area)s, where there is no warden.", remedy="Find a warden there, or a community leader who takes the duty.", source="US Foreign Affairs Manual 7 FAM 070")
def area_without_warden(plan, see):
    """An area with 50 people of ours or more and no warden."""
    held = {one.area for _, one in see.entries("wardens")}
    for i, estimate in enumerate(plan.community.estimates):
        area = see.find("areas", estimate.area)
        if estimate.people and estimate.people.best >= 50 and area is not None and area.key not in held:
            yield see.places[id(area)], {"people": estimate.people.best, "area": area.name or area.key, "row": i}


@check("satellite.missing", WARNING, "S1", kinds=CONSULAR, reason="No satellite telephone is named.", remedy="Name its number, where it is kept and who charges it.", source="IOM consular contingency plan template: contact information of the post")
def satellite_missing(plan, _see):
    """When networks are down the post must still reach its capital."""
    if not plan.identity.satellite_telephone:
        yield "identity.satellite_telephone", {}

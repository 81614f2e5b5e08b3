"""Checks of the places to stay (S9), and whether they are enough for a scenario."""

from __future__ import annotations

from math import ceil

from safeconduct.plans.arithmetic import covered_area, present

from .register import ERROR, WARNING, check

SPHERE = "Sphere Handbook"
WATER, SURVIVAL = 15, 7.5  # litres a person a day
TOILET = 50  # people a toilet at first


@check("shelter.too-little-room", ERROR, "S9", reason="%(name)s has %(area)s m2 under cover for %(places)s places; 3.5 m2 each are %(needed)s.", remedy="Plan %(fit)s places, or more covered space.", source=SPHERE)
def shelter_room(_plan, see):
    """Less than 3.5 m2 of covered space a person."""
    for place, one in see.entries("shelters"):
        if one.covered_m2 is not None and one.covered_m2 < covered_area(one.places) - 1e-9:
            yield f"{place}.covered_m2", {"name": one.name or one.key, "area": f"{one.covered_m2:g}", "places": one.places, "needed": f"{covered_area(one.places):g}", "fit": int(one.covered_m2 / 3.5)}


@check("shelter.too-little-water", WARNING, "S9", reason="%(name)s has %(litres)s litres a day, %(each)s for each of %(places)s places; 15 are needed.", remedy="Store or truck %(lack)s litres more a day.", source=SPHERE)
def shelter_water(_plan, see):
    """Less than 15 litres of water a person a day."""
    for place, one in see.entries("shelters"):
        if one.places and one.water_litres is not None and one.water_litres < WATER * one.places:
            yield f"{place}.water_litres", {"name": one.name or one.key, "litres": f"{one.water_litres:g}", "each": f"{one.water_litres / one.places:.1f}", "places": one.places, "lack": f"{WATER * one.places - one.water_litres:g}"}


@check("shelter.too-few-toilets", WARNING, "S9", reason="%(name)s has %(toilets)s toilets for %(places)s places; at first one for 50 is needed, %(needed)s.", remedy="Order %(lack)s more; women's and men's as three to one.", source=SPHERE)
def shelter_toilets(_plan, see):
    """Fewer than one toilet for 50 people."""
    for place, one in see.entries("shelters"):
        needed = ceil(one.places / TOILET)
        if one.toilets is not None and one.toilets < needed:
            yield f"{place}.toilets", {"name": one.name or one.key, "toilets": one.toilets, "places": one.places, "needed": needed, "lack": needed - one.toilets}


@check("shelter.unsaid", WARNING, "S9", reason="%(name)s does not say its %(what)s.", remedy="Measure it, and write it down.", source=SPHERE)
def shelter_unsaid(_plan, see):
    """A shelter without places, covered space, water or toilets cannot be judged."""
    for place, one in see.entries("shelters"):
        for field, what, held in (("places", "places", one.places), ("covered_m2", "covered space", one.covered_m2), ("water_litres", "water a day", one.water_litres), ("toilets", "toilets", one.toilets)):
            if not held:
                yield f"{place}.{field}", {"name": one.name or one.key, "what": what}


@check("shelter.without-step-free-toilet", WARNING, "S9", reason="%(name)s has no toilet that is reached without steps.", remedy="Make at least 15 %% of the toilets step-free.", source="Sphere Handbook; emergency WASH: 15 % of public toilets")
def shelter_step_free(_plan, see):
    """No accessible toilet in a place to stay."""
    for place, one in see.entries("shelters"):
        if one.toilets and not one.toilets_step_free:
            yield f"{place}.toilets_step_free", {"name": one.name or one.key}


@check("shelter.nobody-step-free", WARNING, "S9", reason="No shelter can be entered without steps.", remedy="Name one that can, or build ramps.", source="MICIC G11: assistance without discrimination")
def no_step_free(plan, _see):
    """People who cannot climb steps have nowhere to stay."""
    if plan.shelters and not any(one.step_free for one in plan.shelters):
        yield "shelters", {}


@check("shelter.without-separate-rooms", WARNING, "S9", reason="No shelter has separate rooms for women, families and children alone.", remedy="Name one that has, with locks and light.", source="Sphere Handbook; MICIC G11")
def no_separate(plan, _see):
    """No safe room for those who need one."""
    if plan.shelters and not any(one.separate_rooms for one in plan.shelters):
        yield "shelters", {}


@check("shelter.without-power", WARNING, "S9", reason="No shelter names power for medical devices.", remedy="Name a place with power for oxygen and cooling, or say that there is none.")
def no_power(plan, _see):
    """People who depend on a device need power."""
    if plan.shelters and not any(one.power for one in plan.shelters):
        yield "shelters", {}


@check("shelter.without-agreement", WARNING, "S9", reason="Nobody has agreed that %(name)s may be used.", remedy="Make an agreement with its owner, and name it here.", source="MICIC G7: pre-arranged agreements for lodging")
def shelter_agreement(_plan, see):
    """A place to stay that nobody has promised."""
    for place, one in see.entries("shelters"):
        if not one.agreement:
            yield f"{place}.agreement", {"name": one.name or one.key}


def sleepers(one) -> int:
    """People who need a bed at the same time: all who need one, or the rate of those who go through times their stay (Little)."""
    if not one.people or not one.shelter_share:
        return 0
    people = one.people.best * one.shelter_share
    if one.moves and one.days and one.shelter_days:
        people = min(people, present(people / one.days, one.shelter_days))
    return ceil(round(people, 6))


@check("beds.too-few", WARNING, "S9", reason="In the scenario '%(name)s' %(people)s people need a bed at the same time; there are %(places)s places.", remedy="Find %(lack)s more places, or move people on sooner.", source="Little's law; IOM consular contingency plan template")
def beds_too_few(plan, see):
    """More people need a bed at once than there are places."""
    held = sum(one.places for one in plan.shelters)
    for place, one in see.entries("scenarios"):
        needed = sleepers(one)
        if needed > held:
            yield place, {"name": one.name or one.key, "people": needed, "places": held, "lack": needed - held}


@check("water.too-little", WARNING, "S9", reason="In the scenario '%(name)s' %(people)s people share %(litres)s litres a day; %(needed)s are needed to survive.", remedy="Store or truck water before anything else.", source=SPHERE)
def water_too_little(plan, see):
    """Less than 7.5 litres a day for those who stay in the shelters."""
    held = sum(one.water_litres or 0 for one in plan.shelters)
    for place, one in see.entries("scenarios"):
        people = min(sleepers(one), sum(shelter.places for shelter in plan.shelters))
        if people and held < SURVIVAL * people:
            yield place, {"name": one.name or one.key, "people": people, "litres": f"{held:g}", "needed": f"{SURVIVAL * people:g}"}

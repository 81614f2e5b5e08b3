"""Checks of the risk profile, the community and the scenarios (S3, S4, S5)."""

from __future__ import annotations

from .consistency import means, repeated
from .register import ERROR, PLANS, WARNING, check

GROUPS = ("unaccompanied_children", "trafficked", "older", "disabled", "pregnant", "detained", "irregular", "domestic_workers")
OLD_ESTIMATE = 365


@check("hazard.without-scenario", WARNING, "S5", reason="%(hazard)s has likelihood %(likelihood)s and impact %(impact)s, and no scenario.", remedy="Write a scenario for it, or say why another covers it.")
def hazard_without_scenario(plan, see):
    """A grave hazard (likelihood times impact of 12 or more) that no scenario plays through."""
    held = {one.hazard for _, one in see.entries("scenarios")}
    for i, risk in enumerate(plan.risk.hazards):
        if risk.likelihood * risk.impact >= 12 and risk.hazard not in held:
            yield f"risk.hazards[{i}]", {"hazard": risk.hazard, "likelihood": risk.likelihood, "impact": risk.impact}


@check("scenario.hazard-unlisted", WARNING, "S3", reason="The scenario '%(name)s' is about %(hazard)s, which the risk profile does not hold.", remedy="Add the hazard to the risk profile with likelihood and impact.")
def scenario_hazard(plan, see):
    """A scenario about a hazard that was never assessed."""
    held = {one.hazard for one in plan.risk.hazards}
    for place, one in see.entries("scenarios"):
        if one.hazard not in held:
            yield f"{place}.hazard", {"name": one.name or one.key, "hazard": one.hazard}


@check("scenario.too-few", WARNING, "S5", reason="There are %(many)s scenarios; at least three are needed.", remedy="Add a worst case, and one in which the first way out is lost.", source="IOM consular contingency plan template: crisis scenarios; the number is our proposal")
def scenario_too_few(plan, _see):
    """Fewer than three scenarios."""
    if len(plan.scenarios) < 3:
        yield "scenarios", {"many": len(plan.scenarios)}


@check("scenario.unsaid", ERROR, "S5", reason="The scenario '%(name)s' does not say %(what)s.", remedy="Write it; without it nothing can be reckoned.", source="IOM consular contingency plan template: crisis scenarios; the fields are our proposal")
def scenario_unsaid(_plan, see):
    """A scenario without trigger, area, people, or (where people move) take-up and days."""
    for place, one in see.entries("scenarios"):
        lacking = [("trigger", "what sets it off", means(one.trigger)), ("areas", "which areas it touches", one.areas), ("people", "how many people it touches", one.people)]
        if one.moves:
            lacking += [("take_up", "how many want to leave", one.take_up), ("days", "in how many days they must be safe", one.days)]
        for field, what, held in lacking:
            if not held:
                yield f"{place}.{field}", {"name": one.name or one.key, "what": what}


@check("scenario.more-than-present", ERROR, "S5", reason="The scenario '%(name)s' touches %(people)s people; at most %(present)s are in its areas.", remedy="Correct the scenario, or the estimate of the community.")
def scenario_more_than_present(plan, see):
    """More people are touched than the high estimate of the areas."""
    high = {one.area: one.people.high for one in plan.community.estimates if one.people}
    for place, one in see.entries("scenarios"):
        if one.people and one.areas and all(area in high for area in one.areas):
            present = sum(high[area] for area in set(one.areas))
            if one.people.best > present:
                yield f"{place}.people", {"name": one.name or one.key, "people": one.people.best, "present": present}


@check("scenario.everybody-leaves", WARNING, "S5", reason="The scenario '%(name)s' takes it that %(share)s %% leave; in real operations far fewer did at first.",
       remedy="Write a range and where it comes from: 2-12 %% in the first weeks of Libya 2014, 15 %% for India in Lebanon 2006, about half for Bangladesh in Libya 2011.",
       source="published counts: Philippines and Libya 2014, India and Lebanon 2006, Bangladesh and Libya 2011 (World Bank)")  # fmt: skip
def scenario_everybody(_plan, see):
    """Take-up near 1. Plans that assume that all leave order the wrong number of seats."""
    for place, one in see.entries("scenarios"):
        if one.take_up and one.take_up.best > 0.95:
            yield f"{place}.take_up", {"name": one.name or one.key, "share": round(one.take_up.best * 100)}


@check("scenario.without-assumption", WARNING, "S5", reason="The scenario '%(name)s' names no assumption.", remedy="Write what is taken for granted, and whether it was measured, published or guessed.")
def scenario_assumption(_plan, see):
    """A scenario that does not say what it takes for granted."""
    for place, one in see.entries("scenarios"):
        if not any(means(each.text) for each in one.assumptions):
            yield f"{place}.assumptions", {"name": one.name or one.key}


@check("scenario.without-route", ERROR, "S5", reason="In the scenario '%(name)s' people move, and every route is lost.", remedy="Plan a route that this scenario leaves open, or let people stand fast where they are.")
def scenario_without_route(plan, see):
    """A scenario that moves people and leaves no way out."""
    for place, one in see.entries("scenarios"):
        if one.moves and plan.evacuation.routes:
            open_ = set(one.routes_open or [route.key for route in plan.evacuation.routes]) - set(one.routes_lost)
            if not open_ & {route.key for route in plan.evacuation.routes}:
                yield f"{place}.routes_lost" if one.routes_lost else f"{place}.routes_open", {"name": one.name or one.key}


@check("scenario.route-both", ERROR, "S5", reason="The scenario '%(name)s' says of the route '%(route)s' that it is open and lost.", remedy="Say one of the two.")
def scenario_route_both(_plan, see):
    """A route both open and lost in one scenario."""
    for place, one in see.entries("scenarios"):
        for i, key in enumerate(one.routes_lost):
            if key in one.routes_open:
                yield f"{place}.routes_lost[{i}]", {"name": one.name or one.key, "route": key}


@check("estimate.missing", ERROR, "S4", reason="There is no estimate of the people in %(area)s.", remedy="Write low, best and high, and how they were found.", source="IOM handbook for consular staff: profiling and tracking migrants")
def estimate_missing(plan, see):
    """An area of the plan of which nobody says how many people are there."""
    held = {one.area for one in plan.community.estimates if one.people}
    for place, area in see.entries("areas"):
        if area.key not in held:
            yield place, {"area": area.name or area.key}


@check("estimate.twice", ERROR, "S4", reason="The area '%(area)s' is estimated twice.", remedy="Keep the better one and write the other in its method.")
def estimate_twice(plan, _see):
    """Two estimates of one area are added up by mistake."""
    twice, seen = repeated(one.area for one in plan.community.estimates), set()
    for i, one in enumerate(plan.community.estimates):
        if one.area in twice and one.area in seen:
            yield f"community.estimates[{i}].area", {"area": one.area}
        seen.add(one.area)


@check("estimate.without-method", WARNING, "S4", reason="It is not said how the people in '%(area)s' were counted.", remedy="Write the method: register and coverage, employers' lists, census, survey, two lists compared.", source="GAO-08-23: posts called their estimates best guesses")
def estimate_method(plan, _see):
    """An estimate without its method cannot be judged."""
    for i, one in enumerate(plan.community.estimates):
        if one.people and not means(one.method):
            yield f"community.estimates[{i}].method", {"area": one.area}


@check("estimate.old", WARNING, "S4", reason="The estimate of '%(area)s' is %(days)s days old.", remedy="Estimate again; people come and go.", source="GAO-08-23: yearly estimate of each post")
def estimate_old(plan, see):
    """An estimate older than a year, or without its day."""
    for i, one in enumerate(plan.community.estimates):
        days = see.days(one.estimated_date)
        if one.people and (days is None or days > OLD_ESTIMATE):
            yield f"community.estimates[{i}].estimated_date", {"area": one.area, "days": "unknown" if days is None else days}


@check("estimate.below-register", WARNING, "S4", reason="%(held)s people are registered, more than the highest estimate of %(high)s.", remedy="Raise the estimate, or look for people in the register who have left.")
def estimate_below_register(plan, _see):
    """The register holds more people than the estimate thinks possible."""
    high = sum(one.people.high for one in plan.community.estimates if one.people)
    held = plan.community.registered.people if plan.community.registered else 0
    if high and held > high:
        yield "community.registered.people", {"held": held, "high": high}


@check("share.sum", ERROR, "S4", reason="The languages add up to %(sum)s %%.", remedy="Count each person once, by the language spoken first.")
def share_sum(plan, _see):
    """Shares of first languages that add up to more than everybody."""
    total = sum(one.share for one in plan.community.languages)
    if total > 1.02 and all(one.share <= 1 for one in plan.community.languages):
        yield "community.languages", {"sum": round(total * 100)}


@check("language.twice", ERROR, "S4", reason="The language '%(code)s' stands twice.", remedy="Add the two shares up.")
def language_twice(plan, _see):
    """A language is listed twice."""
    seen = set()
    for i, one in enumerate(plan.community.languages):
        if one.language in seen:
            yield f"community.languages[{i}].language", {"code": one.language}
        seen.add(one.language)


@check("group.without-provision", WARNING, "S4", kinds=PLANS, reason="Nothing is provided for the group %(group)s.", remedy="Write what is done for them, or that there are none and how that is known.", source="MICIC G5: attention to vulnerable groups in plans")
def group_without_provision(plan, _see):
    """A vulnerable group that the plan does not name, or names without doing anything for it."""
    held = {one.group for one in plan.community.groups}
    for i, one in enumerate(plan.community.groups):
        if not means(one.provision):
            yield f"community.groups[{i}].provision", {"group": one.group}
    if plan.community.groups or plan.community.estimates:
        for group in GROUPS:
            if group not in held:
                yield "community.groups", {"group": group}


@check("group.more-than-present", ERROR, "S4", reason="%(people)s people of the group %(group)s, of at most %(present)s present.", remedy="Correct one of the two.")
def group_more(plan, _see):
    """A part that is larger than the whole."""
    present = sum(one.people.high for one in plan.community.estimates if one.people)
    for i, one in enumerate(plan.community.groups):
        if one.people and present and one.people.best > present:
            yield f"community.groups[{i}].people", {"people": one.people.best, "group": one.group, "present": present}

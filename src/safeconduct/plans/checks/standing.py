"""Checks of completeness, of review and tests (S16)."""

from __future__ import annotations

from .completeness import completeness, sections_of
from .consistency import means
from .register import ALL, ERROR, PLANS, WARNING, check

LIMIT = 0.85
YEAR = 366
SOURCE = "IOM consular contingency plan template; plans of Philippine posts; weights are our proposal"


def lacking(plan, must: bool):
    """(place, section) of what sections lack and no other check says."""
    for section, _share in sections_of(plan):
        if section.must is must:
            for need in section.needs:
                if plan.kind in need.kinds and not need.own and need.share(plan) == 0:
                    yield need.place, {"section": section.key, "name": section.name, "what": need.place}


@check("section.required-missing", ERROR, "", source=SOURCE, reason="%(section)s %(name)s lacks %(what)s; a plan is approved only when this section is whole.", remedy="Write it, or say under `excused` why the section does not apply.")
def required(plan, _see):
    """Community, roles, alert levels and evacuation must be whole."""
    yield from lacking(plan, True)


@check("section.missing", WARNING, "", source=SOURCE, reason="%(section)s %(name)s lacks %(what)s.", remedy="Write it, or say under `excused` why the section does not apply.")
def missing(plan, _see):
    """Something that a section should hold is not there."""
    yield from lacking(plan, False)


@check("plan.incomplete", ERROR, "", source="our proposal (85 of 100)", reason="The plan is %(held)s of 100 complete; %(limit)s are needed.", remedy="Begin with %(section)s, which would add most.")
def incomplete(plan, _see):
    """A plan below 85 of 100 is not approved."""
    held = completeness(plan)
    if held < LIMIT:
        worst = max(sections_of(plan), key=lambda one: one[0].weight * (1 - one[1]))[0]
        yield "document", {"held": int(held * 100), "limit": round(LIMIT * 100), "section": f"{worst.key} {worst.name}"}


@check("identity.no-number", ERROR, "S1", reason="No number is named on which the post answers at any hour.", remedy="Write one, with its country code.", source="IOM consular contingency plan template: contact information of the post")
def no_number(plan, _see):
    """Numbers are listed and none of them can be rung."""
    if plan.identity.numbers and not any(one.telephone for one in plan.identity.numbers):
        yield "identity.numbers", {}


@check("review.no-date", ERROR, "S16", kinds=ALL, reason="It is not said when this is looked at again.", remedy="Set a day, at most a year from the last review.", source="US practice: every twelve months; Philippine Joint Manual: every six")
def review_no_date(plan, _see):
    """Without a day of review a plan grows stale unseen."""
    if plan.review.next_review_date is None:
        yield "review.next_review_date", {}


@check("review.late", ERROR, "S16", kinds=ALL, reason="The review was due on %(date)s.", remedy="Review it now; an old plan may still be activated, with its reasons shown.", source="US practice: every twelve months; Philippine Joint Manual: every six")
def review_late(plan, see):
    """The day of review has passed."""
    when = plan.review.next_review_date
    if when is not None and when < see.on:
        yield "review.next_review_date", {"date": when}


@check("review.too-far", WARNING, "S16", kinds=ALL, reason="The next review is %(days)s days after the last; at most %(limit)s.", remedy="Review at least once a year; posts of the Philippines every six months.", source="US practice: every twelve months; Philippine Joint Manual: every six")
def review_far(plan, see):
    """More than a year between two reviews."""
    when, last = plan.review.next_review_date, plan.review.reviewed_date or see.on
    limit = 184 if getattr(getattr(plan, "identity", None), "sending_country", "") == "PHL" else YEAR
    if when is not None and (when - last).days > limit:
        yield "review.next_review_date", {"days": (when - last).days, "limit": limit}


@check("review.same-person", ERROR, "S16", kinds=ALL, reason="The same role wrote and approves.", remedy="Let somebody else approve: four eyes see more.")
def review_same(plan, see):
    """The author approves the own work, as one role or as one person in two roles."""
    review = plan.review
    one, other = see.find("roles", review.written_by), see.find("roles", review.approved_by)
    if one is not None and other is not None and (one is other or (one.holder and one.holder == other.holder)):
        yield "review.approved_by", {}


@check("review.unsigned", WARNING, "S16", kinds=ALL, reason="It is not said who %(what)s.", remedy="Name the role.")
def review_unsigned(plan, _see):
    """No author or no approver is named."""
    for name, what in (("written_by", "wrote this"), ("approved_by", "approves it")):
        if not getattr(plan.review, name):
            yield f"review.{name}", {"what": what}


@check("exercise.none", WARNING, "S16", kinds=PLANS, reason="This plan was %(when)s.", remedy="Hold a tabletop of thirty minutes; it finds more than reading does.", source="MICIC G5: drills; twelve months are our proposal")
def exercise_none(plan, see):
    """A plan that was not exercised in twelve months."""
    days = see.days(plan.review.exercise_date)
    if days is None or days > YEAR:
        yield "review.exercise_date", {"when": "never exercised" if days is None else f"last exercised {days} days ago"}


@check("exercise.without-migrants", WARNING, "S16", kinds=PLANS, reason="No migrant took part in the last exercise.", remedy="Invite community leaders, wardens and employers, at an hour at which they are free.", source="MICIC G5: drills timed so that migrants can take part")
def exercise_migrants(plan, _see):
    """An exercise without those whom it is for."""
    if plan.review.exercise_date and not plan.review.migrants_took_part:
        yield "review.migrants_took_part", {}


@check("correction.overdue", WARNING, "S16", kinds=ALL, reason="'%(text)s' was due on %(date)s and is not done.", remedy="Do it, or set a new day with a reason.")
def correction_overdue(plan, see):
    """A lesson that nobody has drawn."""
    for i, one in enumerate(plan.review.corrections):
        if not one.done and one.due_date and one.due_date < see.on:
            yield f"review.corrections[{i}]", {"text": one.text[:60], "date": one.due_date}


@check("correction.without-owner", WARNING, "S16", kinds=ALL, reason="Nobody owns '%(text)s', or no day is set.", remedy="Name a role and a day.", source="HSEEP: corrective actions with owner and date")
def correction_owner(plan, _see):
    """A corrective action without owner or day."""
    for i, one in enumerate(plan.review.corrections):
        if not one.done and means(one.text) and (not one.owner or one.due_date is None):
            yield f"review.corrections[{i}].{'owner' if not one.owner else 'due_date'}", {"text": one.text[:60]}

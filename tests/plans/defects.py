"""
A generator of defective plans, written apart from the checks: it knows the words of domain experts, not the checks' code.

Each defect changes the plain form of one good document at one place, and says the place and which checks a reader may expect
there. `defective` yields them all for one document; a defect that a document has no room for is left out.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DEFECTS: list[tuple[str, tuple[str, ...], Callable, tuple[str, ...]]] = []
PLAN, SOP = ("consular", "host"), ("sop",)


@dataclass(frozen=True)
class Defective:
    """A document with one defect: its kind, the place, the checks that may find it."""

    kind: str
    place: str
    checks: tuple[str, ...]
    document: dict[str, Any]


def defect(*checks: str, kinds: tuple[str, ...] = PLAN):
    def enter(plant):
        DEFECTS.append((plant.__name__, checks, plant, kinds))
        return plant

    return enter


def defective(plain: dict[str, Any], seed: int) -> Iterator[Defective]:
    """Every defect that this document has room for, each in a copy of its own."""
    for name, checks, plant, kinds in DEFECTS:
        if plain["kind"] in kinds:
            held, pick = copy.deepcopy(plain), random.Random(f"{seed}-{name}")
            place = plant(held, pick)
            if place:
                yield Defective(name, place, checks, held)


def some(pick, rows, keep=lambda one: True) -> int | None:
    """The number of one of the entries that `keep` lets through."""
    fit = [i for i, one in enumerate(rows or []) if keep(one)]
    return pick.choice(fit) if fit else None


def day(doc, days: int) -> str:
    return (date.fromisoformat(doc["as_of"]) + timedelta(days=days)).isoformat()


def a_card(doc, pick, keep=lambda one: True):
    rows = [(i, j) for i, level in enumerate(doc["levels"]) for j, card in enumerate(level["cards"]) if keep(card)]
    return pick.choice(rows) if rows else None


# --- people ---------------------------------------------------------------------------------------------------------------------
@defect("role.without-holder", kinds=PLAN + SOP)
def nobody_holds_a_role(doc, pick):
    i = some(pick, doc["roles"], lambda one: one["key"] != doc["review"]["approved_by"])
    doc["roles"][i].pop("holder")
    return f"roles[{i}].holder"


@defect("role.without-alternate", kinds=PLAN + SOP)
def nobody_steps_in(doc, pick):
    i = some(pick, doc["roles"])
    doc["roles"][i].pop("alternates")
    return f"roles[{i}].alternates"


@defect("role.one-alternate")
def one_steps_in(doc, pick):
    i = some(pick, doc["roles"])
    doc["roles"][i]["alternates"] = doc["roles"][i]["alternates"][:1]
    return f"roles[{i}].alternates"


@defect("role.same-person", kinds=PLAN + SOP)
def the_holder_steps_in_for_himself(doc, pick):
    i = some(pick, doc["roles"])
    doc["roles"][i]["alternates"][1] = doc["roles"][i]["holder"]
    return f"roles[{i}].alternates[1]"


@defect("contact.stale", kinds=PLAN + SOP)
def a_contact_silent_for_years(doc, pick):
    i = some(pick, doc["contacts"])
    doc["contacts"][i]["answered_date"] = day(doc, -pick.randint(181, 900))
    return f"contacts[{i}].answered_date"


@defect("contact.untested")
def a_contact_never_tried(doc, pick):
    i = some(pick, doc["contacts"])
    doc["contacts"][i].pop("answered_date")
    return f"contacts[{i}].answered_date"


@defect("contact.no-way", kinds=PLAN + SOP)
def a_contact_without_telephone(doc, pick):
    i = some(pick, doc["contacts"])
    doc["contacts"][i].pop("telephone")
    doc["contacts"][i].pop("other_ways", None)
    return f"contacts[{i}]"


@defect("contact.same-telephone")
def two_contacts_share_a_telephone(doc, pick):
    i = some(pick, doc["contacts"][1:]) + 1
    doc["contacts"][i]["telephone"] = doc["contacts"][0]["telephone"]
    return f"contacts[{i}].telephone"


@defect("telephone.form")
def a_number_that_cannot_be_dialled(doc, pick):
    i = some(pick, doc["contacts"])
    doc["contacts"][i]["telephone"] = pick.choice(["0171 555", "ask at the gate", "2125550123"])
    return f"contacts[{i}].telephone"


@defect("call-list.reaches-too-few")
def a_call_list_without_alternates(doc, pick):
    doc["call_list"].pop("alternates")
    return "call_list"


@defect("warden.without-agreement")
def a_warden_who_signed_nothing(doc, pick):
    i = some(pick, doc["wardens"])
    doc["wardens"][i].pop("agreement_date")
    return f"wardens[{i}].agreement_date"


@defect("warden.too-many-people")
def a_warden_for_a_thousand(doc, pick):
    i = some(pick, doc["wardens"])
    doc["wardens"][i]["people"] = 1000
    return f"wardens[{i}].people"


@defect("authority.missing")
def nobody_may_declare(doc, pick):
    name = pick.choice(["activates", "changes_level", "orders_evacuation"])
    doc["purpose"].pop(name)
    return f"purpose.{name}"


# --- community and scenarios ----------------------------------------------------------------------------------------------------
@defect("range.disordered")
def low_above_high(doc, pick):
    i = some(pick, doc["community"]["groups"], lambda one: one["people"]["low"] < one["people"]["best"])
    held = doc["community"]["groups"][i]["people"]
    held["low"], held["best"] = held["best"], held["low"]
    return f"community.groups[{i}].people"


@defect("estimate.missing", "area.without-estimate")
def an_area_nobody_counted(doc, pick):
    used = {area for one in doc["scenarios"] for area in one["areas"]}
    i = some(pick, doc["community"]["estimates"], lambda one: one["area"] not in used) or some(pick, doc["community"]["estimates"])
    gone = doc["community"]["estimates"].pop(i)["area"]
    return f"identity.areas[{next(n for n, one in enumerate(doc['identity']['areas']) if one['key'] == gone)}]"


@defect("estimate.old")
def an_estimate_of_two_years_ago(doc, pick):
    i = some(pick, doc["community"]["estimates"])
    doc["community"]["estimates"][i]["estimated_date"] = day(doc, -730)
    return f"community.estimates[{i}].estimated_date"


@defect("group.without-provision")
def a_group_is_named_and_forgotten(doc, pick):
    i = some(pick, doc["community"]["groups"])
    doc["community"]["groups"][i].pop("provision")
    return f"community.groups[{i}].provision"


@defect("group.without-provision")
def a_group_is_left_out(doc, pick):
    i = some(pick, doc["community"]["groups"], lambda one: one["group"] in ("trafficked", "detained", "pregnant", "older", "disabled"))
    doc["community"]["groups"].pop(i)
    return "community.groups"


@defect("share.above-one", "share.sum")
def a_percentage_for_a_share(doc, pick):
    i = some(pick, doc["community"]["languages"])
    doc["community"]["languages"][i]["share"] *= 100
    return f"community.languages[{i}].share"


@defect("scenario.more-than-present")
def more_people_than_there_are(doc, pick):
    i = some(pick, doc["scenarios"], lambda one: not one.get("moves", True)) or some(pick, doc["scenarios"])
    doc["scenarios"][i]["people"] = {"low": 90_000, "best": 95_000, "high": 99_000}
    return f"scenarios[{i}].people"


@defect("scenario.everybody-leaves")
def everybody_leaves(doc, pick):
    i = some(pick, doc["scenarios"], lambda one: "take_up" in one)
    doc["scenarios"][i]["take_up"].update(low=1.0, best=1.0, high=1.0)
    return f"scenarios[{i}].take_up"


@defect("scenario.without-route")
def every_way_out_is_lost(doc, pick):
    i = some(pick, doc["scenarios"], lambda one: "take_up" in one)
    doc["scenarios"][i].pop("routes_open", None)
    doc["scenarios"][i]["routes_lost"] = [one["key"] for one in doc["evacuation"]["routes"]]
    return f"scenarios[{i}].routes_lost"


@defect("scenario.unsaid")
def a_scenario_without_a_trigger(doc, pick):
    i = some(pick, doc["scenarios"])
    doc["scenarios"][i].pop("trigger")
    return f"scenarios[{i}].trigger"


@defect("scale.outside")
def likelihood_of_nine(doc, pick):
    i = some(pick, doc["risk"]["hazards"])
    doc["risk"]["hazards"][i]["likelihood"] = 9
    return f"risk.hazards[{i}].likelihood"


# --- levels and cards -----------------------------------------------------------------------------------------------------------
@defect("card.cycle")
def two_cards_wait_for_each_other(doc, pick):
    rows = [(i, j, level["cards"]) for i, level in enumerate(doc["levels"]) for j, card in enumerate(level["cards"]) if card.get("depends_on")]
    i, j, cards = pick.choice(rows)
    first = cards[j]["depends_on"][0]
    n = next(k for k, one in enumerate(cards) if one["key"] == first)
    cards[n]["due_hours"] = cards[j]["due_hours"]
    cards[n].setdefault("depends_on", []).append(cards[j]["key"])
    return f"levels[{i}].cards[{n}].depends_on[{len(cards[n]['depends_on']) - 1}]"


@defect("card.before-its-dependency")
def a_card_after_its_own_deadline(doc, pick):
    i, j = a_card(doc, pick, lambda one: one.get("depends_on"))
    level = doc["levels"][i]["cards"]
    other = next(one for one in level if one["key"] == level[j]["depends_on"][0])
    level[j]["due_hours"] = other["due_hours"] / 2
    for one in level:
        one.pop("depends_on", None) if one is not level[j] else None
    return f"levels[{i}].cards[{j}].depends_on[0]"


@defect("card.without-owner")
def a_card_nobody_owns(doc, pick):
    i, j = a_card(doc, pick)
    doc["levels"][i]["cards"][j].pop("owner")
    return f"levels[{i}].cards[{j}].owner"


@defect("card.without-due")
def a_card_without_an_hour(doc, pick):
    i, j = a_card(doc, pick)
    doc["levels"][i]["cards"][j].pop("due_hours")
    return f"levels[{i}].cards[{j}].due_hours"


@defect("card.without-evidence")
def a_card_ticked_on_trust(doc, pick):
    i, j = a_card(doc, pick)
    doc["levels"][i]["cards"][j].pop("evidence")
    return f"levels[{i}].cards[{j}].evidence"


@defect("reference.unknown")
def a_card_owned_by_a_role_that_is_not_there(doc, pick):
    i, j = a_card(doc, pick)
    doc["levels"][i]["cards"][j]["owner"] = "head-of-nothing"
    return f"levels[{i}].cards[{j}].owner"


@defect("reference.unknown")
def a_card_waits_for_one_that_was_deleted(doc, pick):
    i, j = a_card(doc, pick, lambda one: one.get("depends_on"))
    doc["levels"][i]["cards"][j]["depends_on"][0] = "deleted-last-year"
    return f"levels[{i}].cards[{j}].depends_on[0]"


@defect("card.without-object")
def a_message_without_words(doc, pick):
    i, j = a_card(doc, pick, lambda one: one.get("kind") == "message" and one.get("message") in ("offer", "services"))
    doc["levels"][i]["cards"][j].pop("message")
    return f"levels[{i}].cards[{j}].message"


@defect("card.waits-for-higher-level")
def a_card_waits_for_a_graver_level(doc, pick):
    doc["levels"][0]["cards"][-1].setdefault("depends_on", []).append(doc["levels"][-1]["cards"][-1]["key"])
    return f"levels[0].cards[{len(doc['levels'][0]['cards']) - 1}].depends_on[{len(doc['levels'][0]['cards'][-1]['depends_on']) - 1}]"


@defect("level.without-message")
def nobody_is_told_at_a_level(doc, pick):
    i = 0
    doc["levels"][i]["cards"] = [dict(one, kind="task") if one.get("kind") == "message" else one for one in doc["levels"][i]["cards"]]
    return f"levels[{i}]"


@defect("level.without-criteria")
def nobody_knows_when(doc, pick):
    i = some(pick, doc["levels"])
    doc["levels"][i].pop("criteria")
    return f"levels[{i}].criteria"


@defect("level.order")
def ranks_mixed_up(doc, pick):
    last = len(doc["levels"]) - 1
    doc["levels"][last]["rank"] = last + 5
    return f"levels[{last}].rank"


@defect("plan.nobody-closes", kinds=("consular",))
def nobody_closes_the_post(doc, pick):
    last = doc["levels"][-1]
    last["cards"] = [one for one in last["cards"] if one.get("kind") != "close_post"]
    return f"levels[{len(doc['levels']) - 1}].cards"


@defect("guideline.unknown")
def guideline_sixteen(doc, pick):
    i, j = a_card(doc, pick)
    doc["levels"][i]["cards"][j]["guidelines"] = [16]
    return f"levels[{i}].cards[{j}].guidelines[0]"


@defect("level.hold-short")
def lowered_after_a_day(doc, pick):
    i = some(pick, doc["levels"])
    doc["levels"][i]["hold_hours"] = 24
    return f"levels[{i}].hold_hours"


# --- words ----------------------------------------------------------------------------------------------------------------------
@defect("language.without-template")
def a_text_that_was_never_translated(doc, pick):
    rows = doc["communications"]["templates"]
    i = some(pick, rows, lambda one: len(one["texts"]) > 1)
    rows[i]["texts"].pop(pick.randrange(len(rows[i]["texts"])))
    return f"communications.templates[{i}].texts"


@defect("language.unserved", "hotline.language")
def newcomers_speak_another_language(doc, pick):
    rows = doc["community"]["languages"]
    rows[0]["share"] = round(rows[0]["share"] - 0.07, 2)
    rows.append({"language": "vi", "share": 0.07})
    return f"community.languages[{len(rows) - 1}]"


@defect("template.not-reviewed")
def a_text_nobody_read(doc, pick):
    rows = doc["communications"]["templates"]
    i = some(pick, rows)
    j = pick.randrange(len(rows[i]["texts"]))
    rows[i]["texts"][j].pop("reviewed")
    return f"communications.templates[{i}].texts[{j}]"


@defect("text.placeholder", kinds=PLAN + SOP)
def to_be_done(doc, pick):
    words = pick.choice(["to be done", "TBD", "to be confirmed", "à compléter", "por definir", "待定"])
    if doc["kind"] == "sop":
        i = some(pick, doc["steps"])
        doc["steps"][i]["action"] = words
        return f"steps[{i}].action"
    i = some(pick, doc["roles"])
    doc["roles"][i]["duties"] = [words]
    return f"roles[{i}].duties[0]"


@defect("channel.needs-network")
def only_telephones(doc, pick):
    doc["communications"]["channels"] = [one for one in doc["communications"]["channels"] if one["channel"] in ("sms", "call_list", "web")] + [{"channel": "email"}]
    return "communications.channels"


@defect("hotline.language")
def the_hotline_speaks_one_language_less(doc, pick):
    first = doc["community"]["languages"][0]["language"]
    doc["communications"]["hotline"]["languages"].remove(first)
    return "communications.hotline.languages"


@defect("language.unknown")
def a_language_that_is_none(doc, pick):
    i = some(pick, doc["contacts"])
    doc["contacts"][i]["languages"] = ["klingon"]
    return f"contacts[{i}].languages[0]"


# --- shelter, movement ----------------------------------------------------------------------------------------------------------
@defect("shelter.too-little-room")
def three_times_the_people_in_a_hall(doc, pick):
    i = some(pick, doc["shelters"])
    doc["shelters"][i]["covered_m2"] = doc["shelters"][i]["places"] * 1.2
    return f"shelters[{i}].covered_m2"


@defect("shelter.too-little-water")
def four_litres_each(doc, pick):
    i = some(pick, doc["shelters"], lambda one: one["places"] < 1000)
    if i is None:
        return None
    doc["shelters"][i]["water_litres"] = doc["shelters"][i]["places"] * 4.0
    return f"shelters[{i}].water_litres"


@defect("shelter.too-few-toilets")
def one_toilet_for_all(doc, pick):
    i = some(pick, doc["shelters"], lambda one: one["places"] > 120)
    doc["shelters"][i]["toilets"] = 1
    return f"shelters[{i}].toilets"


@defect("beds.too-few")
def beds_for_a_tenth(doc, pick):
    i = max(range(len(doc["scenarios"])), key=lambda n: doc["scenarios"][n]["people"]["best"] * doc["scenarios"][n].get("shelter_share", 0))
    doc["scenarios"][i]["shelter_share"], doc["scenarios"][i]["shelter_days"] = 1.0, 400
    held, need = sum(one["places"] for one in doc["shelters"]), doc["scenarios"][i]["people"]["best"]
    return f"scenarios[{i}]" if need > held else None


@defect("point.unreachable")
def a_point_from_which_nothing_leaves(doc, pick):
    doc["evacuation"]["points"].append({"key": "field-behind", "name": "Field behind the mill", "area": doc["identity"]["areas"][0]["key"], "places": 100})
    return f"evacuation.points[{len(doc['evacuation']['points']) - 1}]"


def lone(doc):
    """Routes in the way out of which no card and no scenario stands."""
    text = repr((doc["levels"], doc["scenarios"]))
    return [i for i, one in enumerate(doc["evacuation"]["routes"]) if repr(one["key"]) not in text and one["pace"] == "alternate"]


@defect("route.without-alternate")
def one_way_only(doc, pick):
    routes = doc["evacuation"]["routes"]
    for gone in lone(doc):
        start = routes[gone]["start"]
        left = [one for one in routes if one["start"] == start and one is not routes[gone]]
        if len(left) == 1:
            routes.pop(gone)
            return f"evacuation.routes[{routes.index(left[0])}]"
    return None


@defect("route.broken")
def a_leg_that_does_not_join(doc, pick):
    routes = doc["evacuation"]["routes"]
    i = some(pick, routes, lambda one: len(one["legs"]) > 1)
    if i is None:
        return None
    routes[i]["legs"][1]["start"] = routes[i]["start"]
    return f"evacuation.routes[{i}].legs[1].start"


@defect("leg.window")
def a_window_shorter_than_the_way(doc, pick):
    rows = [(i, j) for i, one in enumerate(doc["evacuation"]["routes"]) for j, leg in enumerate(one["legs"]) if leg.get("opens") and leg["minutes"] > 20]
    i, j = pick.choice(rows)
    doc["evacuation"]["routes"][i]["legs"][j].update(opens="06:00", closes="06:10")
    return f"evacuation.routes[{i}].legs[{j}].closes"


@defect("leg.wrong-fleet")
def a_bus_goes_by_air(doc, pick):
    rows = [(i, j) for i, one in enumerate(doc["evacuation"]["routes"]) for j, leg in enumerate(one["legs"]) if leg.get("fleet") and leg.get("mode", "bus") == "bus"]
    i, j = pick.choice(rows)
    doc["evacuation"]["routes"][i]["legs"][j].update(mode="helicopter")
    return f"evacuation.routes[{i}].legs[{j}].fleet"


@defect("seats.too-few")
def one_day_for_all(doc, pick):
    i = max((n for n, one in enumerate(doc["scenarios"]) if "take_up" in one), key=lambda n: doc["scenarios"][n]["people"]["best"] * doc["scenarios"][n]["take_up"]["best"])
    for fleet in doc["evacuation"]["fleets"]:
        fleet["vehicles"] = 1
    for route in doc["evacuation"]["routes"]:
        for leg in route["legs"]:
            leg["places_day"] = 1
    return f"scenarios[{i}]"


@defect("desks.too-few")
def one_desk_at_the_slowest(doc, pick):
    rows = doc["evacuation"]["stations"]
    i = next(n for n, one in enumerate(rows) if one.get("kind") == "registration")
    rows[i].update(desks=1, minutes=60.0)
    n = max((n for n, one in enumerate(doc["scenarios"]) if "take_up" in one), key=lambda n: doc["scenarios"][n]["people"]["best"] * doc["scenarios"][n]["take_up"]["best"] / doc["scenarios"][n]["days"])
    return f"scenarios[{n}]"


@defect("fleet.mobilises-late")
def the_buses_come_a_week_later(doc, pick):
    rows = [(i, j, card) for i, level in enumerate(doc["levels"]) for j, card in enumerate(level["cards"]) if card.get("kind") == "movement"]
    i, j, card = rows[0]
    route = next(one for one in doc["evacuation"]["routes"] if one["key"] == card["route"])
    fleet = next(one for one in doc["evacuation"]["fleets"] if one["key"] == route["legs"][0]["fleet"])
    fleet["mobilise_hours"] = 168.0
    return f"levels[{i}].cards[{j}].due_hours"


@defect("position.off")
def a_place_in_the_sea_off_africa(doc, pick):
    i = some(pick, doc["evacuation"]["points"])
    doc["evacuation"]["points"][i].update(lat=0.0, lon=0.0)
    return f"evacuation.points[{i}]"


@defect("position.off")
def the_sign_is_lost(doc, pick):
    i = some(pick, doc["evacuation"]["points"], lambda one: abs(one["lon"]) > 25)
    if i is None:
        return None
    doc["evacuation"]["points"][i]["lon"] *= -1
    return f"evacuation.points[{i}]"


@defect("transit.without-permission")
def a_destination_abroad_without_a_word_on_entry(doc, pick):
    doc["evacuation"]["destinations"].append({"key": "elsewhere", "name": "Wellington", "country": "NZL", "lat": -41.3, "lon": 174.8})
    return f"evacuation.destinations[{len(doc['evacuation']['destinations']) - 1}]"


# --- means ----------------------------------------------------------------------------------------------------------------------
@defect("documents.too-few", kinds=("consular",))
def three_blanks(doc, pick):
    doc["documents"]["blanks"] = 3
    i = max((n for n, one in enumerate(doc["scenarios"]) if "take_up" in one), key=lambda n: doc["scenarios"][n]["people"]["best"] * doc["scenarios"][n]["take_up"]["best"])
    return f"scenarios[{i}]"


@defect("documents.when-closed", kinds=("consular",))
def no_papers_when_the_post_is_shut(doc, pick):
    doc["documents"].pop("when_closed")
    return "documents.when_closed"


@defect("money.without-release-rule")
def money_nobody_may_spend(doc, pick):
    doc["money"]["funds"][0].pop("release_rule")
    return "money.funds[0].release_rule"


@defect("money.too-little")
def a_fund_of_a_hundred(doc, pick):
    doc["money"]["funds"][0]["amount"] = 100
    return "money.funds"


@defect("stock.short")
def half_of_the_minimum(doc, pick):
    i = some(pick, doc["stocks"])
    doc["stocks"][i]["quantity"] = doc["stocks"][i]["minimum"] / 2
    return f"stocks[{i}].quantity"


@defect("stock.expired")
def stock_past_its_day(doc, pick):
    i = some(pick, doc["stocks"])
    doc["stocks"][i]["expiry_date"] = day(doc, -10)
    return f"stocks[{i}].expiry_date"


@defect("agreement.lapses")
def lapses_before_the_review(doc, pick):
    i = some(pick, doc["agreements"])
    doc["agreements"][i]["to_date"] = day(doc, 30)
    return f"agreements[{i}].to_date"


@defect("agreement.expired")
def ended_last_year(doc, pick):
    i = some(pick, doc["agreements"])
    doc["agreements"][i].update(from_date=day(doc, -900), to_date=day(doc, -300))
    return f"agreements[{i}].to_date"


@defect("agreement.without-contact")
def nobody_to_ring_for_it(doc, pick):
    i = some(pick, doc["agreements"])
    doc["agreements"][i].pop("contact")
    return f"agreements[{i}].contact"


# --- review, whole document -----------------------------------------------------------------------------------------------------
@defect("review.late", kinds=PLAN + SOP)
def the_review_is_overdue(doc, pick):
    doc["review"]["next_review_date"] = day(doc, -1)
    return "review.next_review_date"


@defect("review.same-person", kinds=PLAN + SOP)
def who_wrote_approves(doc, pick):
    doc["review"]["approved_by"] = doc["review"]["written_by"]
    return "review.approved_by"


@defect("exercise.none")
def never_tried(doc, pick):
    doc["review"].pop("exercise_date")
    return "review.exercise_date"


@defect("correction.overdue")
def a_lesson_not_drawn(doc, pick):
    doc["review"]["corrections"][0] = {"text": "Test the radios by night", "owner": doc["review"]["approved_by"], "due_date": day(doc, -60)}
    return "review.corrections[0]"


@defect("key.twice", kinds=PLAN + SOP)
def two_of_one_key(doc, pick):
    copied = dict(doc["contacts"][0], telephone="+12025550177")
    doc["contacts"].append(copied)
    return f"contacts[{len(doc['contacts']) - 1}].key"


@defect("section.missing", "section.required-missing", "plan.incomplete")
def a_section_is_empty(doc, pick):
    name = pick.choice(["early_signs", "host_alerts", "maps"])
    doc["risk"].pop(name)
    return f"risk.{name}"


@defect("section.required-missing")
def nobody_says_how_many_are_irregular(doc, pick):
    doc["community"].pop("irregular")
    return "community.irregular"


@defect("country.unknown")
def a_country_that_is_none(doc, pick):
    doc["country"] = doc["identity"]["country"] = "XQX"
    return "country"


@defect("inclusion.missing", kinds=("host",))
def a_point_of_inclusion_is_not_met(doc, pick):
    i = some(pick, doc["inclusion"])
    doc["inclusion"][i].update(state="missing")
    return f"inclusion[{i}]"


@defect("inclusion.points-nowhere", kinds=("host",))
def met_on_paper_only(doc, pick):
    i = some(pick, doc["inclusion"])
    doc["inclusion"][i]["where"] = "notes[40]"
    return f"inclusion[{i}].where"


@defect("inclusion.unanswered", kinds=("host",))
def a_point_of_inclusion_is_not_answered(doc, pick):
    doc["inclusion"].pop(pick.randrange(12))
    return "inclusion"


# --- procedures -----------------------------------------------------------------------------------------------------------------
@defect("step.cycle", kinds=SOP)
def two_steps_wait_for_each_other(doc, pick):
    j = some(pick, doc["steps"], lambda one: one.get("depends_on"))
    first = next(n for n, one in enumerate(doc["steps"]) if one["key"] == doc["steps"][j]["depends_on"][0])
    doc["steps"][first].setdefault("depends_on", []).append(doc["steps"][j]["key"])
    doc["steps"][first]["minutes"] = doc["steps"][j]["minutes"]
    return f"steps[{first}].depends_on[{len(doc['steps'][first]['depends_on']) - 1}]"


@defect("step.without-owner", kinds=SOP)
def a_step_nobody_owns(doc, pick):
    i = some(pick, doc["steps"])
    doc["steps"][i].pop("owner")
    return f"steps[{i}].owner"


@defect("step.without-otherwise", kinds=SOP)
def a_step_without_a_way_out(doc, pick):
    i = some(pick, doc["steps"])
    doc["steps"][i].pop("otherwise")
    return f"steps[{i}].otherwise"


@defect("procedure.without-data-rule", kinds=SOP)
def nobody_says_who_sees_the_names(doc, pick):
    doc.pop("data_rule")
    return "data_rule"


@defect("form.unused", kinds=SOP)
def a_form_nobody_fills_in(doc, pick):
    doc["forms"].append({"key": "old", "name": "Old form", "asks": ["name"]})
    return f"forms[{len(doc['forms']) - 1}]"


@defect("standard.without-source", kinds=SOP)
def a_standard_out_of_the_air(doc, pick):
    i = some(pick, doc["standards"])
    doc["standards"][i].pop("source")
    return f"standards[{i}].source"

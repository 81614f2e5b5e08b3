"""What may propose a message, in which order it comes, and what opens an assessment."""

from dataclasses import replace
from datetime import datetime

import pytest

from safeconduct.hazards.kinds import data
from safeconduct.hazards.rules import evaluate, superseding, taken_back, would_propose
from tests.hazards.samples import alert_of

RULES = data("triggers.json")


def at(text):
    return datetime.fromisoformat(text)


def changed(info=None, **alert):
    base = alert_of("first.xml")
    return replace(base, **{"infos": tuple(replace(one, **(info or {})) for one in base.infos), **alert})


def test_a_grave_near_and_sure_alert_in_force_proposes_and_says_why():
    proposes, why = would_propose(alert_of("first.xml"))

    assert proposes
    assert why == ("Actual Alert", "hazard kind flood by event Inundação", "Severe, Immediate, Observed", "holds until 2026-05-01T20:00:00+02:00")


@pytest.mark.parametrize(
    ("alert", "part"),
    [
        (changed(status="Exercise"), "status Exercise"),
        (changed(status="Test"), "status Test"),
        (changed(status=""), "status not stated"),
        (changed(msg_type="Cancel"), "message type Cancel"),
        (changed(msg_type="Ack"), "message type Ack"),
        (changed(infos=()), "no information block"),
        (changed(sent=None), "names no moment"),
        (changed({"severity": "Moderate"}), "severity Moderate, not Extreme or Severe"),
        (changed({"urgency": "Future"}), "urgency Future"),
        (changed({"urgency": "Past"}), "urgency Past"),
        (changed({"certainty": "Possible"}), "certainty Possible"),
        (changed({"kind": "", "kind_from": "event x is no hazard here"}), "no hazard kind: event x"),
        (changed({"response_types": ("AllClear",)}), "response type AllClear"),
        (changed({"effective": at("2026-05-01T09:00:00+02:00")}), "not in effect before"),
        (changed({"expires": at("2026-05-01T07:00:00+02:00")}), "expired at"),
    ],
)
def test_an_alert_that_lacks_one_thing_proposes_nothing_and_names_it(alert, part):
    proposes, why = would_propose(alert)

    assert not proposes
    assert any(part in one for one in why), why


def test_one_block_must_hold_all_of_it():
    severe_later = replace(alert_of("first.xml").infos[0], urgency="Future")
    near_but_minor = replace(alert_of("first.xml").infos[0], severity="Minor")

    assert not would_propose(changed(infos=(severe_later, near_but_minor)))[0]
    assert would_propose(changed(infos=(near_but_minor, alert_of("first.xml").infos[0])))[0]


def test_the_end_of_an_alert_is_no_longer_in_force():
    alert = alert_of("first.xml")

    assert would_propose(alert, at("2026-05-01T19:59:59+02:00"))[0]
    assert not would_propose(alert, at("2026-05-01T20:00:00+02:00"))[0]


def test_an_alert_without_an_end_holds_for_a_day():
    alert = changed({"expires": None})

    assert would_propose(alert, at("2026-05-02T07:59:59+02:00"))[0]
    assert not would_propose(alert, at("2026-05-02T08:00:00+02:00"))[0]


@pytest.mark.parametrize("order", [("first.xml", "taken_back.xml"), ("taken_back.xml", "first.xml")])
def test_a_cancel_counts_whether_it_comes_before_or_after_its_alert(order):
    known = superseding([alert_of(name) for name in order])

    proposes, why = would_propose(alert_of("first.xml"), None, known)

    assert not proposes
    assert "cancelled by river-2" in why


def test_an_update_takes_the_place_of_its_alert_and_may_propose_itself():
    update = replace(changed(msg_type="Update", identifier="river-3"), references=alert_of("taken_back.xml").references)
    known = superseding([update, alert_of("first.xml")])

    assert "replaced by river-3" in would_propose(alert_of("first.xml"), None, known)[1]
    assert would_propose(update, None, known)[0]
    assert [reference.identifier for reference in taken_back(update)] == ["river-1"]


def test_a_cancel_is_not_known_before_it_is_sent():
    known = superseding([alert_of("taken_back.xml")])

    assert would_propose(alert_of("first.xml"), at("2026-05-01T09:00:00+02:00"), known)[0]
    assert not would_propose(alert_of("first.xml"), at("2026-05-01T09:30:00+02:00"), known)[0]


def test_a_test_or_a_stranger_takes_back_no_real_alert():
    test = replace(alert_of("taken_back.xml"), status="Test")
    reference = replace(test.references[0], sender="somebody@else", sent=at("2026-05-01T08:00:01+02:00"))
    stranger = replace(alert_of("taken_back.xml"), references=(reference,))

    assert would_propose(alert_of("first.xml"), None, superseding([test, stranger]))[0]


def test_inside_an_exercise_only_exercise_alerts_propose():
    assert would_propose(changed(status="Exercise"), exercise=True)[0]
    assert not would_propose(changed(status="Actual"), exercise=True)[0]


def test_an_administrator_may_change_the_rule():
    wider = {**data("propose.json"), "severities": ["Extreme", "Severe", "Moderate"], "urgencies_by_kind": {"flood": ["Past"]}}

    assert would_propose(changed({"severity": "Moderate", "urgency": "Past"}), rule=wider)[0]
    assert not would_propose(changed({"severity": "Moderate", "urgency": "Immediate"}), rule=wider)[0]


def test_a_private_alert_says_that_its_text_may_not_be_passed_on():
    assert any("may not be passed on" in one for one in would_propose(changed(scope="Private"))[1])


# -- triggers ----------------------------------------------------------------------------------------------------------------


def fired(**facts):
    return {trigger.rule_id: trigger for trigger in evaluate(RULES, facts) if trigger.fired}


@pytest.mark.parametrize(
    ("facts", "rule", "due"),
    [
        ({"gdacs_level": "Orange", "nationals_inside": 1}, "hazard.gdacs", 2),
        ({"pager_level": "red"}, "hazard.pager", 2),
        ({"events_7_days": 31, "events_weekly_mean": 20, "events_weekly_sd": 5}, "violence.trend", 6),
        ({"first_ever_battle": True, "nationals_in_district": 50}, "violence.first_battle", 6),
        ({"seats_per_day": 19, "seats_per_day_30_days": 100}, "departure.seats", 6),
        ({"power_out_hours": 25}, "services.down", 24),
        ({"missions_drawing_down": 2}, "missions.others", 6),
        ({"help_requests_per_hour": 51, "help_requests_per_hour_normal": 10}, "community.requests", 2),
        ({"lockdown": True}, "health.notice", 6),
    ],
)
def test_a_trigger_fires_past_its_threshold_and_says_by_when(facts, rule, due):
    assert set(fired(**facts)) == {rule}
    assert fired(**facts)[rule].due_hours == due


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"gdacs_level": "green", "nationals_inside": 900},
        {"gdacs_level": "red", "nationals_inside": 0},
        {"gdacs_level": "red"},
        {"events_7_days": 30, "events_weekly_mean": 20, "events_weekly_sd": 5},
        {"events_7_days": 300, "events_weekly_mean": 20},
        {"seats_per_day": 20, "seats_per_day_30_days": 100},
        {"banks_closed_days": 3, "power_out_hours": 24, "network_outage": False},
        {"missions_drawing_down": "many"},
    ],
)
def test_a_trigger_stays_quiet_at_its_threshold_and_without_figures(facts):
    assert fired(**facts) == {}


def test_the_evaluator_gives_a_reason_for_every_condition():
    first = next(t for t in evaluate(RULES, {"events_7_days": 31, "events_weekly_mean": 20, "events_weekly_sd": 5}) if t.rule_id == "violence.trend")

    assert first.reasons == ("events_7_days = 31 is > events_weekly_mean + 2 x events_weekly_sd = 30",)
    assert all(trigger.reasons for trigger in evaluate(RULES, {}))


def test_a_comparison_that_does_not_exist_is_an_error():
    with pytest.raises(ValueError, match="'near' does not exist"):
        evaluate({"due_hours": {"low": 1}, "rules": [{"id": "x", "severity": "low", "all": [{"fact": "a", "is": "near", "than": 1}]}]}, {"a": 1})

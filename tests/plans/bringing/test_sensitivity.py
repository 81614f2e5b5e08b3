"""The twelve points of inclusion: met where, missing, proposed wording, accepted by whom, before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from safeconduct.plans import checks, library
from safeconduct.plans.bringing import sensitivity
from safeconduct.plans.document import HostPlan, read_text, to_yaml
from safeconduct.plans.document.plan import Prose

HOSTS = [name for name in library.names() if name.startswith("host-")]
SAID = {
    3: ("Shelter and food are given regardless of nationality or status.", "Shelter and food are given to citizens."),
    4: ("Names are never shared with the immigration authorities.", "A firewall protects the office network: no firewall rule is open."),
    5: ("No identity document is required at the shelter.", "People must show an identity document."),
    7: ("A roster of interpreters is kept by the duty officer.", "There are no interpreters."),
    8: ("Each shelter has separate rooms for women and halal food.", "Each shelter has a roof."),
    12: ("Evacuation takes everybody; exit permits are waived; people in detention are moved first.", "Evacuation is by bus."),
}


def points(document):
    return {one.item: one for one in sensitivity.review(document).points}


@pytest.mark.parametrize("name", HOSTS)
def test_a_ready_plan_is_met_also_when_its_own_answers_are_taken_away(name):
    plan = replace(library.ready(name), inclusion=())
    assert sensitivity.review(plan).score == 1.0
    assert all(one.evidence for one in points(plan).values())


@pytest.mark.parametrize("item", SAID)
def test_a_sentence_meets_a_point_and_its_opposite_does_not(item):
    good, bad = SAID[item]
    for text, state in ((good, "met"), (bad, "missing")):
        found = points(HostPlan(title="Plan", prose=(Prose(section="S2", text=text),)))[item]
        assert found.state == state, text
    assert points(HostPlan(title="Plan", prose=(Prose(section="S2", text=f"First. {good}"),)))[item].evidence[0].place == "prose[0].text"


@pytest.mark.parametrize("name", ["consular-conflict", "host-flood", "sop-referral"])
def test_accepting_every_missing_point_changes_the_document_and_the_score(name):
    document = library.ready(name)
    if hasattr(document, "inclusion"):
        document = replace(document, inclusion=())
    before, after = sensitivity.review(document), document
    for one in before.points:
        if one.state == "missing":
            assert one.wording and one.wording_is == "our proposal"
            after = sensitivity.accept(after, one.item, by="Head of post")
    again = sensitivity.review(after)
    assert again.score == 1.0
    changed = sensitivity.compare(before, again)["changed"]
    assert {one["item"] for one in changed} == {one.item for one in before.points if one.state == "missing"}
    assert all(one["accepted_by"] == "Head of post" for one in changed)
    assert read_text(to_yaml(after)) == after
    assert not [one for one in checks.run(after, date(2026, 11, 24)) if one.check == "inclusion.points-nowhere"]


def test_what_does_not_apply_needs_a_reason_and_leaves_the_score():
    plan = HostPlan(title="Plan")
    assert sensitivity.review(plan).score == 0.0
    aside = sensitivity.review(plan, aside={12: "No detention, nobody leaves", 11: " "})
    assert {one.item for one in aside.points if one.state == "not_applicable"} == {12}
    with pytest.raises(ValueError, match="must accept"):
        sensitivity.accept(plan, 3, by=" ")

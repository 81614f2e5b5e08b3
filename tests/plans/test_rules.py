"""Rules of plans without a database: who may approve, when one is stale, what an example invents, what differs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from safeconduct.kernel.states import NotNow
from safeconduct.plans import library, rules
from safeconduct.plans.document import differences, put
from safeconduct.plans.rules import Known
from tests.plans.shifted import ready

DAY = date(2027, 1, 14)
THEN = datetime(2027, 1, 14, 9, 0, tzinfo=UTC)
NOTHING = Known({}, {})


def why(document, on=DAY, known=NOTHING, review=date(2028, 1, 1)):
    return {one["code"]: one for one in rules.stale_because(document, approved_at=THEN, review_date=review, on=on, known=known)}


@pytest.mark.parametrize("status", rules.LIFE.statuses)
@pytest.mark.parametrize("verb", rules.LIFE.verbs)
def test_each_status_and_verb_is_a_step_or_a_refusal(status, verb):
    if rules.LIFE.may(status, verb):
        assert rules.LIFE.step(status, verb) in rules.LIFE.statuses
    else:
        with pytest.raises(NotNow):
            rules.LIFE.step(status, verb)


def test_nothing_leads_out_of_published_but_to_superseded():
    assert [(was, rules.LIFE.steps[was, verb]) for was, verb in rules.LIFE.steps if was in rules.PUBLISHED] == [("approved", "superseded")]


def test_nobody_approves_their_own_work_nor_does_nobody():
    me = uuid4()
    rules.check_approver(me, [str(uuid4())])
    for who, authors in ((me, [str(me)]), (None, [])):
        with pytest.raises(rules.OwnWork):
            rules.check_approver(who, authors)


def test_a_fresh_plan_is_not_stale():
    assert why(ready("consular-conflict", DAY)) == {}


def test_each_fact_that_makes_a_plan_stale_is_named():
    made = ready("consular-conflict", DAY)
    assert why(made, review=DAY - timedelta(days=3))["review_due"]["days"] == 3
    assert why(made, on=DAY + timedelta(days=200))["contact_old"]["n"] > 5
    assert why(made, on=DAY + timedelta(days=2000))["agreement_lapsed"]["n"] == len(made.agreements)
    assert "warden_untested" in why(made, on=DAY + timedelta(days=200))


@pytest.mark.parametrize(("factor", "stale"), [(1.0, False), (1.24, False), (1.3, True), (0.7, True)])
def test_a_community_that_changed_by_more_than_a_quarter_makes_it_stale(factor, stale):
    made = ready("consular-conflict", DAY)
    codes = {area.key: area.code for area in made.identity.areas}
    estimates = {codes[one.area]: (round(one.people.best * factor), DAY + timedelta(days=20)) for one in made.community.estimates}
    assert ("community_changed" in why(made, known=Known(estimates, {}))) is stale
    older = {code: (best, DAY - timedelta(days=4000)) for code, (best, _month) in estimates.items()}
    assert "community_changed" not in why(made, known=Known(older, {}))


def test_only_a_level_raised_after_the_approval_counts():
    made = ready("sop-referral", DAY)
    before, after = THEN - timedelta(days=2), THEN + timedelta(days=2)
    assert "level_raised" not in why(made, known=Known({}, {"a": [(3, before), (2, after)]}))
    assert why(made, known=Known({}, {"a": [(2, before), (3, after)]}))["level_raised"]["rank"] == 3


def test_the_review_is_within_a_year_of_the_approval():
    made = put(ready("sop-referral", DAY), "review.next_review_date", DAY + timedelta(days=100))
    assert rules.next_review(made, DAY) == DAY + timedelta(days=100)
    for said in (None, DAY - timedelta(days=1), DAY + timedelta(days=900)):
        assert rules.next_review(put(made, "review.next_review_date", said), DAY) == DAY + timedelta(days=365)


@pytest.mark.parametrize("name", library.names())
def test_an_opened_example_holds_nothing_invented_and_all_the_rest(name):
    held = library.ready(name)
    made = rules.opened(held)
    assert not made.example and made.as_of is None
    fields = {one.place.rsplit(".", 1)[-1] for one in differences(held, made)}
    assert fields <= rules.FORGETS | {"example", "as_of"}


@pytest.mark.parametrize("name", library.names())
def test_a_document_differs_from_itself_in_nothing(name):
    assert differences(library.ready(name), library.ready(name)) == []


def test_differences_name_what_was_added_removed_changed_and_moved():
    old = library.ready("consular-conflict")
    assert [(one.how, one.place) for one in differences(old, put(old, "levels[1].cards[2].action", "Other"))] == [("changed", "levels[1].cards[2].action")]
    fewer = put(old, "contacts", old.contacts[:2] + old.contacts[3:])
    assert [(one.how, one.place, one.before) for one in differences(old, fewer)] == [("removed", "contacts[2]", old.contacts[2])]
    assert [(one.how, one.place) for one in differences(fewer, old)] == [("added", "contacts[2]")]
    turned = put(old, "stocks", tuple(reversed(old.stocks)))
    assert [one.how for one in differences(old, turned)] == ["moved"]
    numbers = put(old, "identity.numbers", old.identity.numbers[1:])
    assert [(one.how, one.place) for one in differences(old, numbers)] == [("removed", "identity.numbers[0]")]

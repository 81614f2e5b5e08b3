"""A crisis has an end from its first day; a level goes down slowly."""

from datetime import date, timedelta

import pytest

from safeconduct.crises import actions, queries, rules
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def opened(actor, **more):
    values = dict(crisis=new_uid(), name="Earthquake", kind="natural_disaster", started_at=NOW, ends_on=date(2027, 4, 1), paths=["HTI/HT01"], data_officer="dpo", at=NOW)
    return actions.open_crisis(actor, **{**values, **more})


def head(post):
    return worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)


def test_a_crisis_without_end_is_refused():
    with pytest.raises(rules.NoEnd):
        opened(head(worlds.post()), ends_on=None)


def test_the_impact_assessment_is_prefilled():
    actor = head(worlds.post())
    card = queries.crisis(actor, opened(actor))
    assert "positions" in card.impact["data"] and card.impact["ends_on"] == "2027-04-01"


def test_a_duty_officer_does_not_declare_levels():
    post = worlds.post()
    crisis = opened(head(post))
    with pytest.raises(NotAllowed):
        actions.declare_level(post.officer, level=new_uid(), crisis=crisis, scheme="micic", key="restriction", paths=[], reason="x", at=NOW)


def test_a_level_goes_up_at_once_and_down_one_step_after_three_days():
    from safeconduct.standards import load

    scheme = next(s for s in load.alert_schemes() if len(s.levels) == 4)
    keys = [level.key for level in scheme.levels]
    actor = head(worlds.post())
    crisis = opened(actor)

    def declare(key, at, reason="because"):
        return actions.declare_level(actor, level=new_uid(), crisis=crisis, scheme=scheme.key, key=key, paths=["HTI/HT01"], reason=reason, at=at)

    with pytest.raises(rules.NoReason):
        declare(keys[0], NOW, " ")
    declare(keys[3], NOW)
    with pytest.raises(rules.DownTooFast):
        declare(keys[2], NOW + timedelta(hours=71))
    with pytest.raises(rules.DownTooFast):
        declare(keys[1], NOW + timedelta(hours=100))
    declare(keys[2], NOW + timedelta(hours=72))
    assert [level.rank for level in queries.levels(crisis)] == [3, 4]


def test_a_closed_crisis_takes_no_level():
    actor = head(worlds.post())
    crisis = opened(actor)
    actions.close_crisis(actor, crisis=crisis, at=NOW)
    with pytest.raises(rules.IsClosed):
        actions.close_crisis(actor, crisis=crisis, at=NOW)

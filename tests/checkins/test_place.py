"""A right that is limited to a place reaches check-ins of people there, and nobody else's, in lists, counts and writes."""

from datetime import timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access.models import Grant
from safeconduct.checkins import actions, queries
from safeconduct.checkins.models import Answer, Ask, CallItem, Campaign, Standing
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions as people
from safeconduct.people import queries as register
from tests import worlds
from tests.people.test_register import of, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
OUEST, SUD = "HTI/HT01", "HTI/HT02"


@pytest.fixture
def asked():
    """A campaign over two provinces; an officer whose right ends at one of them."""
    post = worlds.post()
    here, there = put(post.officer, of(path=f"{OUEST}/HT0101", contacts=())), put(post.officer, of(path=SUD, contacts=()))
    nowhere = put(post.officer, of(path="", contacts=()))
    campaign = Campaign.objects.create(crisis_uid=new_uid(), organisation=post.ministry, state="running", started_at=NOW, ends_at=NOW + timedelta(days=3))
    ids = [card.id for card in register.cards(post.officer, uids=[here, there, nowhere])]
    actions.ask_people(worlds.system(), campaign=campaign.uid, ids=ids, at=NOW)
    local = worlds.officer(post.section, "duty_officer", place_path=OUEST)
    return post, worlds.acting(local, post.section).narrowed("checkins.see_accounting"), campaign, here, there


def test_the_list_and_the_counts_end_at_the_place(asked):
    post, local, campaign, here, _there = asked
    everywhere = post.officer.narrowed("checkins.see_accounting")
    assert len(queries.not_yet(everywhere, campaign.crisis_uid)) == 3 and sum(c.people for c in queries.counts(everywhere, campaign.crisis_uid)) == 3
    assert [row.person.uid for row in queries.not_yet(local, campaign.crisis_uid)] == [here]
    assert [c.people for c in queries.counts(local, campaign.crisis_uid)] == [1]


def test_a_person_who_moves_away_leaves_the_scope_and_one_who_comes_enters_it(asked):
    post, local, campaign, here, there = asked
    people.update_person(post.officer, person=here, changes={"path": SUD}, at=NOW)
    people.update_person(post.officer, person=there, changes={"path": OUEST}, at=NOW)
    assert [row.person.uid for row in queries.not_yet(local, campaign.crisis_uid)] == [there]


@pytest.mark.parametrize("model", [Standing, Ask, Answer, CallItem])
def test_every_table_of_the_room_with_a_person_has_the_place_of_the_person(model, asked):
    assert model.SCOPE_PLACE == "person__path"
    _post, local, _campaign, _here, _there = asked
    assert model.objects.within(local).count() in (0, 1)


def test_a_name_that_only_begins_like_the_place_is_another_place(asked):
    post, local, campaign, _here, there = asked
    people.update_person(post.officer, person=there, changes={"path": f"{OUEST}9"}, at=NOW)
    assert there not in [row.person.uid for row in queries.not_yet(local, campaign.crisis_uid)]


def test_a_second_right_without_place_reaches_everywhere(asked):
    post, local, campaign, _here, _there = asked
    user = Grant.objects.get(place_path=OUEST).user
    access.grant(worlds.system(), uid=new_uid(), user=user.uid, unit=post.section.uid, role="head_of_post", at=NOW)
    whole = worlds.acting(user, post.section).narrowed("checkins.see_accounting")
    assert len(queries.not_yet(whole, campaign.crisis_uid)) == 3


def test_a_right_that_is_limited_to_a_crisis_reaches_the_check_ins_and_cases_of_that_crisis_alone(asked):
    from safeconduct.cases import actions as cases
    from safeconduct.cases.models import Case

    post, _local, campaign, here, _there = asked
    person = next(iter(register.cards(post.officer, uids=[here])))
    for crisis in (campaign.crisis_uid, new_uid()):
        cases.open_case(worlds.system(), case=new_uid(), person=person.uid, person_id=person.id, label=person.later_label_id, needs=["medical"], way="officer", language="en", crisis=crisis, at=NOW)
    other = worlds.acting(worlds.officer(post.section, "duty_officer", crisis=new_uid()), post.section)
    mine = worlds.acting(worlds.officer(post.section, "duty_officer", crisis=campaign.crisis_uid), post.section)
    assert len(queries.not_yet(mine.narrowed("checkins.see_accounting"), campaign.crisis_uid)) == 3
    assert queries.not_yet(other.narrowed("checkins.see_accounting"), campaign.crisis_uid) == []
    assert [Case.objects.within(actor.narrowed("cases.see_queue")).count() for actor in (mine, other)] == [1, 0]

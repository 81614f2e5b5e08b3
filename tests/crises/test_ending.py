"""A crisis comes to its end: told two weeks before, proposed on the day, never closed by nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access.models import Proposal
from safeconduct.access.queries import waiting_proposals
from safeconduct.access.rules import Withdrawn
from safeconduct.crises import actions, queries
from safeconduct.crises.jobs import ends
from safeconduct.crises.models import Crisis, Task
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, NotFound
from safeconduct.people.jobs import keep_duties
from safeconduct.people.models import Person
from tests import worlds
from tests.crises.test_crises import head, opened
from tests.people.test_register import of, put

pytestmark = pytest.mark.django_db
END = date(2027, 4, 1)


class Idle:
    def step(self, *args):
        pass


def noon(n):
    """Noon, n days after the last day."""
    return datetime(2027, 4, 1, 12, tzinfo=UTC) + timedelta(days=n)


def run(*ns):
    for n in ns:
        ends(Idle(), at=noon(n))


def told():
    return sorted(Task.objects.filter(kind="crisis_end", state="open").values_list("owner_role", flat=True))


@pytest.fixture
def post():
    return worlds.post()


def test_the_controller_and_the_data_officer_are_told_once_two_weeks_before(post):
    boss = head(post)
    crisis = opened(boss)
    run(-16, -15)
    assert told() == []
    run(-14, -13, -1, 0)
    assert told() == ["data_officer", "head_of_post"] and not Proposal.objects.exists()
    [one, _other] = queries.tasks(boss, crisis)
    assert one.due_at.date() == END + timedelta(days=1) and queries.crisis(boss, crisis).status == "open"


def test_the_day_is_that_of_the_place(post):
    opened(head(post), zone="Pacific/Auckland")
    last_hour = datetime(2027, 4, 1, 10, tzinfo=UTC)  # 23:00 there
    ends(Idle(), at=last_hour)
    assert not Proposal.objects.exists()
    ends(Idle(), at=last_hour + timedelta(hours=2))
    assert Proposal.objects.count() == 1


def test_after_its_last_day_the_end_is_proposed_in_numbers_and_one_person_of_the_controller_agrees(post):
    boss = head(post)
    crisis = opened(boss)
    person = put(post.officer, of(contacts=()), crisis=crisis)
    agency = worlds.unit(worlds.organisation("Relief Agency", "io", ""), ["protection"])
    put(worlds.acting(worlds.officer(agency, "case_worker"), agency), of(nationalities=("UTO",), contacts=()), crisis=crisis)  # hidden, and not counted
    run(1, 1, 2)
    boss = head(post)
    [card] = waiting_proposals(boss, noon(2))
    assert card.verb == "crises.close_crisis" and card.numbers == {"days_over": 1, "open_tasks": 0, "people_on_its_list": 1}
    with pytest.raises(NotAllowed):
        access.decide(post.officer, proposal=card.uid, agree=True, at=noon(2))
    assert queries.crisis(boss, crisis).status == "open"
    access.decide(boss, proposal=card.uid, agree=True, at=noon(2))
    assert queries.crisis(boss, crisis).status == "closed" and told() == []
    keep_duties(noon(2))
    assert not Person.objects.within(worlds.system()).filter(uid=person).exists(), "its list ended with it"


def test_declined_or_unanswered_it_is_put_again_after_a_week_and_closes_by_itself_never(post):
    boss = head(post)
    crisis = opened(boss)
    run(1)
    access.decide(boss, proposal=waiting_proposals(boss, noon(1))[0].uid, agree=False, at=noon(1))
    run(2, 3, 6)
    assert waiting_proposals(boss, noon(6)) == []
    run(7, 8)
    assert len(waiting_proposals(boss, noon(8))) == 1
    run(*range(9, 60))
    assert len(waiting_proposals(boss, noon(59))) == 1 and queries.crisis(boss, crisis).status == "open"


def test_when_the_end_is_moved_nothing_waits_and_the_new_end_is_told_of_again(post):
    boss = head(post)
    crisis = opened(boss)
    run(-3, 1)
    card = waiting_proposals(boss, noon(1))[0]
    actions.move_end(boss, crisis=crisis, ends_on=date(2027, 6, 1), reason="It goes on.", at=noon(1))
    assert told() == [] and waiting_proposals(boss, noon(1)) == []
    with pytest.raises(Withdrawn):
        access.decide(boss, proposal=card.uid, agree=True, at=noon(1))
    run(2, 30)
    assert told() == []
    run(50)
    assert told() == ["data_officer", "head_of_post"]


def test_who_closes_it_before_leaves_no_proposal_and_it_is_nobodys_but_the_systems(post):
    boss = head(post)
    crisis = opened(boss)
    run(1)
    actions.close_crisis(boss, crisis=crisis, at=noon(1))
    assert waiting_proposals(boss, noon(1)) == [] and Crisis.objects.get().status == "closed"
    run(2)
    from dataclasses import replace

    from safeconduct.kernel.actors import Right

    bold = replace(head(post), rights=(Right("x", frozenset({"crises.tell_of_end"})),))
    again = opened(head(post), crisis=new_uid())
    with pytest.raises(NotFound):
        actions.tell_of_end(bold, crisis=again, at=noon(1))

"""A plan that waits for approval leaves the home page of whoever may approve it standing."""

import pytest

from tests.house.examples.plans import draft
from tests.house.walking import Visitor
from tests.stories.world import built

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("filled", [True, False])
def test_the_home_page_shows_a_plan_that_waits_for_a_second_person(filled):
    world = built(2, 0, filled=filled)
    draft(world, "in_review")
    answer = Visitor(world, "consular", "head_of_post").get("/")
    assert answer.status_code == 200 and "Approve a version" in answer.content.decode()

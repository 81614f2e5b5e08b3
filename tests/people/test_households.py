"""Who is with whom: by the card, by a column of a list, counted row by row, never twice."""

import pytest
from django.urls import reverse

from safeconduct.access import actors
from safeconduct.kernel.ids import new_uid
from safeconduct.people import actions, queries
from safeconduct.people.models import Household, Membership
from safeconduct.people.rules import NotARecord
from tests.people.test_importing import bring, counts, fresh
from tests.people.test_register import of, put
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
ALL = actors.duty("set-up")
LIST = "No;Full name;Nationality;Household\n1;Sara Wolde;UTO;A 1\n2;Abel Wolde;UTO;a1\n3;Hana Wolde;UTO;a 1\n4;Bo Li;UTO;\n"


def members():
    return [(m.person_id, m.role, m.guardian_uid) for m in Membership.objects.within(ALL).order_by("id")]


def test_two_people_are_put_together_on_the_card_by_name_or_code(client, post):
    mother, child = put(post.officer, of()), put(post.officer, of(names=({"full": "Zewdi Tekle"},), birth="2020", contacts=()))
    told = {"other": queries.card(post.officer, child).code, "role": "child", "own_role": "head", "guardian": "this"}
    for _twice in range(2):
        assert client.post(reverse("people:household", args=[mother]), told).status_code == 302
    assert [(role, guardian) for _id, role, guardian in members()] == [("head", None), ("child", mother)]
    assert "Zewdi Tekle" in client.get(reverse("people:person", args=[mother])).content.decode()
    father = put(post.officer, of(names=({"full": "Kidane Gebre"},), contacts=()))
    assert client.post(reverse("people:household", args=[mother]), {"other": "Kidane Gebre", "role": "partner", "own_role": "other", "guardian": ""}).status_code == 302
    assert Household.objects.within(ALL).count() == 1 and queries.household_of(post.officer, father)[1] == {mother: "head", child: "child", father: "partner"}


def test_nobody_and_several_are_said_in_a_sentence(client, post):
    mother = put(post.officer, of())
    two = [put(post.officer, of(names=({"full": "Kidane Gebre"},), contacts=(), birth=birth)) for birth in ("1980", "1990")]
    page = client.post(reverse("people:household", args=[mother]), {"other": "Kidane Gebre", "role": "partner", "own_role": "head"})
    assert page.status_code == 422 and all(queries.card(post.officer, one).code in page.content.decode() for one in two)
    page = client.post(reverse("people:household", args=[mother]), {"other": "Xyzzy Qwerty", "role": "partner", "own_role": "head"})
    assert page.status_code == 422 and members() == []


@pytest.mark.parametrize(("twice", "role"), [(True, "head"), (False, "king")])
def test_the_verb_refuses_somebody_with_themselves_and_a_role_that_is_none(post, twice, role):
    one, two = put(post.officer, of()), put(post.officer, of(names=({"full": "Zewdi Tekle"},), contacts=()))
    with pytest.raises(NotARecord):
        actions.join_household(post.officer, household=new_uid(), people=[one, one if twice else two], roles=["head", role], at=NOW)


def test_a_column_of_a_list_makes_households_and_bringing_it_again_changes_nothing(post):
    run = bring(post.officer, LIST.replace("a1", "a 1"))
    assert counts(run) == (4, 0, 0, 0) and len(members()) == 3 and Household.objects.within(ALL).count() == 1
    officer = fresh(post.officer)
    assert counts(bring(officer, LIST.replace("a1", "a 1"))) == (0, 0, 4, 0) and len(members()) == 3
    trial = bring(officer, LIST.replace("a1", "a 1").replace("4;Bo Li;UTO;", "4;Bo Li;UTO;A 1"), dry=True)
    assert counts(trial) == (0, 1, 3, 0) and len(members()) == 3
    run = bring(officer, LIST.replace("a1", "a 1").replace("4;Bo Li;UTO;", "4;Bo Li;UTO;A 1"))
    assert counts(run) == (0, 1, 3, 0) and len(members()) == 4 and Household.objects.within(ALL).count() == 1
    assert len({m.label_id for m in Membership.objects.within(ALL)} | set(Household.objects.within(ALL).values_list("label_id", flat=True))) == 1

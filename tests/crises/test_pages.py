"""Pages of crises: open one, say at which level, do what is late, close it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeconduct.crises import actions, queries
from safeconduct.kernel.ids import new_uid
from tests import worlds
from tests.crises.test_crises import opened
from tests.places.test_places import areas

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client):
    post = worlds.post()
    user = worlds.officer(post.section, "head_of_post")
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    areas(worlds.system())
    return worlds.acting(user, post.section, timezone.now())


def told(**more):
    values = {"name": "Earthquake", "kind": "natural_disaster", "started_at": "2027-01-12T21:53", "ends_on": "2027-04-01", "paths": ["HTI/HT01"], "zone": "", "data_officer": "dpo"}
    return {**values, **more}


def test_a_crisis_is_opened_with_an_end_and_stands_in_the_bar_of_every_page(client, head):
    answer = client.post(reverse("crises:open"), told(ends_on=""))
    assert answer.status_code == 422 and "end date" in answer.content.decode()
    answer = client.post(reverse("crises:open"), told())
    assert answer.status_code == 302
    card = queries.crises(head)[0]
    assert card.zone == "America/Port-au-Prince" and card.bbox is not None
    assert client.session["crisis"]["title"] == "Earthquake"
    assert "Earthquake" in client.get(reverse("crises:list")).content.decode()


def test_a_zone_that_does_not_exist_is_refused(client, head):
    for zone in ("Haiti/Here", "America", "x" * 300):
        answer = client.post(reverse("crises:open"), told(zone=zone))
        assert answer.status_code == 422 and not queries.crises(head), zone


def test_a_level_without_a_reason_comes_back_and_with_one_stands_in_the_history(client, head):
    uid = opened(head)
    url = reverse("crises:level", args=[uid])
    assert client.post(url, {"step": "micic:restriction", "reason": " "}).status_code == 422
    assert client.post(url, {"step": "micic:restriction", "reason": "Roads are cut", "evidence": "one\ntwo\n"}).status_code == 302
    assert queries.levels(uid)[0].evidence == ("one", "two") and queries.levels(uid)[0].paths == ("HTI/HT01",)
    page = client.get(reverse("crises:crisis", args=[uid])).content.decode()
    assert "Restriction" in page and "Roads are cut" in page


def test_late_tasks_stand_first_and_are_finished_on_the_page(client, head):
    uid, now = opened(head), timezone.now()
    late, later = new_uid(), new_uid()
    for task, due in ((later, now + timedelta(hours=1)), (late, now - timedelta(hours=1))):
        actions.open_task(head, task=task, kind="task", what=f"do {task}", due_at=due, crisis=uid, owner_role="duty_officer", source="crises", at=now)
    page = client.get(reverse("crises:crisis", args=[uid])).content.decode()
    assert page.index(str(late)) < page.index(str(later))
    back = reverse("crises:crisis", args=[uid])
    assert client.post(reverse("crises:finish-task", args=[late]), {"next": back}).url == back
    assert client.post(reverse("crises:finish-task", args=[later]), {"next": "https://elsewhere.example/"}).url == reverse("crises:list")
    assert [t.state for t in queries.tasks(head, uid)] == ["done", "done"]


def test_a_person_completes_the_impact_assessment(client, head):
    uid = opened(head)
    url = reverse("crises:impact", args=[uid])
    assert "neutral texts" in client.get(url).content.decode()
    assert client.post(url, {"measures": "lock the list away", "residual": ""}).status_code == 422
    assert client.post(url, {"measures": "lock the list away", "residual": "little; the head of post accepts it"}).status_code == 302
    assert queries.crisis(head, uid).impact["completed_by"]


def test_closing_shows_what_will_happen_and_then_it_is_closed(client, head):
    uid = opened(head)
    page = client.get(reverse("crises:close", args=[uid])).content.decode()
    assert "cannot be opened again" in page and queries.crisis(head, uid).status == "open"
    client.get(reverse("crises:crisis", args=[uid]))
    client.post(reverse("crises:close", args=[uid]))
    assert queries.crisis(head, uid).status == "closed" and "crisis" not in client.session
    assert client.get(reverse("crises:crisis", args=[uid])).status_code == 200


def test_a_duty_officer_is_not_offered_what_they_may_not(client):
    post = worlds.post()
    uid = opened(worlds.acting(worlds.officer(post.section, "head_of_post"), post.section))
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    page = client.get(reverse("crises:crisis", args=[uid])).content.decode()
    assert "Declare a level" not in page and "Something must be done" in page
    assert client.post(reverse("crises:level", args=[uid]), {"step": "micic:restriction", "reason": "x"}).status_code == 403
    assert client.get(reverse("crises:open")).status_code == 403


def test_a_crisis_of_another_space_is_not_there(client, head):
    assert client.get(reverse("crises:crisis", args=[new_uid()])).status_code == 404


def test_a_crisis_speaks_in_its_own_clock_and_names_it_and_a_task_is_due_by_it(client):
    from safeconduct.crises.models import Task
    from tests.stories.world import built

    world = built(filled=False)
    client.force_login(world.users["consular", "head_of_post"])
    page = client.get(reverse("crises:crisis", args=[world.crisis])).content.decode()
    assert page.count("America/Port-au-Prince") >= 2 and "02:40" in page and "07:40" not in page.split("<main")[1].replace("T07:40", ""), "it began at 07:40 UTC"
    assert client.post(reverse("crises:open-task", args=[world.crisis]), {"what": "Look", "owner_role": "duty_officer", "due_at": "2027-01-15T10:00"}).status_code == 302
    assert Task.objects.get(what="Look").due_at.isoformat() == "2027-01-15T15:00:00+00:00"

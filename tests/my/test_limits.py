"""Codes can not be guessed at speed; the open door is open to everybody, however many come from one place; nobody's address is kept."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from safeconduct.access import jobs, knocking
from safeconduct.access.models import Knock
from safeconduct.cases.models import Case
from safeconduct.checkins.models import Answer
from safeconduct.kernel.ids import new_code
from safeconduct.my import limits
from safeconduct.people.models import Person
from tests import worlds
from tests.worlds import NOW

pytestmark = pytest.mark.django_db
HERE, THERE = "203.0.113.7", "2001:db8:1:2::77"
MIDDAY = timezone.now().replace(hour=12, minute=0, second=5, microsecond=0)


@pytest.fixture(autouse=True)
def clock():
    """Every try in the same minute, so that no stretch ends in the middle of a test."""
    with patch("django.utils.timezone.now", lambda: MIDDAY) as held:
        yield held


def at(moment):
    return patch("django.utils.timezone.now", lambda: moment)


@pytest.fixture
def post():
    from safeconduct.places import actions as places

    post = worlds.post()
    places.put_site(
        worlds.system(), uid=worlds.command(), kind="mission", name="Embassy", country="HTI", path="HTI", lon=-72.3, lat=18.5, status="open", emergency_number="+50900000001",
        of_state="UTO", at=NOW,
    )  # fmt: skip
    return post


def ask_code(client, code="no code", where=HERE):
    return client.post(reverse("my:code", args=["en"]), {"code": code}, REMOTE_ADDR=where)


def need_help(client, where=HERE, **more):
    return client.post(reverse("my:take", args=["en"]), {"answer": "help", "sent": "1", **more}, REMOTE_ADDR=where)


def test_more_than_thirty_look_ups_a_minute_from_one_source_are_refused_and_others_are_not(client, post):
    assert [ask_code(client).status_code for _ in range(31)] == [422] * 30 + [429]
    assert ask_code(client, where=THERE).status_code == 422
    with at(MIDDAY + timedelta(minutes=1)):
        assert ask_code(client).status_code == 422


def test_the_refusal_still_helps_whoever_is_in_danger(client, post):
    for _ in range(31):
        page = ask_code(client)
    text = page.content.decode()
    assert page.status_code == 429 and "I need help" in text and "12:02" in text and reverse("my:take", args=["en"]) in text
    from safeconduct.my import queries

    numbers = queries.office(MIDDAY).numbers
    assert all(number in text for number, _kind in numbers[:2])
    assert need_help(client).status_code == 200 and Case.objects.within(worlds.system()).count() == 1


def test_a_true_code_is_not_told_to_whoever_guessed_too_often(client, post):
    need_help(client)
    code = Case.objects.within(worlds.system()).get().code
    assert ask_code(client, code).status_code == 200
    for _ in range(30):
        ask_code(client)
    assert ask_code(client, code).status_code == 429 and ask_code(client, code, THERE).status_code == 200


def test_twenty_well_formed_codes_that_are_none_shut_the_look_up_for_the_day(client, post):
    need_help(client)
    code = Case.objects.within(worlds.system()).get().code
    for n in range(limits.WRONG_CODES):
        with at(MIDDAY + timedelta(minutes=n)):
            assert ask_code(client, new_code()).status_code == 422
    with at(MIDDAY + timedelta(hours=3)):
        assert ask_code(client, code).status_code == 429
    with at(MIDDAY + timedelta(days=1)):
        assert ask_code(client, code).status_code == 200


def test_a_slip_of_the_finger_is_no_guess(client, post):
    right = new_code()
    slips = [slip for n in range(7) for c in "23456" if (slip := f"{right.replace('-', '')[:n]}{c}{right.replace('-', '')[n + 1 :]}") != right.replace("-", "")]
    assert len(slips) > limits.WRONG_CODES
    for n, slip in enumerate(slips):
        with at(MIDDAY + timedelta(minutes=n)):
            assert ask_code(client, slip).status_code == 422
    assert not Knock.objects.filter(kind="wrong").exists()


@pytest.mark.parametrize("page", ["my:invited", "my:holds"])
def test_links_that_are_none_are_refused_after_thirty_a_minute(client, post, page):
    codes = [client.get(reverse(page, args=[f"guess{n}"]), REMOTE_ADDR=HERE).status_code for n in range(31)]
    assert codes == [200] * 30 + [429]
    assert client.get(reverse("my:start", args=["en"]), REMOTE_ADDR=HERE).status_code == 200


def test_a_link_that_is_right_does_not_count_however_many_share_an_address(client, post):
    from safeconduct.checkins import actions, tokens
    from safeconduct.checkins.models import Campaign
    from safeconduct.people import queries as register
    from tests.people.test_register import of, put

    person = put(post.officer, of(contacts=()))
    campaign = Campaign.objects.create(crisis_uid=worlds.command(), organisation=post.ministry, state="running", started_at=MIDDAY, ends_at=MIDDAY + timedelta(days=3))
    ids = [card.id for card in register.cards(post.officer, uids=[person])]
    actions.ask_people(worlds.system(), campaign=campaign.uid, ids=ids, at=MIDDAY)
    token = tokens.token_of(campaign.uid, person)
    assert {client.get(reverse("my:invited", args=[token]), REMOTE_ADDR=HERE).status_code for _ in range(40)} == {200}
    for n in range(30):
        client.get(reverse("my:invited", args=[f"guess{n}"]), REMOTE_ADDR=HERE)
    assert client.get(reverse("my:invited", args=[token]), REMOTE_ADDR=HERE).status_code == 429
    assert need_help(client, t=token).status_code == 200  # the answer is kept; the link is not looked at
    assert Answer.objects.within(worlds.system()).get().way == "web"


def test_the_open_door_refuses_nobody_and_marks_what_comes_with_many_others(client, post):
    for _n in range(limits.ANSWERS + 5):
        assert need_help(client).status_code == 200
        assert client.post(reverse("my:take", args=["en"]), {"answer": "safe"}, REMOTE_ADDR=THERE).status_code == 200
    marks = list(Answer.objects.within(worlds.system()).order_by("id").values_list("said", "many_from_one_source"))
    assert len(marks) == 2 * (limits.ANSWERS + 5) and sum(m for _s, m in marks) == 10 and not any(m for _s, m in marks[: 2 * limits.ANSWERS])
    assert Case.objects.within(worlds.system()).filter(many_from_one_source=True).count() == 5
    assert Person.objects.within(worlds.system()).count() == len(marks)
    case = Case.objects.within(worlds.system()).filter(many_from_one_source=True).first()
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    assert "came with many others from one connection" in client.get(reverse("cases:case", args=[case.uid])).content.decode()
    assert "came with many others from one connection" in client.get(reverse("cases:queue")).content.decode()


def test_where_somebody_comes_from_is_nowhere_in_the_database(client, post):
    for where in (HERE, THERE):
        ask_code(client, new_code(), where)
        need_help(client, where)
        client.get(reverse("my:invited", args=["guess"]), REMOTE_ADDR=where)
        client.post(reverse("access:sign-in"), {"username": post.user.username, "password": "wrong"}, REMOTE_ADDR=where)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            text = repr(cursor.fetchall())
            assert "203.0.113" not in text and "2001:db8" not in text, table
    assert Knock.objects.count() == 8


def test_a_digest_of_a_source_says_nothing_the_day_after_and_goes_with_its_stretch(client, post):
    assert knocking.source("code", HERE, MIDDAY) == knocking.source("code", HERE, MIDDAY + timedelta(hours=11))
    assert knocking.source("code", HERE, MIDDAY) != knocking.source("code", HERE, MIDDAY + timedelta(days=1))
    assert knocking.source("code", HERE, MIDDAY) != knocking.source("door", HERE, MIDDAY)
    ask_code(client, new_code())
    jobs.forget_knocks(None, MIDDAY + timedelta(minutes=2))
    assert set(Knock.objects.values_list("kind", flat=True)) == {"wrong"}
    jobs.forget_knocks(None, MIDDAY + timedelta(days=1))
    assert not Knock.objects.exists()


def test_an_address_of_the_sixth_version_is_its_network_and_only_our_own_proxies_are_believed(rf, settings):
    asked = rf.get("/", REMOTE_ADDR=THERE, HTTP_X_FORWARDED_FOR="198.51.100.1, 198.51.100.2")
    assert knocking.address_of(asked) == knocking.address_of(rf.get("/", REMOTE_ADDR="2001:db8:1:2::78")) == "2001:db8:1:2::/64"
    settings.PROXIES = 1
    assert knocking.address_of(asked) == "198.51.100.2"
    settings.PROXIES = 3
    assert knocking.address_of(asked) == "2001:db8:1:2::/64"
    assert knocking.address_of(rf.get("/", REMOTE_ADDR="::ffff:203.0.113.7")) == HERE
    assert knocking.address_of(rf.get("/", REMOTE_ADDR="")) == ""


def test_what_can_not_be_counted_is_let_in(client, post):
    with patch("safeconduct.access.knocking.Knock._meta.db_table", "no_such_table"):
        assert need_help(client).status_code == 200
    assert Answer.objects.within(worlds.system()).count() == 1

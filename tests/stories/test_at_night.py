"""A request at 02:00, nobody is signed in: whose telephone rings, when, and what it says. The clock is ours, the jobs are stepped."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from safeconduct.access import actions as access
from safeconduct.access import actors
from safeconduct.cases import actions, queries
from safeconduct.cases.jobs import alarm
from safeconduct.checkins import actions as checkins
from safeconduct.jobs.runner import REPEATED, run_all
from safeconduct.kernel.ids import new_uid
from tests import worlds
from tests.simulators.sms import gateway

pytestmark = pytest.mark.django_db
NIGHT = datetime(2027, 1, 15, 2, 0, tzinfo=UTC)
LADDER = {1: "+999550000001", 2: "+999550000002", 3: "+999550000003"}
CALLER = "+999550009999"
NAME, WORDS, WHERE = "Sara Wolde", "My brother is bleeding", "Cellar of 12 Rue Une"


class Clock:
    """What time it is for the whole house."""

    def __init__(self):
        self.at = NIGHT

    def __call__(self):
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    held = Clock()
    monkeypatch.setattr("django.utils.timezone.now", held)
    return held


@pytest.fixture
def sms(settings):
    with gateway() as there:
        settings.CHANNELS = {"sms": there.settings()}
        yield there


@pytest.fixture
def post():
    return worlds.post()


def on_duty(post, step, telephone=None, language="en", hours=12, begins=NIGHT - timedelta(hours=6)):
    """Somebody in the ladder, with a telephone; asleep, not signed in."""
    uid = new_uid()
    telephone = LADDER[step] if telephone is None else telephone
    access.add_user(
        worlds.system(), uid=uid, username=f"u{uid.hex[-8:]}", name=f"Officer {step}", password="a long enough word", language=language, telephone=telephone, at=NIGHT
    )
    ends = begins + timedelta(hours=hours)
    actions.set_duty(worlds.system(), duty_uid=new_uid(), unit=post.section.uid, user=uid, step=step, from_at=begins, to_at=ends, at=begins)
    return uid


def asks(post, *needs):
    """Somebody comes through the open door on the own telephone; the code that came back."""
    return checkins.come_forward(
        actors.public("am"), client_id=new_uid(), person=new_uid(), said="needs_assistance", owner=post.ministry.id, way="web", language="am", name=NAME, contact=CALLER,
        words=WORDS, where_text=WHERE, needs=list(needs), at=NIGHT,
    )  # fmt: skip


def night(clock, sms, until: timedelta) -> dict[str, timedelta]:
    """Step the jobs as the runner does, from where the clock stands: after how long each telephone rang first."""
    rang: dict[str, timedelta] = {}
    while clock.at <= NIGHT + until:
        alarm(None, at=clock.at)
        run_all(now=clock.at)
        for one in sms.texts:
            rang.setdefault(one["to"], clock.at - NIGHT)
        clock.at += timedelta(seconds=REPEATED["cases.alarm"])
    return rang


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@pytest.mark.slow
@pytest.mark.parametrize(("need", "limit"), [("trapped", 15), ("medical", 60)])
def test_an_unopened_request_climbs_from_the_duty_officer_to_the_deputy_to_the_ministry(post, clock, sms, need, limit):
    for step in LADDER:
        on_duty(post, step)
    told = asks(post, need)
    rang = night(clock, sms, minutes(limit + 30))
    alarms = [one for one in sms.texts if one["to"] in LADDER.values()]
    assert [one["to"] for one in alarms] == list(LADDER.values()), "each telephone once, in the order of the ladder"
    assert minutes(limit - 1) < rang[LADDER[1]] <= minutes(limit), "in hand when the time is over, not after it"
    assert minutes(limit + 9) < rang[LADDER[2]] <= minutes(limit + 10)
    assert minutes(limit + 19) < rang[LADDER[3]] <= minutes(limit + 20)
    assert f"{told['code']}" in alarms[0]["body"] and f"{limit} " in alarms[0]["body"]


def test_the_text_names_a_code_a_class_and_a_time_and_nobody(post, clock, sms):
    on_duty(post, 1)
    told = asks(post, "trapped")
    night(clock, sms, minutes(15))
    [text] = sms.to(LADDER[1])
    assert text == f"Request {told['code']}, class T0, has waited 15 minutes and nobody opened it."
    sent = str(sms.texts) + str(sms.headers)
    assert not [private for private in (NAME, "Sara", WORDS, "bleeding", WHERE, "Rue", CALLER, str(told["case"])) if private in sent]


def test_the_alarm_is_in_the_language_of_who_is_woken(post, clock, sms):
    on_duty(post, 1, language="fr")
    told = asks(post, "trapped")
    night(clock, sms, minutes(15))
    [text] = sms.to(LADDER[1])
    assert told["code"] in text and "nobody opened it" not in text


def test_when_no_duty_officer_is_there_the_deputy_is_told_at_once(post, clock, sms):
    on_duty(post, 2)
    on_duty(post, 3)
    asks(post, "trapped")
    rang = night(clock, sms, minutes(2))
    assert rang == {LADDER[2]: timedelta()}


def test_somebody_on_duty_without_a_telephone_is_nobody(post, clock, sms):
    on_duty(post, 1, telephone="")
    on_duty(post, 2)
    asks(post, "trapped")
    assert night(clock, sms, minutes(15))[LADDER[2]] <= minutes(15)


def test_a_request_that_somebody_opens_wakes_nobody(post, clock, sms):
    on_duty(post, 1)
    told = asks(post, "trapped")
    night(clock, sms, minutes(10))
    actions.read_case(post.officer, case=told["case"], at=NIGHT + minutes(10))
    night(clock, sms, minutes(30))
    assert not sms.texts


def test_a_request_that_threatens_no_life_wakes_nobody(post, clock, sms):
    on_duty(post, 1)
    asks(post, "water_food")
    night(clock, sms, minutes(90))
    assert not sms.texts


def test_where_nobody_at_all_is_on_duty_the_first_who_comes_is_told(post, clock, sms):
    on_duty(post, 1, begins=NIGHT + minutes(30))
    told = asks(post, "trapped")
    rang = night(clock, sms, minutes(40))
    assert list(rang) == [LADDER[1]] and minutes(30) <= rang[LADDER[1]] <= minutes(31)
    assert [one["to"] for one in sms.texts] == [LADDER[1]], "once"
    assert queries.by_code(actors.duty("my.receipt"), told["code"]).read_at is None


def test_the_gateway_that_fails_is_tried_again_until_the_telephone_rings(post, clock, sms):
    on_duty(post, 1)
    asks(post, "trapped")
    sms.fails[LADDER[1]] = 503
    night(clock, sms, minutes(15))
    assert not sms.texts
    sms.fails.clear()
    night(clock, sms, minutes(17))
    assert len(sms.to(LADDER[1])) == 1


def test_what_is_wrong_with_one_request_does_not_keep_the_others_silent(post, clock, sms, monkeypatch):
    on_duty(post, 1)
    broken, good = asks(post, "trapped"), asks(post, "trapped")
    ring = actions.raise_alarm

    def breaks(actor, *, case, **more):
        if case == broken["case"]:
            raise ValueError
        return ring(actor, case=case, **more)

    monkeypatch.setattr(actions, "raise_alarm", breaks)
    clock.at += minutes(15)
    with pytest.raises(ValueError):
        alarm(None, at=clock.at)
    run_all(now=clock.at)
    assert [good["code"] in text for text in sms.to(LADDER[1])] == [True]

"""
An exercise cannot reach a real channel.

Every transport of the house runs against a simulator that counts. The same presses leave it untouched in an exercise and
reach it in reality. A transport or channel that is new and has no simulator here fails.
"""

from __future__ import annotations

import ast
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

from safeconduct.access import actors
from safeconduct.access.models import Space, Unit
from safeconduct.cases import jobs as cases_jobs
from safeconduct.cases import queries as cases
from safeconduct.checkins import actions as checkins
from safeconduct.hazards import queries as hazards
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.actors import REALITY
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.messaging.actions.moving import BY_MACHINE
from safeconduct.messaging.channels import MayNotLeave, Parcel, transport_for
from safeconduct.messaging.channels.chosen import TRANSPORTS
from safeconduct.messaging.channels.simulator import Simulator
from safeconduct.messaging.models import Delivery
from safeconduct.messaging.queries.audience import leaves
from safeconduct.messaging.rules import CHANNELS
from safeconduct.people import actions as people
from safeconduct.people.rules import NewPerson
from tests import worlds
from tests.hazards.test_chain import cap, receive
from tests.shared import ROOT
from tests.simulators.sms import gateway
from tests.simulators.smtp import mailbox
from tests.stories.test_at_night import NIGHT, Clock

pytestmark = pytest.mark.django_db
DRILL = 7
# Modules that open connections. Whatever speaks to people must be a transport with a simulator; a feed only listens.
CONNECTING = {"socket", "ssl", "smtplib", "urllib.request", "http.client", "ftplib", "telnetlib", "imaplib", "poplib", "asyncio", "requests", "httpx", "aiohttp", "websockets", "paho"}
MAY_CONNECT = {"messaging/channels/mail.py": "smtp", "messaging/channels/sms_http.py": "http", "hazards/fetching.py": "reads feeds; sends nothing to anybody", "config/commands/serve.py": "asks whether its own port is free"}


class Counted:
    """A simulator as this story sees it: its settings, and how often it was reached."""

    def __init__(self, settings, count):
        self.settings, self.count = settings, count


@contextmanager
def http(folder):
    with gateway() as there:
        yield Counted(there.settings(), lambda: there.connections)


@contextmanager
def smtp(folder):
    with mailbox() as there:
        yield Counted(there.settings(), lambda: there.connections)


@contextmanager
def file(folder):
    yield Counted({"transport": "file"}, lambda: len(list(Path(folder).glob("*"))))


@contextmanager
def simulator(folder):
    Simulator.sent.clear()
    yield Counted({"transport": "simulator"}, lambda: len(Simulator.sent))
    Simulator.sent.clear()


SIMULATORS = {"http": http, "smtp": smtp, "file": file, "simulator": simulator}
LEAVING = sorted(name for name, transport in TRANSPORTS.items() if transport.leaves_the_house)
CARRIED = {"sms": [name for name in LEAVING if name != "smtp"], "email": [name for name in LEAVING if name != "http"]}


@pytest.fixture
def clock(monkeypatch):
    held = Clock()
    monkeypatch.setattr("django.utils.timezone.now", held)
    return held


@pytest.fixture
def outbox(settings, tmp_path):
    settings.OUTBOX_FOLDER = tmp_path / "outbox"
    settings.OUTBOX_FOLDER.mkdir()
    return settings.OUTBOX_FOLDER


@pytest.fixture
def world(clock):
    Space.objects.create(id=DRILL, name="Drill")
    post = worlds.post()
    messaging.load_shipped(worlds.system(), at=NIGHT)
    from safeconduct.access import actions as access
    from safeconduct.cases import actions

    sleeper = new_uid()
    access.add_user(worlds.system(), uid=sleeper, username="sleeper", name="Officer 1", password=worlds.__name__ + " word", telephone="+999550000001", at=NIGHT)
    actions.set_duty(
        worlds.system(), duty_uid=new_uid(), unit=post.section.uid, user=sleeper, step=1, from_at=NIGHT - timedelta(hours=1), to_at=NIGHT + timedelta(days=1), at=NIGHT
    )
    return post


def acting(post, space):
    return worlds.acting(post.user, Unit.objects.select_related("organisation").get(id=post.section.id), NIGHT, space=space)


def presses(post, client, clock, space, channel) -> None:
    """An alert, a message to everybody inside, a request, an answer, a question whether help came, and an alarm: pressed on the pages."""
    contact = {"kind": "email", "value": f"sara{space}@example.org"} if channel == "email" else {"kind": "phone", "value": f"+99955001000{space}"}
    told = NewPerson(
        names=({"full": "Sara Wolde"},), nationalities=("UTO",), languages=("en",), country="HTI", path="HTI/HT01", contacts=(contact,),
        position={"lon": -72.5, "lat": 18.5, "accuracy_m": 50, "source": "told", "as_of": NIGHT},
    )  # fmt: skip
    person = people.register_person(acting(post, space), person=new_uid(), told=told, at=NIGHT)
    receive(acting(post, space), cap(f"alert-{space}", "Exercise" if space else "Actual"), at=NIGHT)
    officer = acting(post, space)
    client.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["space"] = space
    session.save()
    inside = str(hazards.hazards(officer)[0].uid)
    template = next(str(t.uid) for t in _templates(officer) if t.key == "advice_earthquake")
    drafted = pressed(client, "messaging:write", {"inside": inside, "template": template, "possible": "on"})
    pressed(client, drafted.url.rstrip("/") + "/release/", {"accept_machine": "on"})
    run_all(now=clock.at)
    said = checkins.answer(officer, client_id=new_uid(), said="needs_assistance", way="officer", person=person, needs=["trapped"], at=clock.at)
    clock.at += timedelta(minutes=15)
    cases_jobs.alarm(None, at=clock.at)
    run_all(now=clock.at)
    case = said["case"]
    assert [card.uid for card in cases.queue(acting(post, space))] == [case]
    pressed(client, "cases:answer", {"text": "We come.", "hours": "4"}, case)
    pressed(client, "cases:close", {"outcome": "helped"}, case)
    run_all(now=clock.at)


def _templates(actor):
    from safeconduct.messaging import queries

    return queries.templates(actor, state="approved")


def pressed(client, address, values, *args):
    """A press that the page took: it leads on."""
    answer = client.post(address if address.startswith("/") else reverse(address, args=args), values)
    assert answer.status_code == 302, (address, answer.status_code, answer.content[-1500:])
    return answer


@pytest.mark.slow
@pytest.mark.parametrize(("channel", "transport"), [(channel, name) for channel, some in CARRIED.items() for name in some])
def test_the_same_presses_reach_nobody_in_an_exercise_and_somebody_in_reality(world, client, clock, settings, outbox, channel, transport):
    with SIMULATORS[transport](outbox) as there, gateway() as duty_telephones:
        settings.CHANNELS = {"sms": duty_telephones.settings()} | {channel: there.settings}
        alarms = (lambda: 0) if channel == "sms" else (lambda: duty_telephones.connections)
        presses(world, client, clock, DRILL, channel)
        drilled = list(Delivery.objects.within(worlds.system()).values_list("channel", "state"))
        assert len(drilled) >= 4 and set(drilled) == {("sink", "handed_over")}, "a message, an alarm, an answer, a question; all counted, none sent"
        assert (there.count(), alarms()) == (0, 0)
        clock.at = NIGHT
        presses(world, client, clock, REALITY, channel)
        assert there.count() >= (4 if channel == "sms" else 1)
        assert channel == "sms" or alarms() == 1, "the alarm rings in reality"


def test_every_way_out_has_a_simulator_here():
    assert set(LEAVING) == set(SIMULATORS), "a transport without a simulator: add one to tests/simulators and to SIMULATORS"
    assert set(BY_MACHINE) - {"sink"} == set(CARRIED), "a channel that no story sends through: add it to CARRIED"
    assert set(CHANNELS) - {"call_list"} <= set(CARRIED)


@pytest.mark.parametrize("channel", sorted({*CHANNELS, *BY_MACHINE}))
def test_no_channel_leaves_an_exercise(channel):
    assert leaves(DRILL, channel) == "sink" and leaves(REALITY, channel) == channel


@pytest.mark.parametrize("name", LEAVING)
def test_a_transport_that_is_given_something_of_an_exercise_refuses_before_it_connects(settings, outbox, name):
    with SIMULATORS[name](outbox) as there:
        settings.CHANNELS = {"sms": there.settings}
        parcel = Parcel(new_uid(), DRILL, "sara@example.org" if name == "smtp" else "+99955001000", "Drill", "en")
        with pytest.raises(MayNotLeave):
            transport_for("sms").send([parcel])
        assert there.count() == 0
        [real] = transport_for("sms").send([Parcel(new_uid(), REALITY, parcel.address, "Real", "en")])
        assert there.count() == 1 and not real.fault


def test_a_duty_of_the_system_that_writes_to_somebody_of_an_exercise_reaches_nobody(world, clock):
    told = NewPerson(names=({"full": "Sara Wolde"},), languages=("en",), contacts=({"kind": "phone", "value": "+999550010001"},))
    person = people.register_person(acting(world, DRILL), person=new_uid(), told=told, at=NIGHT)
    messaging.say(actors.duty("set-up"), delivery=new_uid(), person=person, text="Hello.", language="en", at=NIGHT)
    assert list(Delivery.objects.within(worlds.system()).values_list("channel", "space")) == [("sink", DRILL)]


def test_nothing_else_in_the_house_opens_a_connection():
    source = ROOT / "src" / "safeconduct"
    found = {}
    for path in source.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names += [f"{node.module}.{one.name}" for one in node.names]
            if any(name == known or name.startswith(f"{known}.") or name.startswith("django.core.mail") for name in names for known in CONNECTING):
                found[path.relative_to(source).as_posix()] = names
    unknown = sorted(set(found) - set(MAY_CONNECT))
    assert not unknown, f"these open connections: make them a transport with a simulator, or say in MAY_CONNECT what they are: {unknown}"
    assert {name for name in MAY_CONNECT.values() if name in TRANSPORTS} == {"smtp", "http"}

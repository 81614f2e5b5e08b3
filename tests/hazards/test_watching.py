"""Feeds and the drop folder: what is fetched, what is refused, and that it is said how it went."""

import os
from datetime import timedelta

import pytest
from django.db import connection

from safeconduct.hazards import actions, fetching, jobs, queries
from safeconduct.hazards.models import Alert, Feed, Receipt
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed
from tests import worlds
from tests.hazards.test_chain import cap
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def watched(actor, url, **more):
    return actions.put_feed(actor, feed=new_uid(), name="Authority", url=url, at=NOW, **more)


def head():
    post = worlds.post()
    return worlds.acting(worlds.officer(post.section, "head_of_post"), post.section)


def index(simulator, names):
    entries = "".join(f'<entry><id>{n}</id><title>{n}</title><updated>2027-01-14T09:00:00Z</updated><link href="{simulator.url(f"/{n}.xml")}" type="application/cap+xml"/></entry>' for n in names)
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><id>f</id><title>f</title><updated>2027-01-14T09:00:00Z</updated>{entries}</feed>'.encode()


def test_an_alert_of_a_feed_is_on_file_after_one_turn_and_not_twice_after_two(simulator):
    actor = head()
    simulator.answers["/cap"] = cap()
    watched(actor, simulator.url("/cap"))
    jobs.poll(None, NOW)
    jobs.poll(None, NOW + timedelta(seconds=10))
    assert len(simulator.asked) == 1  # not due yet
    jobs.poll(None, NOW + timedelta(seconds=400))
    assert len(simulator.asked) == 2 and Alert.objects.count() == 1 and Receipt.objects.count() == 1
    card = queries.feeds(actor)[0]
    assert card.last_ok_at == NOW + timedelta(seconds=400) and not card.last_error


def test_the_mark_of_the_last_answer_is_sent_and_nothing_new_is_no_error(simulator):
    def answer(request):
        if request.headers.get("If-None-Match") == '"v1"':
            request.send_response(304)
            request.end_headers()
            return
        request.send_response(200)
        request.send_header("ETag", '"v1"')
        request.send_header("Content-Length", str(len(cap())))
        request.end_headers()
        request.wfile.write(cap())

    actor = head()
    simulator.answers["/cap"] = answer
    watched(actor, simulator.url("/cap"))
    for turn in range(2):
        jobs.poll(None, NOW + timedelta(seconds=400 * turn))
    assert simulator.asked[1][1]["If-None-Match"] == '"v1"'
    assert not queries.feeds(actor)[0].last_error and Feed.objects.get().etag == '"v1"'


def test_an_index_is_followed_and_what_was_read_is_not_fetched_again(simulator):
    actor = head()
    simulator.answers |= {"/feed": index(simulator, ["one", "two"]), "/one.xml": cap("one"), "/two.xml": cap("two")}
    watched(actor, simulator.url("/feed"))
    jobs.poll(None, NOW)
    assert Alert.objects.count() == 2
    simulator.answers |= {"/feed": index(simulator, ["one", "two", "three"]), "/three.xml": cap("three")}
    jobs.poll(None, NOW + timedelta(seconds=400))
    assert Alert.objects.count() == 3
    assert sorted(simulator.paths()) == ["/feed", "/feed", "/one.xml", "/three.xml", "/two.xml"]


def test_a_long_index_is_followed_in_several_turns(simulator, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_LINKS", 3)
    actor = head()
    names = [f"n{i}" for i in range(5)]
    simulator.answers |= {"/feed": index(simulator, names), **{f"/{n}.xml": cap(n) for n in names}}
    watched(actor, simulator.url("/feed"))
    jobs.poll(None, NOW)
    assert Alert.objects.count() == 3
    jobs.poll(None, NOW + timedelta(seconds=400))
    assert Alert.objects.count() == 5


def test_an_alert_that_is_not_there_is_tried_again(simulator):
    actor = head()
    simulator.answers |= {"/feed": index(simulator, ["one"])}
    watched(actor, simulator.url("/feed"))
    jobs.poll(None, NOW)
    assert "404" in queries.feeds(actor)[0].last_error
    simulator.answers["/one.xml"] = cap("one")
    jobs.poll(None, NOW + timedelta(seconds=400))
    assert Alert.objects.count() == 1 and not queries.feeds(actor)[0].last_error


@pytest.mark.parametrize(("body", "said"), [(None, "404"), (b"<html><body>busy</body></html>", "web page")])
def test_a_feed_that_fails_says_how_and_keeps_its_last_good_hour(simulator, body, said):
    actor = head()
    simulator.answers["/cap"] = cap()
    watched(actor, simulator.url("/cap"))
    jobs.poll(None, NOW)
    simulator.answers["/cap"] = body
    jobs.poll(None, NOW + timedelta(seconds=400))
    card = queries.feeds(actor)[0]
    assert said in card.last_error and card.last_ok_at == NOW and card.last_error_at == NOW + timedelta(seconds=400)


def test_a_stopped_feed_is_not_looked_at(simulator):
    actor = head()
    simulator.answers["/cap"] = cap()
    actions.stop_feed(actor, feed=watched(actor, simulator.url("/cap")), at=NOW)
    jobs.poll(None, NOW)
    assert not simulator.asked


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/x", "https://", "https://me:secret@example.org/", "javascript:alert(1)", "//example.org/x", "http://[::1"])
def test_what_is_not_a_plain_web_address_is_refused(url):
    with pytest.raises(actions.NotAnAddress):
        watched(head(), url)


def test_a_feed_is_not_asked_every_second():
    with pytest.raises(actions.TooOften):
        watched(head(), "https://example.org/cap", every_seconds=5)


def test_a_case_worker_watches_nothing():
    post = worlds.post()
    actor = worlds.acting(worlds.officer(post.section, "case_worker"), post.section)
    with pytest.raises(NotAllowed):
        watched(actor, "https://example.org/cap")


PRIVATE = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "fd00::1", "fe80::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "224.0.0.1"]


@pytest.mark.parametrize("address", PRIVATE)
def test_an_address_of_our_own_network_is_not_public(address):
    assert not fetching.is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888"])
def test_an_address_of_the_internet_is_public(address):
    assert fetching.is_public(address)


def test_a_private_address_is_never_asked(simulator, monkeypatch):
    monkeypatch.delenv("SAFECONDUCT_FEEDS_LOCAL")
    simulator.answers["/cap"] = cap()
    with pytest.raises(fetching.NotFetched, match="private network"):
        fetching.fetch(simulator.url("/cap"))
    assert not simulator.asked


def test_a_redirect_into_a_private_network_is_not_followed(simulator, monkeypatch):
    public = {"feeds.example": "127.0.0.1"}  # the name passes for public, and leads to the simulator
    looked_up = fetching._address
    monkeypatch.setattr(fetching, "_address", lambda host, port, local: public.get(host) or looked_up(host, port, local))
    port = simulator.server.server_port

    def onward(request):
        request.send_response(302)
        request.send_header("Location", f"http://127.0.0.1:{port}/inner")
        request.end_headers()

    simulator.answers |= {"/cap": onward, "/inner": b"secret"}
    with pytest.raises(fetching.NotFetched, match="private network"):
        fetching.fetch(f"http://feeds.example:{port}/cap", local=False)
    assert simulator.paths() == ["/cap"]


def test_a_redirect_without_end_stops(simulator):
    def onward(request):
        request.send_response(302)
        request.send_header("Location", "/cap")
        request.end_headers()

    simulator.answers["/cap"] = onward
    with pytest.raises(fetching.NotFetched, match="more than 3 times"):
        fetching.fetch(simulator.url("/cap"))
    assert len(simulator.asked) == 4


def test_a_flood_of_bytes_and_a_trickle_are_cut_off(simulator):
    def flood(request):
        request.send_response(200)
        request.end_headers()
        try:
            while True:
                request.wfile.write(b"x" * 65536)
        except OSError:
            pass

    def trickle(request):
        import time

        request.send_response(200)
        request.end_headers()
        try:
            for _ in range(100):
                request.wfile.write(b"x")
                request.wfile.flush()
                time.sleep(0.1)
        except OSError:
            pass

    simulator.answers |= {"/flood": flood, "/trickle": trickle}
    with pytest.raises(fetching.NotFetched, match="more than the 100000 bytes"):
        fetching.fetch(simulator.url("/flood"), most_bytes=100_000)
    with pytest.raises(fetching.NotFetched, match="no whole answer"):
        fetching.fetch(simulator.url("/trickle"), seconds=0.5)


def test_the_network_is_not_waited_for_inside_a_transaction(monkeypatch):
    outside, depths = len(connection.savepoint_ids), []

    def fetch(url, **more):
        depths.append(len(connection.savepoint_ids))
        return fetching.Answer(index_of_two if url.endswith("/feed") else cap(url[-7:-4]))

    index_of_two = index(FixedHost(), ["one", "two"])
    monkeypatch.setattr(fetching, "fetch", fetch)
    watched(head(), "https://feeds.example/feed")
    jobs.poll(None, NOW)
    assert depths == [outside] * 3


class FixedHost:
    def url(self, path):
        return f"https://feeds.example{path}"


def test_a_file_in_the_drop_folder_is_read_once_and_moved(settings, tmp_path):
    settings.DATA = tmp_path
    jobs.read_drop_folder(None, NOW)
    folder = tmp_path / "drop"
    for name, body, age in (("one.xml", cap(), 60), ("new.xml", cap("new"), 0), ("half.part", cap("half"), 60), ("odd.bin", b"\x89PNG", 60)):
        (folder / name).write_bytes(body)
        moment = (folder / name).stat().st_mtime - age
        os.utime(folder / name, (moment, moment))
    (folder / "link.xml").symlink_to("/etc/hostname")
    jobs.read_drop_folder(None, NOW)
    assert [a.identifier for a in Alert.objects.all()] == ["one"]
    assert {r.name: r.outcome for r in Receipt.objects.all()} == {"one.xml": "accepted", "odd.bin": "refused"}
    assert {p.name for p in folder.iterdir()} == {"new.xml", "half.part", "link.xml", "read"}

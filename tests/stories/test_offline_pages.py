"""The migrant's pages without network, in a real browser: shown again from the telephone, an answer kept there and sent once, Hide forgets it."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from safeconduct.standards import load
from tests.stories.officers import leading_on
from tests.stories.seeing import judged, shoot
from tests.web.browse import PATIENCE

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
KEPT = ["", "a?help", "a?other", "kept"]
WAITING = """() => new Promise((done) => {
  const open = indexedDB.open("waiting", 1);
  open.onupgradeneeded = () => open.result.createObjectStore("answers", { keyPath: "id" });
  open.onsuccess = () => { const all = open.result.transaction("answers").objectStore("answers").getAll(); all.onsuccess = () => { open.result.close(); done(all.result); }; };
})"""
ADDRESSES = "caches.open('pages-2').then((held) => held.keys()).then((keys) => keys.map((key) => new URL(key.url).pathname + new URL(key.url).search))"


def until(what, seconds=PATIENCE):
    """What it returns as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := what()):
        assert time.monotonic() < end, found
        time.sleep(0.1)
    return found


def pages_of(page):
    return sorted(one for one in page.evaluate(ADDRESSES) if not one.endswith(".js"))


def kept(house, page, language):
    """The first page, opened with network, until everything that is kept is on the telephone."""
    page.goto(f"{house.base}/my/{language}/")
    until(lambda: pages_of(page) == sorted([f"/my/{language}/{one}" for one in KEPT] + ["/my/weather"]))
    until(lambda: any(one.endswith(".js") for one in page.evaluate(ADDRESSES)))
    page.context.set_offline(True)


def ask_for_help(page, where):
    leading_on(page, page.locator("button[value=help]").click)
    page.locator("input[value=medical]").check()
    page.locator("#w").fill(where)
    leading_on(page, page.locator("main form button.go").click)
    page.locator("#again").wait_for()


@pytest.fixture
def answers():
    from safeconduct.checkins.models import Answer

    return lambda: Answer._base_manager.count()


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_pages_open_again_without_network_and_an_answer_goes_out_once(house, answers, language):
    before = answers()
    with house.window(language, wide=320) as page:
        kept(house, page, language)
        page.reload()
        expect(page.locator("h1")).to_have_text(load.sentence("start.question").say(language))
        assert page.locator(".sos a[href^='tel:']").count(), "the number to call in danger is there without network"
        ask_for_help(page, "By the river")
        expect(page.locator("h1")).to_have_text(load.sentence("offline.kept").say(language))
        assert page.locator(".sos a[href^='tel:']").count()
        assert not (found := judged(page, lights=("light",))), found
        shoot(page, "my-kept", language, 320)
        (waiting,) = page.evaluate(WAITING)
        assert len(waiting["id"]) == 36 and "medical" in waiting["body"] and answers() == before
        page.context.set_offline(False)
        page.locator(".code b").wait_for()  # it goes out by itself, and the code comes back
        until(lambda: not page.evaluate(WAITING))
    assert answers() == before + 1


def test_two_tabs_and_every_retry_send_one_answer(house, answers):
    before = answers()
    with house.window("en", wide=320) as page:
        kept(house, page, "en")
        page.reload()
        ask_for_help(page, "On the bridge")
        page.evaluate("window.before = true")
        page.locator("main form button.go").click()  # pressed again and again while nothing leaves; the page itself may send again meanwhile
        page.wait_for_function("!window.before && document.readyState === 'complete'")
        page.locator("#again").wait_for()
        (waiting,) = page.evaluate(WAITING)
        other = page.context.new_page()
        other.goto(f"{house.base}/my/en/")
        sent = "(told) => fetch(told.path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: told.body }).then((answer) => answer.status)"
        page.context.set_offline(False)
        assert other.evaluate(sent, waiting) == 200
        other.reload()  # its script asks the worker to send what waits
        page.locator(".code b").wait_for()
        until(lambda: not page.evaluate(WAITING))
        assert other.evaluate(sent, waiting) == 200
    assert answers() == before + 1


def test_an_answer_goes_out_from_any_page_after_its_own_was_closed(house, answers):
    before = answers()
    with house.window("en", wide=320) as page:
        kept(house, page, "en")
        page.reload()
        leading_on(page, page.locator("button[value=safe]").click)
        page.locator("#again").wait_for()
        later = page.context.new_page()
        page.close()
        later.context.set_offline(False)
        later.goto(f"{house.base}/my/en/")
        until(lambda: not later.evaluate(WAITING))
    assert answers() == before + 1


def test_hide_opens_without_network_and_forgets_what_waits(house, answers):
    before = answers()
    with house.window("en", wide=320) as page:
        kept(house, page, "en")
        page.reload()
        ask_for_help(page, "In the red house")
        assert len(page.evaluate(WAITING)) == 1
        page.locator(".hide").click()
        page.get_by_role("heading", name="Weather").wait_for()
        until(lambda: not page.evaluate(WAITING))
        page.context.set_offline(False)
        page.goto(f"{house.base}/my/en/")
        page.wait_for_load_state("networkidle")
    assert answers() == before


def test_nothing_that_shows_or_names_somebody_is_kept(house):
    with house.window("en", wide=320) as page:
        kept(house, page, "en")
        page.context.set_offline(False)
        page.reload()
        leading_on(page, page.locator("button[value=help]").click)
        page.locator("#w").fill("Behind the school")
        leading_on(page, page.locator("main form button.go").click)
        code = page.locator(".code bdi").inner_text()
        leading_on(page, page.get_by_role("button", name=load.sentence("record.who_read").say("en")).click)
        page.goto(f"{house.base}/my/en/code")
        page.goto(f"{house.base}/my/i/no-such-token")
        page.wait_for_load_state("networkidle")
        assert pages_of(page) == sorted([f"/my/en/{one}" for one in KEPT] + ["/my/weather"])
        texts = page.evaluate("caches.open('pages-2').then(async (held) => Promise.all((await held.keys()).map(async (key) => (await held.match(key, { ignoreVary: true })).text())))")
        assert texts and not [text for text in texts if code in text or "school" in text]
        page.context.set_offline(True)
        page.goto(f"{house.base}/my/i/no-such-token")
        expect(page.locator("h1")).to_have_text(load.sentence("start.question").say("en"))

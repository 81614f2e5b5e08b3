"""
"I need help" from a telephone that was never here: 320 px wide, no JavaScript, 50 kbit/s, 800 ms away.

At most three screens and fifteen seconds until a code comes back.
"""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from safeconduct.standards import load
from tests.stories.officers import seated

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
SCREENS, SECONDS = 3, 15.0
BYTES_A_SECOND, FAR = 50_000 / 8, 800


def slowed(page):
    """The network of a bad day."""
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", {"offline": False, "latency": FAR, "downloadThroughput": BYTES_A_SECOND, "uploadThroughput": BYTES_A_SECOND})


@pytest.mark.parametrize("language", ["en", "am", "ar"])
def test_a_cry_for_help_takes_three_screens_and_fifteen_seconds_and_a_code_comes_back(served, browser, language):
    def says(key):
        return load.sentence(key).say(language)

    code, took = asked_for_help(served, browser, language, says)
    assert took <= SECONDS, f"{took:.1f} s"
    with seated(browser, locale=language, java_script_enabled=False, narrow=320) as another:
        another.goto(f"{served.url}/my/")
        another.get_by_role("link", name=says("code.enter")).click()
        another.get_by_label(says("code.enter")).fill(code.lower())
        another.get_by_role("button", name=says("page.send")).click()
        expect(another.locator(".code bdi")).to_have_text(code)
        expect(another.get_by_text(says("status.received"), exact=True)).to_be_visible()


def asked_for_help(served, browser, language, says):
    """A telephone that was never here asks for help; its code, and after how many seconds it had it."""
    with seated(browser, locale=language, java_script_enabled=False, is_mobile=True, has_touch=True, narrow=320) as page:
        screens, fetched = [], []
        page.on("response", lambda response: fetched.append(response.url))
        page.on("domcontentloaded", lambda _: screens.append(page.url))
        slowed(page)
        begun = time.monotonic()
        page.goto(f"{served.url}/my/")
        expect(page.get_by_role("heading", level=1)).to_have_text(says("start.question"))
        assert sideways_of(page) == 0
        page.get_by_role("button", name=says("start.help")).tap()
        expect(page.get_by_role("heading", level=1)).to_have_text(says("help.question"))
        assert sideways_of(page) == 0
        page.get_by_text(says("need.trapped"), exact=True).tap()
        page.get_by_role("button", name=says("page.send")).tap()
        expect(page.locator(".code bdi")).to_be_visible()
        took = time.monotonic() - begun
        code = page.locator(".code bdi").inner_text()
        expect(page.get_by_role("heading", level=1)).to_have_text(says("sent.help"))
        assert sideways_of(page) == 0
        assert len(screens) <= SCREENS and len(fetched) <= SCREENS, fetched
        assert took >= SCREENS * FAR / 1000, "the network of this story is slow"
        assert not page.context.cookies(), "a telephone is asked to keep nothing"
        return code, took


@pytest.mark.parametrize("allowed", [True, False])
def test_the_place_of_the_telephone_is_sent_only_after_a_press_and_without_it_the_request_goes_too(served, browser, allowed):
    def says(key):
        return load.sentence(key).say("en")

    place = {"permissions": ["geolocation"], "geolocation": {"latitude": 18.54321, "longitude": -72.33881, "accuracy": 137}} if allowed else {}
    with seated(browser, locale="en", narrow=320, **place) as page:
        page.goto(f"{served.url}/my/")
        page.get_by_role("button", name=says("start.help")).click()
        expect(page.get_by_role("button", name=says("here.button"))).to_be_visible()
        expect(page.locator("[name=lat]")).to_have_value("")
        expect(page.locator("[name=acc]")).to_have_value("")
        page.get_by_role("button", name=says("here.button")).click()
        expect(page.get_by_role("status")).to_have_text(says("here.added" if allowed else "here.none"))
        expect(page.locator("[name=acc]")).to_have_value("137" if allowed else "")
        page.get_by_role("button", name=says("page.send")).click()
        expect(page.locator(".code bdi")).to_be_visible()
    with seated(browser, locale="en", java_script_enabled=False, narrow=320) as plain:
        plain.goto(f"{served.url}/my/")
        plain.get_by_role("button", name=says("start.help")).click()
        expect(plain.get_by_text(says("where.why"))).to_be_visible()
        expect(plain.get_by_text(says("here.button"))).to_be_hidden()


def sideways_of(page) -> int:
    """How many pixels the page is wider than its window; the question itself needs a script, the page does not."""
    network = page.context.new_cdp_session(page)
    try:
        size = network.send("Page.getLayoutMetrics")
    finally:
        network.detach()
    return round(size["cssContentSize"]["width"] - size["cssLayoutViewport"]["clientWidth"])

"""The five minutes of the README, as written there, in a browser; `make shots` keeps the pictures that the README shows."""

from __future__ import annotations

import base64
import json
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.config.commands.demo import MAKING
from safeconduct.config.demo import alerts
from tests.shared import ROOT
from tests.stories.officers import leading_on
from tests.stories.serving import free_port, running
from tests.web.browse import PATIENCE

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
PEOPLE = 4000  # so many that the second alert reaches more people than one person may write to alone
MADE_WITHIN = 600.0  # seconds for the whole world, on a machine that has much else to do
MOST_BYTES = 120_000
KEPT = os.environ.get("SAFECONDUCT_SHOTS", "")
CODE = re.compile(r"Your code is (\w{3}-\w{4})")


class Walk:
    """Somebody who follows the README."""

    def __init__(self, browser, base, sign_ins, folder):
        self.browser, self.base, self.sign_ins, self.folder = browser, base, sign_ins, folder

    def seated(self, wide, high):
        page = self.browser.new_context(viewport={"width": wide, "height": high}, reduced_motion="reduce").new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    def sign_in(self, who):
        page = self.seated(1280, 800)
        page.goto(self.base)
        page.get_by_label("User name").fill(who)
        page.get_by_label("Password").fill(self.sign_ins[who])
        leading_on(page, lambda: page.keyboard.press("Enter"))
        asked(page, "What waits for me?")
        return page

    def shoot(self, page, name):
        shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 78})
        data = base64.b64decode(shot["data"])
        assert len(data) < MOST_BYTES, f"{name}: {len(data)} bytes"
        (self.folder / f"{name}.webp").write_bytes(data)


@pytest.fixture(scope="module")
def walk(tmp_path_factory, browser):
    data, port = tmp_path_factory.mktemp("walk"), free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT")}
    environment |= {"SAFECONDUCT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings", "PYTHONPATH": str(ROOT / "src")}
    base = f"http://localhost:{port}"
    with running(["serve", "--port", str(port), "--people", str(PEOPLE)], environment, base, data / "server.log") as server:
        _made(data / MAKING, server, data / "server.log")
        sign_ins = json.loads((data / "demo-sign-ins.json").read_text("utf8"))
        folder = Path(KEPT) if KEPT else data
        folder.mkdir(parents=True, exist_ok=True)
        yield Walk(browser, f"{base}/", {name: password for name, password, *_more in sign_ins}, folder)


def _made(note, server, log):
    """The people are put on file while the room is open; the walk begins when the whole world stands."""
    until = time.monotonic() + MADE_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text("utf8")[-3000:]
        if not note.exists():
            return
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf8")[-3000:])


def menu(page, name):
    leading_on(page, page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click)


def follow(page, name):
    """A link, and what it leads to."""
    leading_on(page, page.get_by_role("link", name=name).first.click)


def press(page, name):
    """A button, and what it leads to."""
    leading_on(page, page.get_by_role("button", name=name, exact=True).click)


def asked(page, question):
    expect(page.get_by_role("heading", level=1)).to_have_text(question)


def test_the_five_minutes_of_the_readme(walk):
    duty = walk.sign_in("duty")
    menu(duty, "Crises")
    follow(duty, "Earthquake, southern Haiti")
    follow(duty, "Who is affected?")
    asked(duty, "Who is affected?")
    walk.shoot(duty, "crisis")

    menu(duty, "Hazards")
    follow(duty, "Read alert files…")
    storm = {"name": "storm.xml", "mimeType": "application/xml", "buffer": alerts.fresh("storm-alert.xml", datetime.now(UTC))}
    duty.get_by_label("Alert files").set_input_files(storm)
    press(duty, "Read")
    expect(duty.get_by_role("main")).to_contain_text("accepted")
    follow(duty, "Who is inside?")
    asked(duty, "Who is inside?")
    walk.shoot(duty, "hazard")

    follow(duty, "Write to people inside…")
    expect(duty.get_by_label("Which text?").locator("option:checked")).to_contain_text("storm")
    press(duty, "Show what would happen")
    asked(duty, "Whom would this reach?")
    walk.shoot(duty, "message")
    duty.get_by_label("Our advice says the same as the authority").check()
    duty.get_by_label("I answer for texts that no translator has reviewed").check()
    press(duty, "Let it go")
    expect(duty.get_by_role("main")).to_contain_text("second person")

    head = walk.sign_in("head")
    expect(head.get_by_role("main")).to_contain_text("1 proposal for a second person")
    press(head, "Agree: do it")
    expect(head.get_by_role("main")).to_contain_text("Done.")

    menu(duty, "Outreach")
    follow(duty, "Simulated telephone")
    number = _look_for(duty, "English", "Our advice")
    duty.get_by_label("Answer as this person").fill("2")
    press(duty, "Send")
    code = CODE.search(_until(duty, CODE)).group(1)

    menu(duty, "Cases")
    asked(duty, "Who needs help first?")
    follow(duty, code)
    press(duty, "Take it into my hands")
    duty.get_by_label("Your answer").fill("A car comes to the school at four.")
    press(duty, "Send the answer")
    expect(duty.get_by_role("main")).to_contain_text("answered")
    walk.shoot(duty, "case")

    menu(duty, "Outreach")
    follow(duty, "Simulated telephone")
    follow(duty, number)
    _until(duty, re.compile("A car comes to the school at four."))
    walk.shoot(duty, "telephone")

    phone = walk.seated(320, 640)
    phone.goto(f"{walk.base}my/en/")
    press(phone, "I need help")
    phone.get_by_label("A doctor or medicine").check()
    press(phone, "Send")
    expect(phone.get_by_role("main")).to_contain_text("Your code")
    walk.shoot(phone, "my")


def _look_for(page, language, words):
    """Open the telephones of speakers of a language, the newest text first, until one shows the words; its number."""
    main, until = page.get_by_role("main"), time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        for number in main.get_by_role("listitem").filter(has_text=language).get_by_role("link").all_inner_texts()[:6]:
            there = main.get_by_role("link", name=number)
            if not there.count():  # the list moves on while texts go out
                continue
            leading_on(page, there.first.click)
            expect(main.locator("p.answer")).to_have_text(number)
            if words in main.locator("ol.talk").inner_text():
                return number
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"no telephone shows {words!r}: {main.inner_text()[:600]}")


def _until(page, words):
    """What the telephone says, as soon as the runner of jobs has sent the words."""
    main, until = page.get_by_role("main"), time.monotonic() + 2 * PATIENCE
    while time.monotonic() < until:
        if words.search(said := main.inner_text()):
            return said
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"the telephone does not show {words.pattern!r}: {main.inner_text()[:600]}")

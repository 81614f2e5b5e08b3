"""The five minutes of the README, as written there, in a browser; `make shots` keeps the pictures that the README shows."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from safeconduct.config.commands.demo import MAKING
from safeconduct.config.demo import alerts
from tests.shared import ROOT
from tests.web.browse import chromium

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
PEOPLE = 4000  # so many that the second alert reaches more people than one person may write to alone
MOST_BYTES = 120_000
KEPT = os.environ.get("SAFECONDUCT_SHOTS", "")


class Walk:
    """Somebody who follows the README."""

    def __init__(self, browser, base, sign_ins, folder):
        self.browser, self.base, self.sign_ins, self.folder = browser, base, sign_ins, folder

    def sign_in(self, who):
        page = self.browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce").new_page()
        page.set_default_timeout(20_000)
        page.goto(self.base)
        page.get_by_label("User name").fill(who)
        page.get_by_label("Password").fill(self.sign_ins[who])
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("What waits for me?")
        return page

    def shoot(self, page, name):
        shot = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 78})
        data = base64.b64decode(shot["data"])
        assert len(data) < MOST_BYTES, f"{name}: {len(data)} bytes"
        (self.folder / f"{name}.webp").write_bytes(data)


@pytest.fixture(scope="module")
def walk(tmp_path_factory):
    data = tmp_path_factory.mktemp("walk")
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT")}
    environment |= {"SAFECONDUCT_DATA": str(data), "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings", "PYTHONPATH": str(ROOT / "src")}
    with (data / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "safeconduct.config.cli", "serve", "--port", str(port), "--people", str(PEOPLE)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True)
        try:
            _wait(f"http://localhost:{port}/health/", server, data / "server.log")
            _made(data / MAKING, server, data / "server.log")
            sign_ins = json.loads((data / "demo-sign-ins.json").read_text("utf8"))
            folder = Path(KEPT) if KEPT else data
            folder.mkdir(parents=True, exist_ok=True)
            with chromium() as browser:
                yield Walk(browser, f"http://localhost:{port}/", {name: password for name, password, *_more in sign_ins}, folder)
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(20)


def _wait(address, server, log):
    for _ in range(1200):
        assert server.poll() is None, log.read_text("utf8")[-3000:]
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text("utf8")[-3000:])


def _made(note, server, log):
    """The people are put on file while the room is open; the walk begins when the whole world stands."""
    for _ in range(1200):
        assert server.poll() is None, log.read_text("utf8")[-3000:]
        if not note.exists():
            return
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf8")[-3000:])


def menu(page, name):
    page.get_by_role("navigation").get_by_role("link", name=name, exact=True).first.click()


def asked(page, question):
    expect(page.get_by_role("heading", level=1)).to_have_text(question)


def test_the_five_minutes_of_the_readme(walk):
    duty = walk.sign_in("duty")
    menu(duty, "Crises")
    duty.get_by_role("link", name="Earthquake, southern Haiti").first.click()
    duty.get_by_role("link", name="Who is affected?").click()
    asked(duty, "Who is affected?")
    walk.shoot(duty, "crisis")

    menu(duty, "Hazards")
    duty.get_by_role("link", name="Read alert files…").click()
    storm = {"name": "storm.xml", "mimeType": "application/xml", "buffer": alerts.fresh("storm-alert.xml", datetime.now(UTC))}
    duty.get_by_label("Alert files").set_input_files(storm)
    duty.get_by_role("button", name="Read", exact=True).click()
    expect(duty.get_by_role("main")).to_contain_text("accepted")
    duty.get_by_role("link", name="Who is inside?").first.click()
    asked(duty, "Who is inside?")
    walk.shoot(duty, "hazard")

    duty.get_by_role("link", name="Write to people inside…").click()
    expect(duty.get_by_label("Which text?").locator("option:checked")).to_contain_text("storm")
    duty.get_by_role("button", name="Show what would happen").click()
    asked(duty, "Whom would this reach?")
    walk.shoot(duty, "message")
    duty.get_by_label("Our advice says the same as the authority").check()
    duty.get_by_label("I answer for texts that no translator has reviewed").check()
    duty.get_by_role("button", name="Let it go").click()
    expect(duty.get_by_role("main")).to_contain_text("second person")

    head = walk.sign_in("head")
    expect(head.get_by_role("main")).to_contain_text("1 proposal for a second person")
    head.get_by_role("button", name="Agree: do it").click()
    expect(head.get_by_role("main")).to_contain_text("Done.")

    menu(duty, "Outreach")
    duty.get_by_role("link", name="Simulated telephone").click()
    _look_for(duty, "English", "Our advice")
    number = duty.get_by_role("main").locator("bdi").first.inner_text()
    duty.get_by_label("Answer as this person").fill("2")
    duty.get_by_role("button", name="Send").click()
    _until(duty, "Your code is")

    menu(duty, "Cases")
    asked(duty, "Who needs help first?")
    duty.locator("tr", has_text="0 minutes").get_by_role("link").first.click()
    duty.get_by_role("button", name="Take it into my hands").click()
    duty.get_by_label("Your answer").fill("A car comes to the school at four.")
    duty.get_by_role("button", name="Send the answer").click()
    expect(duty.get_by_role("main")).to_contain_text("answered")
    walk.shoot(duty, "case")

    menu(duty, "Outreach")
    duty.get_by_role("link", name="Simulated telephone").click()
    duty.get_by_role("link", name=number).first.click()
    _until(duty, "A car comes to the school at four.")
    walk.shoot(duty, "telephone")

    phone = walk.browser.new_context(viewport={"width": 320, "height": 640}).new_page()
    phone.goto(f"{walk.base}my/en/")
    phone.get_by_role("button", name="I need help").click()
    phone.get_by_label("A doctor or medicine").check()
    phone.get_by_role("button", name="Send").click()
    expect(phone.get_by_role("main")).to_contain_text("Your code")
    walk.shoot(phone, "my")


def _look_for(page, language, words):
    """Open the telephones of speakers of a language, the newest text first, until one shows the words."""
    main = page.get_by_role("main")
    for _ in range(20):
        for number in main.get_by_role("listitem").filter(has_text=language).get_by_role("link").all_inner_texts()[:6]:
            there = main.get_by_role("link", name=number)
            if there.count():  # the list moves on while texts go out
                there.click()
            if words in main.inner_text():
                return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"no telephone shows {words!r}: {main.inner_text()[:600]}")


def _until(page, words):
    """The telephone shows it as soon as the runner of jobs has sent it."""
    for _ in range(30):
        if words in page.get_by_role("main").inner_text():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"the telephone does not show {words!r}: {page.get_by_role('main').inner_text()[:600]}")

"""People before a browser: they press and type what a page shows, by the words of the page's language."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from babel.messages.pofile import read_po
from playwright.sync_api import Browser, FileChooser, Locator, Page, TimeoutError, expect

from tests.shared import ROOT
from tests.web.browse import PATIENCE

OWN = {"ar": "العربية", "fr": "Français"}


def words(language: str) -> Callable[[str], str]:
    """What the operations room says for an English text: from the catalogue of the language, English where it has none."""
    path = ROOT / "src" / "safeconduct" / "locale" / language / "LC_MESSAGES" / "django.po"
    if not path.exists():
        return lambda text: text
    with path.open("rb") as file:
        held = {message.id: message.string for message in read_po(file, locale=language) if isinstance(message.id, str)}
    return lambda text: held.get(text) or text


@contextmanager
def seated(browser: Browser, narrow: int = 1280, **more) -> Iterator[Page]:
    """Somebody before a browser of their own; what the console said is kept in ``page.said`` (not that a form was answered by 422)."""
    context = browser.new_context(viewport={"width": narrow, "height": 900}, reduced_motion="reduce", **more)
    context.set_default_timeout(PATIENCE * 1000)
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text) if message.type in ("error", "warning") and "422" not in message.text else None)
    page.on("pageerror", lambda error: page.said.append(str(error)))
    page.on("filechooser", lambda _choosing: None)  # heard from the start: switched on only at the press, the first press may come before it
    try:
        yield page
    finally:
        context.close()


def by_hand_no_more(page: Page) -> None:
    """From now on no address is typed, nothing is called behind the page: only what is visible is pressed."""

    def refused(*_args, **_more):
        raise AssertionError("a story presses what is visible; it types no address and calls nothing behind the page")

    page.goto = page.reload = page.go_back = page.go_forward = page.set_content = refused
    for name in ("get", "post", "put", "patch", "delete", "fetch"):
        setattr(page.request, name, refused)


def leading_on(page: Page, press: Callable[[], object]) -> None:
    """Press something that leads on, and be there: what is read next is of the new page, which is whole."""
    with page.expect_navigation():
        press()


def choosing(page: Page, press: Callable[[], object]) -> FileChooser:
    """The chooser that a press on a file field opens: who sees none within ten seconds presses again."""
    for _ in range(3):
        try:
            with page.expect_file_chooser(timeout=10_000) as opened:
                press()
            return opened.value
        except TimeoutError:
            continue
    raise AssertionError("the file field opens no chooser")


class Officer:
    """Somebody who signs in, and then only presses what the page shows, by the words of the page's language."""

    def __init__(self, page, language):
        self.page, self.say = page, words(language)

    def sign_in(self, served, username, language):
        self.page.goto(served.url)
        if language != "en":
            self.page.locator("summary").filter(has_text="English").click()
            self.follow(self.page.get_by_role("button", name=OWN[language]))
        expect(self.page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
        self.page.get_by_label(self.say("User name")).fill(username)
        self.page.get_by_label(self.say("Password")).fill(served.passwords[username])
        self.press("Sign in")
        self.asked("What waits for me?")
        by_hand_no_more(self.page)

    def asked(self, question):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(self.say(question))

    def go(self, name):
        self.follow(self.page.get_by_role("link", name=self.say(name), exact=True).first)

    def follow(self, what: Locator):
        """Press something that leads on, and be there."""
        leading_on(self.page, what.click)

    def menu(self, name):
        self.follow(self.page.get_by_role("navigation", name=self.say("Phases")).get_by_role("link", name=self.say(name), exact=True).last)

    def tab(self, name):
        """Another part of a list: its name stands beside its number."""
        self.follow(self.page.get_by_role("navigation", name=self.say("Parts of this list")).get_by_role("link", name=self.say(name)))

    def press(self, name):
        self.follow(self.page.get_by_role("button", name=self.say(name), exact=True).first)

    def field(self, label):
        return self.page.get_by_label(self.say(label), exact=True)

    def drop(self, file):
        self.menu("Hazards")
        self.asked("What threatens now?")
        self.go("Read alert files…")
        choosing(self.page, self.page.locator("input[type=file]").click).set_files(file)
        self.press("Read")
        expect(self.page.locator("#came")).to_be_visible()

    def telephone(self, number):
        self.menu("Outreach")
        self.go("Simulated telephone")
        self.asked("What does the telephone show?")
        there = self.page.get_by_role("link", name=number)
        if not there.count():
            return False
        self.follow(there)
        expect(self.page.locator("p.answer")).to_have_text(number)
        return True

    def shows(self, number, text):
        """Look at the telephone until the text (or what its pattern says) is there, as soon as the runner of jobs has sent it; what it says."""
        until = time.monotonic() + 2 * PATIENCE
        found = self.page.locator("ol.talk li:not(.in) p").filter(has_text=text)
        while time.monotonic() < until:
            if self.telephone(number) and found.count():
                return found.last.inner_text()
            self.page.wait_for_timeout(300)
        raise AssertionError(f"{number} shows nothing of {text}: {self.page.locator('main').inner_text()}")

    def reply(self, text):
        self.field("Answer as this person").fill(text)
        self.press("Send")
        expect(self.page.locator("ol.talk li.in p").last).to_contain_text(text)

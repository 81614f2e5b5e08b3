"""The main tasks by keyboard alone: sign in, drop an alert in, let a message go, ask for help, answer a case. Only Tab, Enter, Space and the arrows, and typing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from safeconduct.standards import load
from tests.stories.officers import by_hand_no_more, choosing, leading_on, seated
from tests.stories.serving import alert

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
MOST_STEPS = 120
SAYS = {one.key: one.say("en") for one in load.sentences() if not one.placeholders}
HERE = r"""() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const named = (at.getAttribute("aria-labelledby") || "").split(" ").map((id) => document.getElementById(id)?.textContent || "").join(" ");
  const labels = [...(at.labels || [])].map((label) => label.textContent).join(" ");
  const name = at.getAttribute("aria-label") || named.trim() || labels || at.textContent || "";
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const ring = style.outlineStyle !== "none" || style.boxShadow !== "none" || at.type === "file";
  return {name: name.replace(/\s+/g, " ").trim(), tag: at.localName, seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight, ring};
}"""


class Keys:
    """Somebody with a keyboard and no pointer."""

    def __init__(self, page):
        self.page, self.lost = page, []

    def enter(self):
        self.press("Enter")

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def to(self, name, tag=""):
        """Tab on until the focus stands on what has this name; where it stood is seen at every step."""
        passed = []
        for _ in range(MOST_STEPS):
            self.press("Tab")
            here = self.page.evaluate(HERE)
            if here is None:
                continue
            passed.append(here["name"][:40])
            if not here["seen"] or not here["ring"]:
                self.lost.append((self.page.url, here))
            if here["name"].startswith(name) and tag in ("", here["tag"]):
                return here
        raise AssertionError(f"no way by Tab to {name!r} on {self.page.url}; passed {passed}")

    def follow(self, name, tag="a"):
        """Go to a link or button and press Enter; the next page is there."""
        self.to(name, tag)
        leading_on(self.page, self.enter)

    def fill(self, label, text):
        self.to(label)
        self.page.keyboard.type(text)

    def tick(self, label):
        self.to(label, "input")
        self.press("Space")

    def choose(self, label, text):
        """Arrow down a list until it shows this."""
        self.to(label, "select")
        for _ in range(40):
            shown = self.page.evaluate("document.activeElement.selectedOptions[0].text")
            if text in shown:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{label} has no {text}")

    def asked(self, question):
        expect(self.page.get_by_role("heading", level=1)).to_have_text(question)

    def skip_to_the_answer(self):
        self.to("To the answer", "a")
        self.press("Enter")
        expect(self.page.locator("main")).to_be_focused()


def sign_in(keys, served, username):
    keys.page.goto(served.url)
    expect(keys.page.get_by_label("User name")).to_be_focused()
    keys.page.keyboard.type(username)
    keys.fill("Password", served.passwords[username])
    leading_on(keys.page, keys.enter)
    keys.asked("What waits for me?")
    by_hand_no_more(keys.page)


def drop(keys):
    keys.follow("Hazards")
    keys.skip_to_the_answer()
    keys.follow("Read alert files…")
    keys.skip_to_the_answer()
    keys.to("Alert files", "input")
    choosing(keys.page, keys.enter).set_files(alert("by-keyboard", "Earthquake by keyboard"))
    keys.follow("Read", "button")
    keys.skip_to_the_answer()
    keys.follow("Who is inside?")
    keys.asked("Who is inside?")


def release(keys, head):
    keys.skip_to_the_answer()
    keys.follow("Write to people inside…")
    keys.skip_to_the_answer()
    keys.choose("Which text?", "earthquake")
    keys.follow("Show what would happen", "button")
    keys.skip_to_the_answer()
    keys.tick("Our advice says the same as the authority")
    keys.tick("I answer for texts that no translator has reviewed")
    keys.follow("Let it go", "button")
    expect(keys.page.get_by_text("You proposed this; somebody else must agree.")).to_be_visible()
    head.to("Officer head", "summary")
    head.press("Enter")
    head.follow("What waits for me?")
    head.skip_to_the_answer()
    head.follow("Agree: do it", "button")
    expect(head.page.get_by_role("button", name="Agree: do it")).to_have_count(0)
    keys.follow("Outreach")
    keys.skip_to_the_answer()
    keys.follow("Embassy of Utopia")
    keys.asked("Did it arrive?")


def ask_for_help(keys, served):
    """Somebody comes through the open door and says how to be answered; the code."""
    keys.page.goto(f"{served.url}/my/en/")
    keys.follow(SAYS["start.help"], "button")
    keys.tick(SAYS["need.medical"])
    keys.follow(SAYS["page.send"], "button")
    code = keys.page.locator(".code bdi").inner_text()
    keys.to(SAYS["answer.call"], "input")
    keys.press("ArrowDown")
    expect(keys.page.get_by_label(SAYS["answer.write"])).to_be_checked()
    keys.fill(SAYS["answer.phone"], "+999550077001")
    keys.follow(SAYS["page.send"], "button")
    return code


def answer(keys, code):
    keys.follow("Cases")
    keys.skip_to_the_answer()
    keys.follow(code)
    keys.asked("What does this person need?")
    keys.skip_to_the_answer()
    keys.follow("Take it into my hands", "button")
    keys.skip_to_the_answer()
    keys.fill("Your answer", "A doctor calls you within the hour.")
    keys.follow("Send the answer", "button")
    expect(keys.page.locator("ol.log")).to_contain_text("A doctor calls you within the hour.")
    keys.skip_to_the_answer()
    keys.to("Close the case", "summary")
    keys.press("Enter")
    keys.choose("How did it end?", "Help came")
    keys.follow("Close", "button")
    expect(keys.page.get_by_text("Send the answer")).to_have_count(0)


def test_the_main_tasks_need_no_pointer(served, browser):
    with seated(browser) as one, seated(browser) as two, seated(browser) as three:
        officer, head, person = Keys(one), Keys(two), Keys(three)
        sign_in(officer, served, "duty")
        sign_in(head, served, "head")
        drop(officer)
        release(officer, head)
        code = ask_for_help(person, served)
        answer(officer, code)
        assert not one.said and not two.said and not three.said
        assert not officer.lost and not head.lost and not person.lost, "where the focus stands is seen at every step"

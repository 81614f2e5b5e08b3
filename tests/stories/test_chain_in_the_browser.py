"""
The whole chain as people do it: signed in, an alert dropped in, a message released by two, an SMS, the reply 2, a case, an answer.

By pointer and keyboard on what is visible: after the sign-in no address is typed and nothing is called behind the page.
"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from safeconduct.kernel.ids import ALPHABET
from safeconduct.standards import load
from tests.stories.officers import Officer, seated
from tests.stories.serving import alert
from tests.stories.small import NEAR, WATCHED

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
CODE = re.compile(rf"\b[{ALPHABET}]{{3}}-[{ALPHABET}]{{4}}\b")
# the language of the pages, of the person, and what the officer answers
STORIES = [("en", "am", "Earthquake at the port", "እርዳታ እየመጣ ነው።"), ("ar", "ne", "Earthquake at the market", "सहयोग आउँदैछ।")]


def who_is_inside(officer, name):
    officer.drop(alert(name.lower().replace(" ", "-"), name))
    officer.go("Who is inside?")
    officer.asked("Who is inside?")
    expect(officer.page.locator("p.answer")).to_contain_text(str(NEAR))
    worst = officer.page.locator("section[aria-labelledby=bands] table tbody tr").first
    expect(worst).to_contain_text(str(NEAR))
    expect(officer.page.locator("blockquote")).to_contain_text("Stay in the open.")


def write_to_them(officer):
    """Draft from an approved template; it waits for a second person, and nothing has left."""
    officer.go("Write to people inside…")
    officer.asked("What do we say to the people inside?")
    field = officer.field("Which text?")
    field.select_option(label=field.locator("option").filter(has_text="earthquake").inner_text())
    officer.press("Show what would happen")
    officer.asked("Whom would this reach?")
    expect(officer.page.locator("p.answer")).to_contain_text(str(NEAR))
    officer.press("Let it go")
    expect(officer.page.get_by_role("alert")).to_be_focused()  # the authority spoke: say how our advice stands to it
    officer.field("Our advice says the same as the authority").check()
    officer.field("I answer for texts that no translator has reviewed").check()
    officer.press("Let it go")
    expect(officer.page.get_by_text(officer.say("You proposed this; somebody else must agree."))).to_be_visible()


def agree(head):
    head.page.locator("summary").filter(has_text="Officer head").click()
    head.go("What waits for me?")
    head.press("Agree: do it")
    head.asked("What waits for me?")
    expect(head.page.get_by_role("button", name=head.say("Agree: do it"))).to_have_count(0)


def the_case(officer, number):
    """From the receipt on the telephone, which carries the code, to the queue, with its class and why, and into the case; its code."""
    code = CODE.search(officer.shows(number, CODE)).group()
    officer.menu("Cases")
    officer.asked("Who needs help first?")
    row = officer.page.locator("#cases tbody tr").filter(has_text=code)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(officer.say("received, not read"))
    expect(row).to_contain_text(re.compile(r"T\d\??"))
    expect(row).to_contain_text(re.compile(r"\([A-Z]+[\w.-]*\)"))  # the rule that gave the class, by name and number
    expect(row.get_by_role("link")).to_have_text(code)
    officer.follow(row.get_by_role("link"))
    officer.asked("What does this person need?")
    expect(officer.page.locator("p.asof").first).to_contain_text(officer.say("Why this class:"))
    return code


@pytest.mark.parametrize(("language", "spoken", "name", "answer"), STORIES, ids=["en", "ar"])
def test_from_an_alert_to_knowing_whether_help_came(served, browser, language, spoken, name, answer):
    person, number = WATCHED[spoken]
    with seated(browser) as page, seated(browser) as other:
        officer, head = Officer(page, language), Officer(other, language)
        officer.sign_in(served, "duty", language)
        head.sign_in(served, "head", language)
        who_is_inside(officer, name)
        write_to_them(officer)
        agree(head)
        officer.shows(number, "Embassy of Utopia")
        officer.reply("2")
        code = the_case(officer, number)
        expect(page.get_by_text(person)).to_be_visible()
        officer.press("Take it into my hands")
        officer.field("Your answer").fill(answer)
        officer.press("Send the answer")
        expect(page.locator("ol.log")).to_contain_text(answer)
        officer.shows(number, answer)
        officer.menu("Cases")
        officer.follow(page.get_by_role("link", name=code))
        page.locator("summary").filter(has_text=officer.say("Close the case")).click()
        officer.field("How did it end?").select_option(label=officer.say("Help came"))
        officer.press("Close")
        expect(page.locator("p.asof").first).to_contain_text(officer.say("The person was asked."))
        officer.shows(number, load.sentence("sms.did_help_come").say(spoken))
        officer.reply("1")
        officer.menu("Cases")
        officer.tab("closed")
        expect(page.locator("#cases tbody tr").filter(has_text=code)).to_contain_text(officer.say("The person says yes."))
        assert not page.said and not other.said

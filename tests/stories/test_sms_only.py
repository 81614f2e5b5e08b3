"""
A person with neither e-mail nor browser: an alert, a question in Amharic, the reply 2, a case, an answer, all by SMS.

The telephone hangs on a gateway that listens on this machine: texts and reports go over real connections in both directions.
"""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from safeconduct.standards import load
from tests.simulators.sms import gateway
from tests.stories import serving
from tests.stories.officers import Officer, seated
from tests.stories.small import WATCHED
from tests.web.browse import PATIENCE

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]
NEAR, SECRET, CRISIS = 12, "word of the gateway", "Earthquake in Ouest"
ANSWER = "እርዳታ ከሰዓት በፊት ይደርሳል።"


class Telephone:
    """A telephone of the person: what arrived, and what they type."""

    def __init__(self, there, url, number):
        self.there, self.url, self.number, self.sent = there, url, number, 0

    def waits_for(self, part, seconds=2 * PATIENCE):
        """The first text that holds this, as soon as it is there."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = [text for text in self.there.to(self.number) if part in text]
            if found:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"{self.number} got {self.there.to(self.number)}, nothing of {part}")

    def types(self, text):
        self.sent += 1
        values = {"from": self.number, "text": text, "id": f"in-{self.sent}"}
        assert self.there.call_back(f"{self.url}/messaging/gateway/sms/inbound", values, {"X-Secret": SECRET}) == 200


@pytest.fixture(scope="module")
def there():
    with gateway() as one:
        yield one


@pytest.fixture(scope="module")
def post(there, tmp_path_factory):
    with serving.served(tmp_path_factory.mktemp("sms") / "data", near=NEAR, channels={"sms": there.settings(secret=SECRET, timeout=PATIENCE)}) as address:
        yield address


def a_crisis_with_its_question(officer):
    """The head of post opens a crisis around the alert and asks everybody inside."""
    officer.drop(serving.alert("quake", "Earthquake in Ouest"))
    officer.go("Who is inside?")
    officer.field("Until").fill("2099-01-31")
    officer.field("Data officer").fill("dpo@example.org")
    officer.field("What it is called").fill(CRISIS)
    officer.press("Open a crisis")
    officer.menu("Accounting")
    officer.asked("Whom are we asking?")
    officer.follow(officer.page.get_by_role("link", name=f"Ask people in {CRISIS}…"))
    officer.asked("Whom do we ask: are you safe?")
    officer.field("I answer for texts that no translator has reviewed").check()
    officer.press("Ask them")
    officer.asked("Who is not yet accounted for?")


def test_alert_question_in_amharic_reply_2_case_and_answer_by_sms(post, there, browser):
    name, number = WATCHED["am"]
    phone = Telephone(there, post.url, number)
    with seated(browser) as page, seated(browser) as other:
        head, officer = Officer(page, "en"), Officer(other, "en")
        head.sign_in(post, "head", "en")
        a_crisis_with_its_question(head)
        asked = phone.waits_for("Embassy of Utopia")
        assert load.sentence("sms.ask").say("am", office="Embassy of Utopia") in asked and name not in asked
        assert load.sentence("start.never_ask").say("am") in asked
        phone.types("2")
        officer.sign_in(post, "duty", "en")
        officer.menu("Cases")
        row = other.locator("#cases tbody tr")
        expect(row).to_have_count(1)
        expect(row).to_contain_text("SMS")
        code = row.get_by_role("link").inner_text()
        assert name not in phone.waits_for(code), "the receipt carries the code and no name"
        officer.follow(row.get_by_role("link"))
        officer.field("Your answer").fill(ANSWER)
        officer.press("Send the answer")
        answered = phone.waits_for(ANSWER)
        assert name not in answered
        other.locator("summary").filter(has_text="Close the case").click()
        officer.field("How did it end?").select_option(label="Help came")
        officer.press("Close")
        phone.waits_for(load.sentence("sms.did_help_come").say("am"))
        phone.types("1")
        officer.menu("Cases")
        officer.tab("closed")
        expect(other.locator("#cases tbody tr").filter(has_text=code)).to_contain_text("The person says yes.")
        officer.menu("Accounting")
        officer.follow(other.get_by_role("link", name=CRISIS, exact=True).last)
        expect(other.locator("p.answer")).to_contain_text(str(NEAR))
        assert not page.said and not other.said
    assert len(there.to(number)) == 4, "a question, a receipt, an answer, a question whether help came; nothing twice"

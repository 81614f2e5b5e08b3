"""What an answer means, why somebody is not yet accounted for, what a warden may hold. Pure."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal
from safeconduct.standards import load

SAID = ("safe_staying", "safe", "needs_assistance", "wants_to_leave", "left", "declined")
STATE_OF = {
    "safe_staying": "safe_staying",
    "safe": "safe_staying",
    "needs_assistance": "needs_assistance",
    "wants_to_leave": "wants_to_leave",
    "left": "departed",
    "declined": "safe_staying",
}
ACCOUNTED = ("safe_staying", "needs_assistance", "wants_to_leave", "assisted", "relocated", "departed", "arrived", "handed_over")
CHANNELS = ("sms", "email")  # by which the question goes out
NEVER_FIRST = ("only_when_i_write", "code")  # ways of answering by which somebody told us not to begin
SILENT = ("no_answer", "not_delivered")  # of whom we have heard nothing, though there may be a safe way
ASK_AGAIN_HOURS = 12  # from one asking to the next, so that nobody is pressed and a battery lasts
LONGEST_STAY = timedelta(days=730)  # who stays longer says so again
REASONS = ("no_contact", "not_safe", "not_delivered", "no_answer", "by_another")


class CampaignOver(Refusal):
    """The link or code ended with its campaign."""

    text = _("This page has ended. You can always say how you are on the first page.")


class NotSaid(Refusal):
    """An answer that is none."""

    text = _("%(said)s is not an answer that we know.")


class NotADay(Refusal):
    """A last day that is over, or further away than anybody plans."""

    text = _("Write a day from today on, within two years.")


class NoDuty(Refusal):
    """A warden without a signed duty."""

    text = _("This warden has not signed the duty to keep names, or it has lapsed.")


class NotAWarden(Refusal):
    """A warden was to be tied to an account that is no warden's."""

    text = _("This account does not hold the role of a warden in your organisation, or holds another role too and would see more than the own list.")


class NobodyToCall(Refusal):
    """A call list with nobody on it."""

    text = _("There is nobody whom this warden may call now.")


class TooSoon(Refusal):
    """Asked again before the interval is over."""

    text = _("They were asked less than %(hours)s hours ago. Ask again later, or call those who are not safe to write to.")


class NobodyToAsk(Refusal):
    """Nobody who is silent can be written to safely."""

    text = _("There is nobody now who has not answered and whom it is safe to write to.")


def check_ask_again(last: datetime | None, at: datetime) -> None:
    """Refuse ``TooSoon``."""
    if last is not None and at < last + timedelta(hours=ASK_AGAIN_HOURS):
        raise TooSoon(hours=ASK_AGAIN_HOURS)


def check_said(said: str) -> None:
    """Refuse ``NotSaid``."""
    if said not in SAID:
        raise NotSaid(said=said)


def check_until(until: date | None, *, today: date) -> None:
    """Refuse ``NotADay``. No day at all is an answer; a day may be over already where the telephone is, so yesterday counts."""
    if until is not None and not today - timedelta(days=1) <= until <= today + LONGEST_STAY:
        raise NotADay()


def state_after(*, said: str, by: str, before: str) -> tuple[str, str]:
    """
    The standing after an answer, and the reason where the person is not yet accounted for.

    An answer by somebody else that all is well, or that the person has left, does not account for the person: it stands as *answered by another*. A request
    for help counts whoever brings it. What is known further on (departed, arrived …) is not set back by a later "safe".
    """
    if by == "another" and STATE_OF[said] in ("safe_staying", "departed"):
        return ("not_yet", "by_another") if before in ("not_yet", "") else (before, "")
    state = STATE_OF[said]
    if before in ("departed", "arrived", "handed_over") and state == "safe_staying":
        return before, ""
    return state, ""


def reason(*, contacts: int, safe_contacts: int, delivered: bool, handed_over: bool, answered_by_another: bool) -> str:
    """Why somebody is not yet accounted for: one reason, the first that holds."""
    if answered_by_another:
        return "by_another"
    if contacts == 0:
        return "no_contact"
    if safe_contacts == 0:
        return "not_safe"
    return "no_answer" if delivered else "not_delivered"


def may_hold_list(*, signed_on: date | None, signed_until: date | None, today: date) -> bool:
    """Whether a warden's signed duty holds today."""
    return signed_on is not None and signed_on <= today and (signed_until is None or today <= signed_until)


def may_be_on_list(*, protected: bool, declined: bool, may_call: bool) -> bool:
    """Nobody under a protection regime, nobody who declined, nobody whom it is not safe to call."""
    return not protected and not declined and may_call


def newer(at: datetime, before: datetime | None) -> bool:
    """Whether an answer is newer than what stands; answers may arrive in any order."""
    return before is None or at >= before


def numbers_in_words(numbers: list[tuple[str, str]], language: str) -> str:
    """The numbers to dial in an emergency as one phrase, at most two; empty where none is known."""
    parts = [load.sentence(f"danger.{kind}").say(language, number=number) for kind, number in numbers if kind in ("all", "ambulance", "police", "fire")]
    if len(parts) < 2:
        return parts[0] if parts else ""
    return load.sentence("danger.or").say(language, first=parts[0], second=parts[1])

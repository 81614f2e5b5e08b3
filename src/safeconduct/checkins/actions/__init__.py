"""Verbs of check-ins."""

from safeconduct.checkins.actions.answering import answer, come_forward
from safeconduct.checkins.actions.asking import ask_again, ask_people, end_campaign, start_campaign
from safeconduct.checkins.actions.calling import appoint_warden, make_call_list, record_call
from safeconduct.checkins.actions.forgetting import empty_lists, forget, forget_lists, to_forget
from safeconduct.checkins.actions.receipts import say_how, take_back
from safeconduct.checkins.actions.registering import register_self

__all__ = [
    "answer", "appoint_warden", "ask_again", "ask_people", "come_forward", "empty_lists", "end_campaign", "forget", "forget_lists", "make_call_list", "record_call",
    "register_self", "say_how",
    "start_campaign", "take_back", "to_forget",
]  # fmt: skip

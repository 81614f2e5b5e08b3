"""What check-ins show."""

from safeconduct.checkins.queries.accounting import (
    Again,
    Count,
    NotYet,
    again,
    asked_last,
    counts,
    in_group,
    many_from_one_source,
    not_yet,
    silent,
    standing_of,
)
from safeconduct.checkins.queries.asks import (
    AskCard,
    answer_behind,
    any_campaign,
    ask_by_code,
    ask_by_token,
    campaign,
    campaigns,
    code_of_answer,
    latest_answers,
    readers_of_answer,
    running_campaign,
)  # fmt: skip
from safeconduct.checkins.queries.calling import ListCard, accounts, call_list, call_lists, wardens

__all__ = [
    "Again", "AskCard", "ListCard", "again", "asked_last", "silent", "call_list", "call_lists", "accounts", "wardens", "Count", "NotYet", "answer_behind", "any_campaign", "code_of_answer", "readers_of_answer", "ask_by_code", "ask_by_token", "campaign", "campaigns", "counts", "in_group", "latest_answers", "many_from_one_source", "not_yet", "running_campaign", "standing_of",
]  # fmt: skip

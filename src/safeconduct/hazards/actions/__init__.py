"""Verbs of hazards: take an alert in, join what is one, watch feeds, judge what was triggered."""

from safeconduct.hazards.actions.assessing import AlreadyJudged, NoConclusion, close_assessment, end_past, open_assessment
from safeconduct.hazards.actions.feeding import NotAnAddress, TooOften, keep_receipt, put_feed, stop_feed
from safeconduct.hazards.actions.intake import MOST_BYTES, Taken, drop_folder, take_in
from safeconduct.hazards.actions.joining import bind, join
from safeconduct.hazards.actions.receiving import receive, source_of

__all__ = [
    "AlreadyJudged", "NoConclusion", "MOST_BYTES", "NotAnAddress", "Taken", "TooOften", "bind", "close_assessment", "drop_folder", "end_past", "join", "keep_receipt", "open_assessment", "put_feed", "receive", "source_of", "stop_feed", "take_in",
]  # fmt: skip

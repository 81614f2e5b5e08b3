"""The verbs of messaging. `say` writes to one person, `alarm` and `tell_officer` to an office telephone; `draft_message` and `release` to many."""

from safeconduct.messaging.actions.composing import approve_template, draft_correction, draft_message, load_shipped, review_text, write_template, write_text
from safeconduct.messaging.actions.forgetting import deliveries_to_forget, forget_texts, inbound_to_forget, messages_to_forget
from safeconduct.messaging.actions.hearing import allow_again, handle_inbound, receive_inbound
from safeconduct.messaging.actions.moving import claim, expire, fill, finish, hand_over, move_on, record_called, report_delivery, report_many
from safeconduct.messaging.actions.naming import drop_audience, save_audience
from safeconduct.messaging.actions.releasing import decline_release, release, withdraw_message
from safeconduct.messaging.actions.speaking import alarm, say, tell_officer

__all__ = [
    "alarm", "allow_again", "approve_template", "claim", "decline_release", "deliveries_to_forget", "draft_correction", "draft_message", "drop_audience", "expire", "fill", "finish", "forget_texts", "hand_over", "handle_inbound",
    "inbound_to_forget", "load_shipped", "messages_to_forget",
    "move_on", "receive_inbound", "record_called", "release", "report_delivery", "report_many", "review_text", "save_audience", "say", "tell_officer", "withdraw_message", "write_template", "write_text",
]  # fmt: skip

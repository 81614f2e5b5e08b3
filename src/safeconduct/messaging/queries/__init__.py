"""What messaging shows: audiences in numbers, messages and how their deliveries stand, templates, what came in."""

from safeconduct.messaging.queries.audience import Planned, Preview, Resolved, audience, plan, preview, resolve, who
from safeconduct.messaging.queries.holding import asked_since, question_behind
from safeconduct.messaging.queries.inbox import InboundCard, inbound, inbox, inbox_count
from safeconduct.messaging.queries.kept import AudienceCard, kept_audience, kept_audiences
from safeconduct.messaging.queries.messages import (
    CallLine,
    DeliveryCard,
    MessageCard,
    StateCounts,
    calls,
    counts_of,
    deliveries_of,
    hazard_choices,
    message,
    messages,
    proposal_ended,
    row_of,
    sent_about,
    states_in,
    states_of,
)  # fmt: skip
from safeconduct.messaging.queries.templates import TemplateCard, approved, template, templates

__all__ = [
    "AudienceCard", "CallLine", "DeliveryCard", "InboundCard", "MessageCard", "Planned", "Preview", "Resolved", "StateCounts", "TemplateCard", "approved", "asked_since", "audience", "calls", "counts_of",
    "deliveries_of", "hazard_choices", "inbound", "inbox", "inbox_count", "kept_audience", "kept_audiences", "message", "messages", "plan", "preview", "proposal_ended", "question_behind", "resolve", "row_of", "sent_about", "states_in", "states_of", "template",
    "templates", "who",
]  # fmt: skip

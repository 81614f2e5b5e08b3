"""
A plan that a post has today, a Word document or a PDF, brought in as a draft.

`read` gives its blocks, `propose` what each may become and why, `confirm` makes a draft of what a person decided and lists what stays
unstructured. Pure: no Django, no clock, no network; what is read from the file is bounded, and nothing is placed without a decision.
"""

from .confirming import ACCEPT_ALL, Brought, Decision, Decisions, Placed, Unstructured, confirm, decisions_of
from .proposing import Placing, Proposal, line_of, propose, read
from .sayings import SAYINGS, Unreadable, Why
from .source import Block, Source

__all__ = [
    "ACCEPT_ALL", "SAYINGS", "Block", "Brought", "Decision", "Decisions", "Placed", "Placing", "Proposal", "Source", "Unreadable", "Unstructured", "Why", "confirm", "decisions_of", "line_of", "propose", "read",
]  # fmt: skip

"""Refusals: why something is not done, as a sentence that a person can read."""

from __future__ import annotations

from typing import Any


class Refusal(Exception):
    """
    A rule says no, and why.

    ``text`` is one translatable sentence with ``%(name)s`` places. The facts are uids, codes and numbers, never
    names of people: names are filled in when the refusal is shown.
    """

    text: Any = "This is not possible."
    status = 409

    def __init__(self, **facts: Any):
        self.facts = facts
        super().__init__(self.code, facts)

    @property
    def code(self) -> str:
        """The field's word for this refusal, such as ``LegFull``."""
        return type(self).__name__

    def sentence(self, **shown: Any) -> str:
        """The refusal in the language that is active, with ``shown`` put in place of the bare facts."""
        facts = {**self.facts, **shown}
        try:
            return str(self.text) % facts
        except (KeyError, TypeError, ValueError):
            return str(self.text)


class NotFound(Refusal):
    """There is nothing of that name in what the actor may see. Says the same whether it exists or not."""

    text = "There is nothing here under that name."
    status = 404


class NotAllowed(Refusal):
    """The actor does not hold this verb here."""

    text = "Your role does not include this."
    status = 403

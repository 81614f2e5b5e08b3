"""State tables: each (status, verb) pair is either a step or a refusal."""

from __future__ import annotations

from collections.abc import Mapping

from safeconduct.kernel.refusals import Refusal


class NotNow(Refusal):
    """The verb does not fit the status that the thing is in."""

    text = "This is %(status)s; %(verb)s is not possible now."


class StateTable:
    """Statuses and the verbs that lead from one to the next."""

    def __init__(self, name: str, start: str, steps: Mapping[tuple[str, str], str]):
        self.name, self.start, self.steps = name, start, dict(steps)
        self.statuses = sorted({start} | {status for status, _ in steps} | set(steps.values()))
        self.verbs = sorted({verb for _, verb in steps})

    def step(self, status: str, verb: str) -> str:
        """The next status; refuses ``NotNow`` where the verb is no step from here."""
        try:
            return self.steps[status, verb]
        except KeyError:
            raise NotNow(status=status, verb=verb) from None

    def may(self, status: str, verb: str) -> bool:
        """Whether the verb is a step from here."""
        return (status, verb) in self.steps

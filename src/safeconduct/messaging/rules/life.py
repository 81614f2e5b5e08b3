"""The life of a message and of a delivery, and the thresholds. All numbers here are proposals of ours, not of a guideline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from safeconduct.kernel.states import StateTable

PURPOSES = ("warn", "instruct", "inform", "ask_status", "assemble", "correct", "all_clear")
SECOND_PERSON_ABOVE = 200  # people; [D]
TRIES = 5  # of one delivery by one channel; [D]
PAUSES = (30, 120, 600, 1800)  # seconds after the first, second … fault that may pass; [D]
LEASE = timedelta(minutes=5)  # so long a batch that was taken is not taken again
LONGEST = 1000  # signs of a text

LIFE = StateTable(
    "message",
    "draft",
    {
        ("draft", "write"): "draft",
        ("draft", "propose"): "waiting",
        ("draft", "release"): "sending",
        ("draft", "withdraw"): "cancelled",
        ("waiting", "release"): "sending",
        ("waiting", "decline"): "draft",
        ("waiting", "withdraw"): "cancelled",
        ("sending", "finish"): "sent",
        ("sending", "withdraw"): "withdrawn",
        ("sent", "reopen"): "sending",
        ("sent", "withdraw"): "withdrawn",
    },
)
DELIVERY = ("waiting", "handed_over", "delivered", "failed", "expired", "withdrawn")
LEFT = ("handed_over", "delivered")  # it left the house
ENDED = ("delivered", "failed", "expired", "withdrawn")
ORDER = {"delivered": 5, "handed_over": 4, "waiting": 3, "failed": 2, "expired": 1, "withdrawn": 0}


def needs_second_person(people: int) -> bool:
    """Whether so many people are only written to when a second person agrees."""
    return people > SECOND_PERSON_ABOVE


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after the n-th attempt failed; None where it is given up."""
    return None if attempts >= TRIES else timedelta(seconds=PAUSES[min(attempts, len(PAUSES)) - 1])


def stands(states: Iterable[str]) -> str:
    """How it stands with one person over all channels: the best of their deliveries."""
    return max(states, key=lambda state: ORDER[state], default="")


def without(audience: Mapping[str, Any], people: Iterable[UUID]) -> dict[str, Any]:
    """An audience without these people, where it lists some. If nobody is left of a list it is nobody: never more than was chosen."""
    gone = {str(uid) for uid in people}
    left = {key: [one for one in value if one not in gone] if isinstance(value, list) else value for key, value in audience.items()}
    return {} if any(value and not left[key] for key, value in audience.items() if isinstance(value, list)) else left

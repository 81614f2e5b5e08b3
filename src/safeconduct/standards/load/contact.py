"""How people are reached, what keeps them, what they need."""

from __future__ import annotations

from functools import cache

from ..cards import AnswerWay, Channel, ContactOwner, Entry, SpecialFact, StrandedReason
from .reading import cards_of


@cache
def channels() -> tuple[Channel, ...]:
    """The channels."""
    return cards_of(Channel, "channels", "channels")


@cache
def contact_owners() -> tuple[ContactOwner, ...]:
    """Whose telephone it may be."""
    return cards_of(ContactOwner, "channels", "contact_owners")


@cache
def safety_questions() -> tuple[Entry, ...]:
    """What is asked of a contact point: safe to write, to call, to leave a message, to say who we are."""
    return cards_of(Entry, "channels", "safety_questions")


@cache
def answer_ways() -> tuple[AnswerWay, ...]:
    """How a person may ask to be answered."""
    return cards_of(AnswerWay, "channels", "answer_ways")


@cache
def stranded_reasons() -> tuple[StrandedReason, ...]:
    """Reasons why somebody cannot stay, move on or return."""
    return cards_of(StrandedReason, "stranded_reasons", "reasons")


@cache
def special_needs() -> tuple[Entry, ...]:
    """What a rescuer must bring."""
    return cards_of(Entry, "special_facts", "needs")


@cache
def special_facts() -> tuple[SpecialFact, ...]:
    """Facts of the special class with the needs that follow from them."""
    return cards_of(SpecialFact, "special_facts", "facts")

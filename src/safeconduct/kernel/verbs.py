"""The register of verbs: everything that can be done or read, by name, so that doors, roles, docs and tests agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Verb:
    """One thing that can be done (``write``) or read. The name is the permission: ``room.verb_object``."""

    name: str
    kind: str  # write, read
    text: Any = ""  # what a role page says of it
    about: tuple[str, ...] = ()
    call: Callable[..., Any] | None = field(default=None, compare=False)
    facts: tuple[str, ...] = ()  # the arguments that its journal entry records as they are
    help_data: bool = False  # shows what somebody told to be helped: no control unit may hold it

    @property
    def room(self) -> str:
        """The room that owns the verb."""
        return self.name.split(".", 1)[0]


VERBS: dict[str, Verb] = {}


def register(verb: Verb) -> Verb:
    """Put a verb into the register; the same name twice, or a name without a room, is an error of the programme."""
    if "." not in verb.name:
        raise ValueError(f"{verb.name}: a verb is named room.verb_object")
    known = VERBS.get(verb.name)
    if known is not None and known.kind == "write":
        if verb.kind == "write" and known.call is not verb.call:
            raise ValueError(f"{verb.name} is registered twice")
        return known  # a page may stand behind the verb that it calls
    if known is not None and known.help_data and not verb.help_data:
        verb = replace(verb, help_data=True)
    VERBS[verb.name] = verb
    return verb


def verb(name: str) -> Verb:
    """The verb of that name; ``KeyError`` says which name is unknown."""
    return VERBS[name]


REACTIONS: dict[str, list[Callable[..., None]]] = {}


def on(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A room above does more, in the same transaction, when the verb ``name`` below is journalled.

    The reaction is called as ``reaction(actor, entry=…, answer=…, **arguments of the verb)``.
    """

    def keep(reaction: Callable[..., None]) -> Callable[..., None]:
        REACTIONS.setdefault(name, []).append(reaction)
        return reaction

    return keep


SLOTS: dict[str, list[Callable[..., Any]]] = {}


def answers(slot: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A room above answers a question that a room below asks (``people.chapter``, ``access.retention`` …)."""

    def keep(answer: Callable[..., Any]) -> Callable[..., Any]:
        SLOTS.setdefault(slot, []).append(answer)
        return answer

    return keep


def ask(slot: str, *args: Any, **kwargs: Any) -> list[Any]:
    """What every room above answers, in the order of their registration."""
    return [answer(*args, **kwargs) for answer in SLOTS.get(slot, ())]

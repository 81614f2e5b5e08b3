"""
The action gate: permission, one transaction, the command's first answer, the journal entry, the reactions.

Every write of Safeconduct passes here. A verb that is called inside another runs because of the outer entry.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from safeconduct.access import journal, keys, labels
from safeconduct.access.models import Command
from safeconduct.access.rules import CommandReused
from safeconduct.kernel.actors import Actor
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, Refusal
from safeconduct.kernel.verbs import REACTIONS, Verb, register


@dataclass
class Frame:
    """One verb that is running."""

    uid: UUID
    verb: str
    facts: dict[str, Any] = field(default_factory=dict)
    labels: set[int] = field(default_factory=set)
    about: dict[str, list] = field(default_factory=dict)
    crisis: UUID | None = None


_frame: ContextVar[Frame | None] = ContextVar("frame", default=None)
LONGEST: dict[str, float] = {}  # seconds that a verb held the writer at most, for the law of 100 ms


class OutsideAction(Exception):
    """A write was tried outside the action gate."""


def frame() -> Frame:
    """The verb that is running; raises outside the gate."""
    running = _frame.get()
    if running is None:
        raise OutsideAction("writes happen inside a verb")
    return running


def note(**facts: Any) -> None:
    """Add facts to the entry of the running verb: uids, codes, numbers and times only."""
    frame().facts.update({name: journal.fact(value) for name, value in facts.items()})


def mark(*label_ids: int | None) -> None:
    """Say under which labels the rows are that the running verb touches; its entry takes the strictest."""
    frame().labels.update(i for i in label_ids if i is not None)


def concerns(kind: str, *uids: UUID) -> None:
    """Add subjects to the entry of the running verb."""
    held = frame().about.setdefault(kind, [])
    held.extend(u for u in uids if u not in held)


def in_crisis(uid: UUID | None) -> None:
    """Say in which crisis the running verb acts, so that its line stands in that crisis's journal."""
    frame().crisis = uid


def action(name: str, *, about: Sequence[str] = (), facts: Sequence[str] = (), text: Any = "", help_data: bool = False) -> Callable:
    """
    Make a function a verb. It takes ``actor`` and keyword arguments only, ``at`` among them, and returns uids and plain values.

    ``about`` names the arguments whose uids are the entry's subjects; ``facts`` those that are recorded as they are. The
    caller may pass ``command``, an id made by whoever sends: the same id again returns the first answer.
    """

    def make(function: Callable) -> Callable:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def gate(actor: Actor, *, command: UUID | None = None, **arguments: Any):
            bound = signature.bind(actor, **arguments)
            bound.apply_defaults()
            given = {k: v for k, v in bound.arguments.items() if k not in ("actor",)}
            if _frame.get() is not None:
                return _run(verb, function, actor, given, about, facts)
            if not actor.may(name):
                raise NotAllowed(verb=name)
            return _command(verb, function, actor.narrowed(name), given, about, facts, command)

        verb = register(Verb(name, "write", text or (function.__doc__ or "").strip().split("\n")[0], tuple(about), gate, tuple(facts), help_data))
        gate.verb = verb
        return gate

    return make


def _digest(verb: str, actor: Actor, arguments: dict[str, Any]) -> str:
    plain = repr(sorted((k, str(v)) for k, v in arguments.items() if k != "at"))
    return keys.ring().digest("answers", verb, str(actor.uid), plain).hex()


def _command(verb, function, actor, arguments, about, facts, command):
    digest = _digest(verb.name, actor, arguments) if command else ""
    if command:
        first = Command.objects.filter(uid=command).first()
        if first is not None:
            if first.arguments != digest or first.verb != verb.name:
                raise CommandReused()
            if first.state == "done":
                return _restored(first.answer)
    begun = 0.0
    fresh = labels.FRESH.set({})
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql" and command:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [command.int & 0x7FFFFFFFFFFFFFFF])
            if command:
                first = Command.objects.filter(uid=command).first()
                if first is not None and first.state == "done":
                    return _restored(first.answer)
            begun = time.perf_counter()
            answer = _run(verb, function, actor, arguments, about, facts)
            if command:
                values = {
                    "verb": verb.name, "arguments": digest, "state": "done", "answer": _stored(answer), "actor_uid": actor.uid,
                    "at": arguments.get("at") or timezone.now(), "refusal": "", "refusal_facts": {},
                }  # fmt: skip
                Command.objects.update_or_create(uid=command, defaults=values)
            return answer
    except Refusal as refusal:
        if command:
            _keep_refusal(verb.name, actor, digest, command, refusal, arguments.get("at"))
        raise
    finally:
        labels.FRESH.reset(fresh)
        if begun:
            held = time.perf_counter() - begun
            if held > LONGEST.get(verb.name, 0.0):
                LONGEST[verb.name] = held


def _keep_refusal(verb, actor, digest, command, refusal, at):
    facts = {}
    for name, value in refusal.facts.items():
        try:
            facts[name] = journal.fact(value)
        except TypeError:
            continue
    values = {
        "verb": verb, "arguments": digest, "state": "refused", "answer": None, "refusal": refusal.code, "refusal_facts": facts,
        "actor_uid": actor.uid, "at": at or timezone.now(),
    }  # fmt: skip
    try:
        with transaction.atomic():
            Command.objects.update_or_create(uid=command, defaults=values)
    except IntegrityError:
        pass


def _run(verb, function, actor, arguments, about, facts):
    outer = _frame.get()
    running = Frame(new_uid(), verb.name)
    running.facts = {name: journal.fact(arguments[name]) for name in facts if arguments.get(name) is not None}
    for name in about:
        value = arguments.get(name)
        if value is not None:
            uids = list(value) if isinstance(value, (list, tuple, set, frozenset)) else [value]
            running.about[name] = uids
    if isinstance(arguments.get("crisis"), UUID):
        running.crisis = arguments["crisis"]
    elif outer is not None:
        running.crisis = outer.crisis
    token = _frame.set(running)
    try:
        answer = function(actor, **arguments)
        entry = journal.write(
            uid=running.uid,
            verb=verb.name,
            actor=actor,
            at=arguments.get("at") or timezone.now(),
            about=running.about,
            facts=running.facts,
            label_id=labels.strictest(running.labels, actor.organisation_id),
            crisis_uid=running.crisis,
            cause_uid=outer.uid if outer else None,
        )
        for reaction in REACTIONS.get(verb.name, ()):
            reaction(actor, entry=entry.uid, answer=answer, **arguments)
        if outer is not None:
            outer.labels.update(running.labels)
        return answer
    finally:
        _frame.reset(token)


def _stored(answer: Any) -> Any:
    """An answer as it is kept: uids, numbers, codes, times, marked so that they come back as they were."""
    if isinstance(answer, UUID):
        return {"uid": str(answer)}
    if isinstance(answer, datetime):
        return {"time": answer.isoformat()}
    if isinstance(answer, (list, tuple)):
        return [_stored(a) for a in answer]
    if isinstance(answer, dict):
        return {"dict": {k: _stored(v) for k, v in answer.items()}}
    return journal.fact(answer)


def _restored(answer: Any) -> Any:
    if isinstance(answer, list):
        return [_restored(a) for a in answer]
    if isinstance(answer, dict):
        if "uid" in answer:
            return UUID(answer["uid"])
        if "time" in answer:
            return datetime.fromisoformat(answer["time"])
        return {k: _restored(v) for k, v in answer["dict"].items()}
    return answer


def in_chunks(rows: Iterable[Any], size: int = 200, pause: float = 0.005) -> Iterator[list[Any]]:
    """Rows in chunks of at most ``size``, with a breath between, so that other writers get their turn."""
    chunk: list[Any] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
            time.sleep(pause)
    if chunk:
        yield chunk

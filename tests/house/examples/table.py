"""
The table of examples: who calls it, with which arguments, in the world of tests/stories/world.py.

The world is filled with them, and the laws of commands are tried on them. A new verb gets an example here: a function that takes
the world and returns the arguments without ``at``. ``by`` names unit and role (or ``"system"``, ``"public"``, ``"gateway"``);
``fills`` says that the world is filled with it; ``grows`` that there is one more of it for each person; ``after`` names verbs
that must have been called before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import get_resolver

from safeconduct.access import actors
from safeconduct.kernel.verbs import VERBS
from tests.stories.world import NOW, World, exists


@dataclass(frozen=True)
class Example:
    """One verb, who calls it, and what it is given."""

    verb: str
    by: Any
    arguments: Callable[[World], dict[str, Any]]
    fills: bool
    grows: bool

    def actor(self, world: World, at: datetime = NOW):
        """Who calls, with labels as they are now."""
        if isinstance(self.by, tuple):
            return world.actor(*self.by, at=at)
        return {"system": lambda: actors.duty("set-up"), "public": actors.public, "gateway": actors.gateway}[self.by]()

    def call(self, world: World, at: datetime = NOW, **more):
        """Call the verb once."""
        return self.call_with(self.actor(world, at), {**self.arguments(world), **more}, at=at)

    def call_with(self, actor, given: dict[str, Any], at: datetime = NOW):
        """Call the verb as somebody, with these arguments."""
        return VERBS[self.verb].call(actor, at=at, **given)


EXAMPLES: dict[str, Example] = {}


def example(verb: str, by: Any = ("consular", "duty_officer"), *, fills: bool = False, grows: bool = False):
    """Put an example into the table."""

    def keep(arguments: Callable[[World], dict[str, Any]]):
        EXAMPLES[verb] = Example(verb, by, arguments, fills, grows)
        return arguments

    return keep


def of_the_house() -> list[Example]:
    """The examples whose verb is in the register, in the order of the table."""
    assert get_resolver().url_patterns  # the last verbs register themselves with the pages
    return [one for one in EXAMPLES.values() if exists(one.verb)]


HEAD = ("consular", "head_of_post")
DATA = ("consular", "data_officer")
ADMIN = ("consular", "administrator")
WORKER = ("protection", "case_worker")


def id_of(uid) -> int:
    """The id of a person."""
    from safeconduct.people.models import Person

    return Person.objects.within(actors.duty("set-up")).values_list("id", flat=True).get(uid=uid)


def label_of(uid) -> int:
    """The label of what is recorded about a person from now on."""
    from safeconduct.people.models import Person

    return Person.objects.within(actors.duty("set-up")).values_list("later_label_id", flat=True).get(uid=uid)


def last(model, *fields, **where):
    """These columns of the newest row."""
    rows = model._base_manager.filter(**where).order_by("-id").values_list(*fields, flat=len(fields) == 1)
    return rows.first()

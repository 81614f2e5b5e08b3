"""The page gate: every page names its verb; who may not, does not enter, and who looks at a person is written down."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache

from safeconduct.access import actors, journal
from safeconduct.access.models import Look, Unit
from safeconduct.kernel.actors import REALITY, Actor
from safeconduct.kernel.refusals import NotAllowed
from safeconduct.kernel.verbs import Verb, register


@dataclass(frozen=True)
class Page:
    """What a page says of itself: its verb, or why it is open to everybody."""

    verb: str = ""
    open_because: str = ""
    moves: bool = False  # may change something (a POST calls a verb)


def page(name: str, *, text: str = "", help_data: bool = False, with_one_time: bool = False) -> Callable:
    """A page for people who are signed in and hold the verb ``name``; ``with_one_time``: also before they chose a password of their own, or a second factor where one is required."""
    register(Verb(name, "read", text, help_data=help_data))

    def make(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @never_cache
        @functools.wraps(view)
        def gate(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect(f"{reverse('access:sign-in')}?next={request.get_full_path()}")
            actor = actor_of(request)
            if actor is None:
                return redirect("access:choose-unit")
            if not with_one_time and (request.user.one_time or (settings.SECOND_FACTOR_REQUIRED and request.user.second_factor is None)):
                return redirect("access:account")
            if not actor.may(name):
                raise NotAllowed(verb=name)
            request.actor = actor.narrowed(name)
            request.whole_actor = actor
            return view(request, *args, **kwargs)

        gate.page = Page(verb=name)
        return gate

    return make


def open_page(because: str) -> Callable:
    """A page that anybody may open, and why that must be so."""

    def make(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def gate(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            request.actor = request.whole_actor = actors.public(translation.get_language() or "en")
            return view(request, *args, **kwargs)

        gate.page = Page(open_because=because)
        return gate

    return make


def actor_of(request: HttpRequest) -> Actor | None:
    """The person who is signed in, in the unit that they chose; None where there is a choice to make."""
    held = getattr(request, "_actor", None)
    if held is not None:
        return held
    at = timezone.now()
    units = actors.units_of(request.user, at)
    chosen = request.session.get("unit")
    unit: Unit | None = next((u for u in units if str(u.uid) == chosen), None)
    if unit is None and len(units) == 1:
        unit = units[0]
    if unit is None:
        return None
    request._actor = actors.person(
        request.user,
        unit,
        at,
        space=request.session.get("space", REALITY),
        purpose=request.session.get("purpose", ""),
        language=translation.get_language() or settings.LANGUAGE_CODE,
    )
    request.unit = unit
    return request._actor


def looked(actor: Actor, verb: str, people: Iterable[UUID], purpose: str = "") -> None:
    """Write down that these people's records were looked at: own table, own short transaction."""
    people = list(people)
    if not people or actor.kind != "person":
        return
    now = timezone.now()
    with transaction.atomic():
        keys = journal.subject_keys(people)
        Look.objects.bulk_create(
            [
                Look(
                    at=now, user_uid=actor.uid, organisation_id=actor.organisation_id, unit_id=actor.unit_id, verb=verb,
                    purpose=purpose or actor.purpose or "assistance", subject_key=key,
                )
                for key in keys.values()
            ]
        )  # fmt: skip

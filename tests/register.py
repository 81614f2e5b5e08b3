"""The register of pages, read from the URL tree: a new page is in every walk at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver, reverse

# the noun that a bare <uuid:uid> means, by room
NOUN = {
    "places": "places.Site", "crises": "crises.Crisis", "people": "people.Person", "messaging": "messaging.Message", "hazards": "hazards.Hazard",
    "cases": "cases.Case", "checkins": "checkins.Campaign", "reporting": "reporting.Report", "access": "access.Proposal", "plans": "plans.Plan",
}  # fmt: skip
ALIAS = {("checkins", "lists"): "calllist", ("access", "decide"): "proposal", ("plans", "versions"): "planversion", ("plans", "proposed"): "planversion"}  # what the word before <uuid:uid> means
STAIRS = ("reporting", "plans", "checkins", "cases", "hazards", "messaging", "partners", "people", "crises", "places", "access")


@dataclass(frozen=True)
class Route:
    """One page of the house: its name, its address with places for parameters, and what its gate says."""

    name: str
    pattern: str
    parameters: tuple[str, ...]
    verb: str
    open_because: str

    @property
    def room(self) -> str:
        """The room that the page belongs to."""
        return self.name.partition(":")[0] if ":" in self.name else "config"

    def address(self, values: Mapping[str, Any]) -> str:
        """The address with these values in its places."""
        return reverse(self.name, kwargs={name: values[name] for name in self.parameters})


def routes() -> list[Route]:
    """Every page of the house, in the order of the URL tree."""
    return list(_walk(get_resolver(), "", "", ()))


def _walk(resolver, prefix: str, namespace: str, above: tuple[str, ...]) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        names = above + tuple(n for n in entry.pattern.regex.groupindex if n not in above)
        if isinstance(entry, URLResolver):
            inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
            yield from _walk(entry, prefix + str(entry.pattern), inner, names)
        elif isinstance(entry, URLPattern):
            page = getattr(entry.callback, "page", None)
            yield Route(f"{namespace}{entry.name}", prefix + str(entry.pattern), names, page.verb if page else "", page.open_because if page else "")


class NoSample(LookupError):
    """The world holds nothing that the address of a page could name."""


def sample(route: Route, samples: Mapping[str, Any]) -> dict[str, Any]:
    """
    Values for the places of an address: what ``samples`` says for ``route.parameter``, ``room.parameter`` or ``parameter``, else
    the newest row of the model that the parameter names.

    Raises `NoSample` where there is neither: give the filled world such a row, or name a value in ``World.samples``.
    """
    return {name: _value(route, name, samples) for name in route.parameters}


def _value(route: Route, name: str, samples: Mapping[str, Any]) -> Any:
    for key in (f"{route.name}.{name}", f"{route.room}.{name}", name):
        if key in samples:
            return samples[key]
    model = _model(route, name)
    uid: UUID | None = model._base_manager.order_by("-id").values_list("uid", flat=True).first() if model is not None else None
    if uid is None:
        raise NoSample(f"{route.name} ({route.pattern}): no sample for {name!r}; see tests/stories/world.py")
    return uid


def _model(route: Route, name: str):
    wanted = name.removesuffix("_uid")
    if wanted != "uid":
        return _find(route.room, wanted)
    before = re.search(r"([a-z]+)/<uuid:uid>", route.pattern)
    noun = before.group(1) if before else ""
    noun = ALIAS.get((route.room, noun), noun)
    own = next((m for m in (_find(route.room, n, only=True) for n in (noun, noun.removesuffix("s"), noun.removesuffix("es"))) if m is not None), None)
    return own or (apps.get_model(NOUN[route.room]) if route.room in NOUN else None)


def _find(room: str, noun: str, only: bool = False):
    if not noun:
        return None
    for label in (room,) if only else (room, *STAIRS):
        try:
            model = apps.get_model(label, noun)
        except LookupError:
            continue
        if any(field.name == "uid" for field in model._meta.fields):
            return model
    return None

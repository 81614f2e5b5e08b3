"""Walks over the register of pages: somebody signed in, a page, and what came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from unittest.mock import patch
from urllib.parse import urljoin, urlsplit

from django.test import Client

from tests.register import NoSample, Route, routes, sample
from tests.stories.world import NOW, STAFF, World

LINK = re.compile(r"""(?:href|src|action|data-url|hx-get)="([^"#]+)""")
LEAVES = ("/static/", "/sign-out/", "/language/")


class Visitor:
    """Somebody who opens pages: signed in with a role in a unit, or, where ``unit`` is empty, nobody in particular."""

    def __init__(self, world: World, unit: str = "", role: str = "", language: str = "en"):
        self.world, self.unit, self.role = world, unit, role
        number = STAFF.index((unit, role)) + 1 if (unit, role) in STAFF else 250
        self.client = Client(headers={"accept-language": language}, REMOTE_ADDR=f"198.51.100.{number}")  # everybody at a desk of their own
        self.client.raise_request_exception = False
        if unit:
            with patch("django.utils.timezone.now", lambda: NOW):
                self.client.force_login(world.users[unit, role], backend="django.contrib.auth.backends.ModelBackend")

    @property
    def name(self) -> str:
        """Who it is, for messages."""
        return f"{self.unit}.{self.role}" if self.unit else "anybody"

    def address(self, route: Route, **values) -> str:
        """The address of a page in this world."""
        return route.address(sample(route, {**self.world.samples, **values}))

    def get(self, where: Route | str, **values):
        """The answer to a GET, ten minutes after the world was made."""
        with patch("django.utils.timezone.now", lambda: NOW + timedelta(minutes=10)):
            return self.client.get(self.address(where, **values) if isinstance(where, Route) else where)

    @classmethod
    def of_every_page(cls, world: World) -> Iterator[tuple[Route, Visitor]]:
        """Every page with the first here who may open it; a page whose address has no sample is left to `without_sample`."""
        known: dict[tuple[str, str], Visitor] = {}
        for route in routes():
            try:
                sample(route, world.samples)
            except NoSample:
                continue
            for who in (world.openers(route.verb) if route.verb else [("", "")])[:1]:
                if who not in known:
                    known[who] = cls(world, *who)
                yield route, known[who]

    @classmethod
    def everybody(cls, world: World, units: tuple[str, ...]) -> list[Visitor]:
        """Everybody who signs in in these units."""
        return [cls(world, unit, role) for unit, role in STAFF if unit in units]


def without_sample(world: World) -> list[str]:
    """What the addresses of pages name and the world does not hold."""
    missing = []
    for route in routes():
        try:
            sample(route, world.samples)
        except NoSample as lack:
            missing.append(str(lack))
    return missing


def body(response) -> bytes:
    """Everything that a response says."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def links(base: str, text: str) -> list[str]:
    """The addresses of this house that a page leads to, in the order of the page."""
    found = []
    for raw in LINK.findall(text):
        parts = urlsplit(urljoin(base, unescape(raw)))
        if parts.netloc in ("", "testserver") and parts.path.startswith("/") and not parts.path.startswith(LEAVES):
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if address not in found:
                found.append(address)
    return found

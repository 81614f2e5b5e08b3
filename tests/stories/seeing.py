"""The filled world behind a real server and in front of a real browser: every page as somebody sees it, and what is wrong with it."""

from __future__ import annotations

import os
import re
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from html import escape
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from safeconduct.access import actors
from safeconduct.checkins import actions as checkins
from safeconduct.jobs.runner import run_all
from safeconduct.kernel.ids import new_uid
from safeconduct.messaging import actions as messaging
from safeconduct.web import words
from tests.house.walking import Visitor
from tests.register import Route
from tests.shared import ROOT
from tests.stories.world import NOW, World, built, registered
from tests.web.browse import PATIENCE, axe_findings, gallery_server, sideways

SHOTS = ROOT / "shots"
KEPT = bool(os.environ.get("SAFECONDUCT_SHOTS"))  # `make shots`: a run of the tests looks at every page and keeps no picture
LATER = NOW + timedelta(minutes=10)
ONLY = re.compile(os.environ.get("SAFECONDUCT_PAGES", ""))  # a pattern of page names, while somebody works on a few of them
ROOMS = {"access", "places", "crises", "people", "messaging", "hazards", "cases", "checkins", "reporting", "my"}  # rooms with pages that a walk must see
SENDING_ONLY = (301, 302, 404, 405, 409, 422)


@dataclass
class Seen:
    """One page of the register that shows itself: its route, who opens it, and its address."""

    route: Route
    visitor: Visitor
    address: str

    @property
    def name(self) -> str:
        """A file name for it."""
        return self.route.name.replace(":", "-")

    def spoken(self, language: str) -> str:
        """Its address in a language: the migrant's pages carry theirs in it."""
        return re.sub(r"/en/", f"/{language}/", self.address) if self.route.room == "my" else self.address


@dataclass
class House:
    """The world, its address, and a browser."""

    world: World
    base: str
    browser: object
    pages: list[Seen] = field(default_factory=list)

    @contextmanager
    def window(self, language: str, *, wide: int = 1280, dark: bool = False, script: bool = True):
        """A browser's window in a language; what it says on the console is kept in ``window.said``."""
        context = self.browser.new_context(viewport={"width": wide, "height": 900}, color_scheme="dark" if dark else "light", reduced_motion="reduce", java_script_enabled=script, locale=language if language != "xx" else "en")
        context.set_default_timeout(PATIENCE * 1000)
        context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": self.base}])
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: page.said.append(str(error)))
        try:
            yield page
        finally:
            context.close()

    def open(self, page, seen: Seen, address: str = ""):
        """A page, as the one who may open it."""
        self.become(page, seen.visitor)
        page.said.clear()
        return page.goto(self.base + (address or seen.address))

    def become(self, page, visitor: Visitor) -> None:
        """The same browser, signed in as somebody else."""
        name = settings.SESSION_COOKIE_NAME
        held = visitor.client.cookies.get(name)
        page.context.clear_cookies(name=name)
        if held is not None:
            page.context.add_cookies([{"name": name, "value": held.value, "url": self.base}])


@contextmanager
def own_database(folder: Path):
    """A database in a file of its own: threads of a server see what is committed, and no other test does."""
    held, mine = connections.settings["default"], connections["default"]
    kept = held["NAME"], mine.settings_dict["NAME"]
    mine.close()
    held["NAME"] = mine.settings_dict["NAME"] = str(folder / "seen.sqlite3")
    try:
        call_command("migrate", interactive=False, verbosity=0)
        yield
    finally:
        mine.close()
        held["NAME"], mine.settings_dict["NAME"] = kept


def dressed(folder: Path):
    """Settings as an installation has them: compiled catalogues, the pseudo-language, files compressed and named by their content."""
    locale, static = folder / "locale", folder / "static"
    shutil.copytree(ROOT / "src" / "safeconduct" / "locale", locale, ignore=shutil.ignore_patterns("*.mo"))
    words.compile_all(locale)
    words.compile_pseudo(words.extract(ROOT / "src" / "safeconduct"), locale)
    middleware = [settings.MIDDLEWARE[0], "whitenoise.middleware.WhiteNoiseMiddleware", *settings.MIDDLEWARE[1:]]
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    changed = override_settings(LOCALE_PATHS=[locale], STATIC_ROOT=str(static), MIDDLEWARE=middleware, STORAGES=storages)
    with changed:
        call_command("collectstatic", interactive=False, verbosity=0)
    return changed


@contextmanager
def served(folder: Path, browser):
    """The house, while the block runs."""
    with ExitStack() as stack:
        stack.enter_context(patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"))  # the browser's driver keeps a loop in this thread
        stack.enter_context(own_database(folder))
        stack.enter_context(dressed(folder))
        world = built()
        stack.enter_context(patch("django.utils.timezone.now", lambda: LATER))
        live(world)
        house = House(world, stack.enter_context(gallery_server()), browser)
        house.pages = list(pages_of(world))
        seen = {one.route.room for one in house.pages}
        assert ONLY.pattern or seen >= ROOMS, f"no page of {sorted(ROOMS - seen)} shows itself: {answers_of(world)}"
        yield house


def live(world: World) -> None:
    """What the work of a morning adds: texts leave and arrive, people answer, somebody must be called, a message waits for a second person."""
    from safeconduct.messaging.models import Delivery

    officer, head = world.actor(at=LATER), world.actor(role="head_of_post", at=LATER)
    contacts = ({"kind": "phone", "value": "+99955777004", "may_write": False, "hours": "18-20"},)
    world.people.append(registered(world, 7000, "consular", "duty_officer", at=LATER, contacts=contacts))
    checkins.start_campaign(
        head, campaign=new_uid(), crisis=world.crisis, audience={"inside": str(world.hazard), "possible": True}, ends_at=LATER + timedelta(days=3), channels=["sms"], accept_machine=True, at=LATER
    )
    run_all(now=LATER)
    told = list(Delivery.objects.within(officer).filter(channel="sms").order_by("id")[:9])
    for number, row in enumerate(told[:6]):
        messaging.receive_inbound(actors.gateway(), inbound=new_uid(), channel="sms", provider_id=new_uid().hex, address=row.address, text=("1", "1", "2", "1", "help", "1 thank you")[number], at=LATER)
    run_all(now=LATER)


def answers_of(world: World) -> list[str]:
    """What every page of the register answers to the first who may open it, for whoever looks for one that is missing."""
    said = [f"{route.name} {visitor.name} {answer.status_code} {answer.headers.get('Location', '')}" for route, visitor in Visitor.of_every_page(world) for answer in [visitor.get(route)]]
    return [f"{len(said)} pages", *world.faults.items(), *said]


def pages_of(world: World):
    """Every page of the register that shows itself to the first who may open it."""
    for route, visitor in Visitor.of_every_page(world):
        if not ONLY.search(route.name):
            continue
        answer = visitor.get(route)
        if answer.status_code in SENDING_ONLY or not answer.headers.get("Content-Type", "").startswith("text/html"):
            continue
        yield Seen(route, visitor, visitor.address(route))


def judged(page, *, lights: tuple[str, ...] = ("light", "dark")) -> list[str]:
    """What axe finds in each light, every fold and dialog open, with what stands sideways and what the console said."""
    page.evaluate("for (const part of document.querySelectorAll('details, dialog')) part.open = true")
    found = []
    for light in lights:
        page.emulate_media(color_scheme=light, reduced_motion="reduce")
        found += [f"{light}: {one}" for one in axe_findings(page)]
    return found + outside(page) + [f"console: {one}" for one in page.said]


def outside(page) -> list[str]:
    """What stands outside the window."""
    over = sideways(page)
    return [f"stands {over} px sideways: {page.evaluate(WIDEST)}"] if over > 0 else []


WIDEST = """() => [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 || e.getBoundingClientRect().left < -1)
  .slice(-3).map((e) => e.tagName + "." + e.className + ": " + e.textContent.trim().slice(0, 40)).join(" | ")"""


def shoot(page, name: str, language: str, wide: int) -> None:
    """A picture of the whole page, kept where pictures are made."""
    if not KEPT:
        return
    SHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.{language}.{wide}.png", full_page=True)


def contact_sheet(house: House, language: str) -> None:
    """All pictures of a language on one sheet, where pictures are made: wide and narrow side by side, with their names."""
    if not KEPT:
        return
    cells = []
    for wide in sorted(SHOTS.glob(f"*.{language}.1280.png")):
        narrow = wide.with_name(wide.name.replace(".1280.", ".320."))
        name = escape(wide.name.split(".")[0])
        cells.append(f'<figure><figcaption>{name}</figcaption><img src="{wide.as_uri()}" class="w"><img src="{narrow.as_uri()}" class="n"></figure>')
    sheet = SHOTS / f"sheet-{language}.html"
    sheet.write_text(
        "<!doctype html><meta charset=utf-8><style>body{margin:8px;display:grid;grid-template-columns:repeat(4,480px);gap:12px;font:13px sans-serif;background:#888}"
        "figure{margin:0;background:#fff;block-size:420px;overflow:hidden}.w{inline-size:350px}.n{inline-size:120px;vertical-align:top}</style>" + "".join(cells),
        "utf8",
    )
    page = house.browser.new_page(viewport={"width": 1990, "height": 900})
    page.set_default_timeout(5 * PATIENCE * 1000)  # hundreds of pictures
    page.goto(sheet.as_uri())
    page.screenshot(path=SHOTS / f"sheet-{language}.png", full_page=True)
    page.close()

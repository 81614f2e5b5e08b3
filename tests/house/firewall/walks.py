"""What somebody is told in one world, line by line: every page, route, download, search, refusal, count, list and job."""

from __future__ import annotations

import contextlib
import io
import json
import re
import tempfile
from datetime import timedelta
from pathlib import Path

from django.db import transaction
from django.template.base import Template

from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from tests.house import examples
from tests.house.firewall.lives import Hidden
from tests.house.frozen import Names, readable
from tests.house.walking import Visitor, body, links
from tests.register import NoSample, Route, routes
from tests.stories.world import NOW, told

LATER = NOW + timedelta(minutes=10)
FORMS = ("csv", "xlsx", "pdf")
OF_EACH_ORGANISATION = ("duty_officer", "emergency_manager", "border_officer")  # a list is brought for an organisation, once
QUIET = ("Set-Cookie", "Vary", "Content-Length", "Expires", "Date")  # session and time; everything else is compared, ETag and Location too


@contextlib.contextmanager
def plain_templates():
    """Pages as in production: the test client's copy of every template's context costs more than the page."""
    kept = Template._render
    Template._render = lambda self, context: self.nodelist.render(context)
    try:
        yield
    finally:
        Template._render = kept


class Walk:
    """The walk of one visitor. ``turn`` decides which hidden person this visitor asks for at which address, so that all take part."""

    def __init__(self, visitor: Visitor, hidden: list[Hidden], turn: int):
        self.visitor, self.hidden, self.turn = visitor, hidden, turn
        self.names, self.said, self.shapes = Names(), [], set()

    def one(self) -> Hidden:
        """The next hidden person to ask for."""
        self.turn += 1
        return self.hidden[self.turn % len(self.hidden)]

    def say(self, line: str) -> None:
        """Keep one line, what is random named by its first appearance."""
        self.said.append(self.names.plain(line))

    def note(self, what: str, response) -> str:
        """Keep one answer: status, headers, content; returns its text."""
        text = readable(body(response), response.headers.get("Content-Type", ""))
        heads = {k: v for k, v in response.headers.items() if k not in QUIET}
        self.say(f"{what}\n{response.status_code} {sorted(heads.items())}\n{text}")
        return text

    def page(self, address: str, deep: bool = True) -> None:
        """Open a page, and once what it leads to of each kind."""
        text = self.note(f"GET {address}", self.visitor.get(address))
        if deep and "<html" in text[:400]:
            self.search(address, text)
            for link in links(address, text)[:40]:
                shape = re.sub(r"[0-9a-f-]{36}|=[^&]*", "", link)
                if shape not in self.shapes:
                    self.shapes.add(shape)
                    self.page(link, deep=False)

    def search(self, address: str, text: str) -> None:
        """Fill every search form of a page with what is told of hidden people."""
        for attributes, inner in re.findall(r"<form([^>]*)>(.*?)</form>", text, re.S):
            field_name = re.search(r'<input[^>]*type="search"[^>]*name="(\w+)"|<input[^>]*name="(\w+)"[^>]*type="search"', inner)
            if not field_name:
                continue
            action = re.search(r'action="([^"]*)"', attributes)
            target = (action.group(1) if action else "") or address
            if f"search {target}" in self.shapes:
                continue
            self.shapes.add(f"search {target}")
            name = field_name.group(1) or field_name.group(2)
            send = self.visitor.client.post if 'method="post"' in attributes.lower() else self.visitor.client.get
            asked = [self.one().searched()[i % 3] for i in range(min(6, len(self.hidden)))]
            for words in [*asked, "nobody at all"]:
                self.note(f"search {target} {words}", send(target, {name: words}))

    def everything(self) -> list[str]:
        """The whole walk."""
        for route in routes():
            if route.open_because and self.visitor.role not in ("", "duty_officer"):
                continue  # the same for everybody: walked by nobody in particular, and by one officer of the State of origin
            try:
                address = self.visitor.address(route)
            except NoSample:
                continue
            self.page(address)
            for given in {"form", "format"} & set(route.parameters):
                for form in FORMS:
                    self.page(self.visitor.address(route, **{given: form}), deep=False)
        for route in routes():
            for address in self.own_addresses(route):
                self.page(address, deep=False)
                self.note(f"POST {address}", self.visitor.client.post(address, {}))
        if self.visitor.unit:
            for part in (refusals, counts, outcomes, *([lists] if self.visitor.role in OF_EACH_ORGANISATION else [])):
                for line in part(self):
                    self.say(line)
        else:
            for line in at_the_door(self):
                self.say(line)
        return self.said

    def own_addresses(self, route: Route) -> list[str]:
        """The addresses of a page with a hidden person's own uids in their places."""
        found = []
        for name in route.parameters:
            noun = {"people": "person", "cases": "case"}.get(route.room, "") if name == "uid" else name
            if noun in ("person", "case"):
                with contextlib.suppress(NoSample):
                    found.append(self.visitor.address(route, **{name: self.one().things[noun]}))
        return found


def refusals(walk: Walk):
    """What every verb that this officer holds answers when it is told to act on a hidden person or the person's case."""
    visitor = walk.visitor
    actor = visitor.world.actor(visitor.unit, visitor.role, at=LATER)
    for one in examples.of_the_house():
        if not actor.may(one.verb) or one.verb in ("people.register_person", "cases.open_case"):
            continue
        hidden = walk.one()
        with transaction.atomic():
            try:
                given = one.arguments(visitor.world)
                changed = {k: hidden.things[k] for k in ("person", "case") if k in given}
                if isinstance(given.get("people"), list):
                    changed["people"] = [hidden.person, *given["people"][1:]]
                answer = f"did it: {one.call_with(actor, {**given, **changed}, at=LATER)!r}" if changed else ""
            except Refusal as refusal:
                answer = f"{refusal.code} {refusal.sentence()} {sorted(refusal.facts)}"
            except Exception as fault:
                answer = f"{type(fault).__name__} {fault}"
            transaction.set_rollback(True)
        if answer:
            yield f"verb {one.verb} on the hidden person: {answer}"


def counts(walk: Walk):
    """Counts and lists that the rooms answer beside their pages."""
    from safeconduct.cases import queries as cases
    from safeconduct.checkins import queries as checkins
    from safeconduct.hazards import queries as hazards
    from safeconduct.messaging import queries as messaging
    from safeconduct.people import queries as register

    visitor, world = walk.visitor, walk.visitor.world
    actor = world.actor(visitor.unit, visitor.role, at=LATER)
    yield f"exposure {hazards.exposure(actor, world.hazard, LATER)}"
    yield f"inside {len(hazards.inside(actor, world.hazard, LATER))}"
    yield f"without position {register.without_position(actor)}"
    for hidden in walk.hidden:
        for words in hidden.searched():
            try:
                yield f"find {words}: {[f.person.uid for f in register.find(actor, words)]}"
            except Refusal as refusal:
                yield f"find {words}: {refusal.code}"
    for spec in ({"inside": str(world.hazard), "possible": True}, {"path": "HTI"}, {"nationality": "UTO"}, {"crisis": str(world.crisis)}):
        yield f"audience {spec} {messaging.audience(actor, spec, LATER)}"
    yield f"funnel {checkins.counts(actor, world.crisis)} {[(r.person.uid, r.reason, r.band, r.record) for r in checkins.not_yet(actor, world.crisis)]}"
    yield f"queue {[c.code for c in cases.queue(actor)]} {cases.counts(actor)}"
    for hidden in walk.hidden:
        likely = register.likely_same(actor, told(hidden.number))
        yield f"likely the same as what is told of {hidden.number}: {[(f.person.uid, f.probability) for f in likely]}"


def lists(walk: Walk):
    """A list with the hidden people's rows is brought on the command line by this officer's organisation: nothing is found again."""
    from safeconduct.config.cli import main

    rows = [told(hidden.number) for hidden in walk.hidden]
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        file, out = Path(folder) / "list.csv", io.StringIO()
        lines = [f"{r.names[0]['full']},UTO,{r.contacts[0]['value']},{r.documents[0]['number']}" for r in rows]
        file.write_text("\n".join(["name,nationality,phone,passport", *lines, ",UTO,,"]), "utf8")
        organisation = walk.visitor.world.organisation(walk.visitor.unit).uid
        with contextlib.redirect_stdout(out):
            code = main(["people", "import", str(file), "--organisation", str(organisation), "--json"])
        transaction.set_rollback(True)
    told_back = [json.loads(line) for line in out.getvalue().splitlines()]
    assert told_back, "the command said nothing"
    yield f"people import: {code} {told_back}"


def outcomes(walk: Walk):
    """What this officer's own jobs said of themselves, and the texts that this officer's organisation sent."""
    from safeconduct.jobs.models import Job
    from safeconduct.messaging.models import Delivery

    visitor = walk.visitor
    actor = visitor.world.actor(visitor.unit, visitor.role, at=LATER)
    for job in Job.objects.filter(owner_uid=actor.uid).order_by("id"):
        yield f"job {job.name} {job.state} {job.done} of {job.of} {job.fault}"
    for row in Delivery.objects.within(actor).order_by("id"):
        yield f"delivery {row.channel} {row.state} {row.language} {row.text}"


def at_the_door(walk: Walk):
    """Somebody says at the open door what a hidden person would say: the answer is the same whether there is such a record or not."""
    known = told(walk.one().number)
    common = {"name": known.names[0]["full"], "more": known.contacts[0]["value"], "where": "Rue Une"}
    for answer in ({"answer": "safe"}, {"answer": "help", "sent": "1", "need": "medical"}):
        response = walk.visitor.client.post("/my/en/a", {**common, **answer, "id": str(new_uid())})
        walk.note(f"POST /my/en/a {answer}", response)
    for code in ("ABC-DEFG", known.documents[0]["number"]):
        walk.note(f"POST /my/en/code {code}", walk.visitor.client.post("/my/en/code", {"code": code}))
    yield "the door was tried"

"""Every page of the register is opened in a filled world by everybody who signs in: it answers, or it refuses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.walking import Visitor, links, without_sample
from tests.register import NoSample, routes
from tests.stories.world import STAFF, built

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
UNITS = tuple(dict.fromkeys(unit for unit, _role in STAFF))


NOT_WALKED = {line for line in (Path(__file__).parent / "not_walked.txt").read_text("utf8").splitlines() if line and not line.startswith("#")}


def test_every_address_of_the_register_has_a_sample():
    """But for those of a list that may only shrink."""
    missing = [line for line in without_sample(built()) if line.split(" ", 1)[0] not in NOT_WALKED]
    assert not missing, "\n".join(missing)


def test_every_page_answers_whoever_may_open_it_and_refuses_everybody_else():
    world, wrong, opened = built(), [], set()
    for visitor in [Visitor(world), *Visitor.everybody(world, UNITS)]:
        for route in routes():
            try:
                status = visitor.get(route).status_code
            except NoSample:
                continue
            may = not route.verb or (visitor.unit and world.actor(visitor.unit, visitor.role).may(route.verb))
            good = {200, 302, 404, 405, 409, 422} if may else {302, 403}
            if route.open_because:
                good = good | {403}  # a machine's door without its secret
            if status not in good:
                wrong.append(f"{visitor.name} {route.name}: {status}")
            if status in (200, 405):  # 405: the page only takes something and shows nothing by itself
                opened.add(route.name)
    assert not wrong, "\n".join(wrong)
    never = sorted(r.name for r in routes() if r.verb and r.name not in opened and r.name not in NOT_WALKED)
    assert not never, f"opened by nobody in the filled world: {never}: give it a sample in tests/stories/world.py or a role"


def test_what_a_page_leads_to_answers():
    world, wrong, seen = built(), [], set()
    for route, visitor in Visitor.of_every_page(world):
        page = visitor.get(route)
        if page.status_code != 200 or page.streaming or not page.headers.get("Content-Type", "").startswith("text/html"):
            continue
        for address in links(page.request["PATH_INFO"], page.content.decode())[:60]:
            key = (visitor.name, address.partition("?")[0])
            if key in seen:
                continue
            seen.add(key)
            status = visitor.get(address).status_code
            if status >= 500 or status == 404:
                wrong.append(f"{visitor.name} {route.name} leads to {address}: {status}")
    assert not wrong, "\n".join(wrong)

"""The documents are as the code is: generated tables, links, and what a text must not name."""

from __future__ import annotations

import re

import pytest
from tools import room_tables

from tests.shared import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"")


def test_generated_tables_are_as_the_code_is():
    stale = [path.name for path, wanted in room_tables.documents() if not path.exists() or path.read_text("utf8") != wanted]
    assert not stale, f"stale: {stale}. Run: python tools/room_tables.py"


def test_every_room_of_the_contract_has_a_page_that_says_what_it_promises_and_what_it_does_not_do():
    cellar = {"config", *room_tables.CELLAR}
    for room in room_tables.flat(room_tables.stairs()):
        if room not in cellar:
            text = (ROOT / "docs" / "rooms" / f"{room}.md").read_text("utf8")
            by_hand = text.partition(room_tables.BEGIN)[0]
            assert "What it does not do" in by_hand and len(by_hand) > 600, f"write docs/rooms/{room}.md above the mark"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_document_leads_somewhere(page):
    found = [one or other for one, other in LINK.findall(page.read_text("utf8"))]
    broken = [link for link in found if "://" not in link and not (page.parent / link).exists()]
    assert not broken, f"{page.relative_to(ROOT)} links to {broken}"


def test_every_command_that_the_readme_names_exists():
    from safeconduct.config.cli import COMMANDS

    named = set(re.findall(r"`safeconduct ([a-z]+)", (ROOT / "README.md").read_text("utf8")))
    assert named <= set(COMMANDS), f"the README names commands that are not there: {sorted(named - set(COMMANDS))}"

"""The catalogues of the operations room: complete in five languages beside English, their places equal, each text marked."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from safeconduct.web import words
from tests.shared import ROOT

SOURCE = ROOT / "src" / "safeconduct"
MARK = re.compile(r"^(machine|reviewed: .+, \d{4}-\d{2}-\d{2})$")


@pytest.fixture(scope="module")
def found():
    return words.extract(SOURCE)


def catalogue(language: str):
    with (SOURCE / "locale" / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language.replace("_Hans", ""))


def test_no_word_is_said_by_a_name_that_the_catalogue_does_not_read():
    """A call such as ``say("...")`` of a renamed gettext is not found when the words are gathered: its text stays English for ever."""
    named = re.compile(r"^from django\.utils\.translation import .*\bn?p?gettext\w* as (\w+)", re.M)
    used = {(path.relative_to(SOURCE).as_posix(), name) for path in SOURCE.rglob("*.py") for name in named.findall(path.read_text("utf8"))}
    assert not {(path, name) for path, name in used if name not in words.KEYWORDS and re.search(rf"\b{name}\(\s*[frb]*[\"']", (SOURCE / path).read_text("utf8"))}


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_a_catalogue_is_whole(found, language):
    state = next(s for s in words.report(SOURCE / "locale", found) if s["language"] == language)
    some = [" ".join(text.split())[:70] for text in state["missing"][:12]]
    assert not state["missing"], f"{len(state['missing'])} words without a text: run tools/words.py update, then fill. {some}"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_places_and_plurals_of_a_catalogue_are_those_of_our_words(found, language):
    state = next(s for s in words.report(SOURCE / "locale", found) if s["language"] == language)
    assert not state["broken"], state["broken"][:12]


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_each_text_says_who_reviewed_it_or_that_a_machine_made_it(language):
    unmarked = [m.id for m in catalogue(language) if m.id and m.string and any(m.string) and not any(MARK.match(c.strip()) for c in m.user_comments)]
    assert not unmarked, unmarked[:12]

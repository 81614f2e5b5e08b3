"""The catalogues are complete, and the pseudo-language finds what was forgotten."""

import json
import subprocess
import sys

import pytest

from safeconduct.web import words
from tests.shared import ROOT

LOCALE = ROOT / "src" / "safeconduct" / "locale"


@pytest.mark.parametrize(
    ("text", "made"),
    [
        ("Hide", "⟦Hide⟧"),
        ("%(shown)s of %(total)s rows", "%(shown)s ⟦of⟧ %(total)s ⟦rows⟧"),
        ("T+%(hour)s", "⟦T+⟧%(hour)s"),
        ("12–14 %%", "12–14 %%"),
        ("See <b>here</b>", "⟦See⟧ <b>⟦here⟧</b>"),
        ("هنا", "⟦هنا⟧"),
    ],
)
def test_pseudo_words_bracket_every_letter_of_ours_and_no_fact(text, made):
    assert words.pseudo(text) == made


def test_every_word_of_this_room_is_in_every_language_with_the_same_facts():
    found = words.extract(ROOT / "src" / "safeconduct")
    own = words.report(LOCALE, found)
    ours = {words._key(message) for message in found if message.id and all(where.startswith("web/") for where, _ in message.locations)}
    for state in own:
        assert not ours & set(state["missing"]), f"{state['language']}: put it into src/safeconduct/locale/{state['language']}/LC_MESSAGES/django.po"
        assert not ours & set(state["broken"])


def test_every_entry_is_marked_reviewed_or_machine():
    from babel.messages.pofile import read_po

    for path in LOCALE.glob("*/LC_MESSAGES/*.po"):
        with path.open("rb") as text:
            for entry in read_po(text):
                marks = [comment for comment in entry.user_comments if comment == "machine" or comment.startswith("reviewed: ")]
                assert not entry.id or len(marks) == 1, f"{path.parts[-3]}: {entry.id}"


def test_a_broken_place_for_a_fact_is_reported(tmp_path):
    from babel.messages.catalog import Catalog

    found = Catalog()
    found.add("%(n)s people", context=None)
    words.fill({"fr": {}}, tmp_path)
    words._write(tmp_path / "fr" / "LC_MESSAGES" / "django.po", _french("%(m)s personnes"))
    state = next(state for state in words.report(tmp_path, found) if state["language"] == "fr")
    assert state["broken"] == ["%(n)s people"] and state["missing"] == []


def _french(text):
    from babel.messages.catalog import Catalog

    made = Catalog(locale="fr")
    made.add("%(n)s people", text)
    return made


def test_the_tool_reports_one_json_object_a_language():
    done = subprocess.run([sys.executable, "tools/words.py", "report", "--json"], cwd=ROOT, capture_output=True, text=True, check=False)
    states = [json.loads(line) for line in done.stdout.splitlines()]
    assert [state["language"] for state in states] == list(words.LANGUAGES)
    assert done.returncode == int(any(state["missing"] or state["broken"] for state in states))

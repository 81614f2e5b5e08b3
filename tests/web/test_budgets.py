"""The style sheets and scripts stay as small as was promised."""

import gzip
import re

from safeconduct.web import mine
from tests.web.settings_web import ROOT

STATIC = ROOT / "web" / "static" / "web"


def packed(*names):
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_the_rooms_styles_are_at_most_14_kb():
    assert packed("tokens.css", "base.css", "components.css", "rooms.css", "print.css") <= 14_000


def test_the_migrants_styles_are_at_most_6_kb():
    assert len(gzip.compress(mine.style().encode(), 9)) <= 6_000


def test_the_scripts_together_are_at_most_4_kb():
    assert packed(*(path.name for path in STATIC.glob("*.js"))) <= 4_000


def test_styles_use_logical_properties_alone():
    physical = re.compile(r"\b(margin|padding|border)-(left|right|top|bottom)\b|(?<![-\w])(left|right|top|bottom)\s*:|text-align:\s*(left|right)|float:\s*(left|right)")
    for path in STATIC.glob("*.css"):
        found = [line for line in path.read_text().splitlines() if physical.search(re.sub(r"@bottom-\w+", "", line))]
        assert not found, f"{path.name}: {found[0].strip()}"


def test_no_template_has_a_style_or_a_script_of_its_own():
    for path in (ROOT / "web" / "templates").rglob("*.html"):
        assert not re.search(r"\sstyle=|<style|\son\w+=\"|<script(?![^>]*\ssrc=)", path.read_text()), path.name


def test_minifying_keeps_what_a_selector_means():
    assert mine.minify("/* x */ a :hover , b + c { color : red ; margin: 0 auto; }\n@media (a: b) { d { e: f } }") == "a :hover,b + c{color :red;margin:0 auto}@media (a: b){d{e:f}}"


def test_the_policy_names_the_style_that_is_sent():
    assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", mine.style_hash())

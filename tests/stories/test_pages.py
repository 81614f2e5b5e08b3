"""Every page of the register in a real browser: right by axe, inside its budgets, whole in every language; `make shots` keeps each as a picture."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stories.seeing import KEPT, SHOTS, contact_sheet, judged, outside, shoot
from tests.web.browse import unbracketed

pytestmark = [pytest.mark.needs_chromium, pytest.mark.once, pytest.mark.slow]


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_page_is_right_by_axe_stands_inside_its_window_and_says_nothing_on_the_console(house, language):
    """In English wide and in Arabic narrow, in both lights; both widths stand inside the window."""
    wrong = []
    with house.window(language) as page:
        for seen in house.pages:
            page.set_viewport_size({"width": 1280, "height": 900})
            page.emulate_media(color_scheme="light")
            house.open(page, seen, seen.spoken(language))
            assert seen.route.room != "my" or seen.route.name == "my:weather" or page.locator("html").get_attribute("lang") == language
            shoot(page, seen.name, language, 1280)
            if language == "en":
                wrong += [f"{seen.route.name} 1280 {one}" for one in judged(page)]
                page.emulate_media(color_scheme="light")
            page.set_viewport_size({"width": 320, "height": 900})
            if language == "en":
                page.evaluate("for (const part of document.querySelectorAll('details')) part.open = false")
            shoot(page, seen.name, language, 320)
            if language == "ar":
                wrong += [f"{seen.route.name} 320 {one}" for one in judged(page)]
            wrong += [f"{seen.route.name} 320 {one}" for one in outside(page)]
    contact_sheet(house, language)
    assert not wrong, "\n".join(wrong)


NOT_WHOLE = {line for line in (Path(__file__).parent / "not_whole.txt").read_text("utf8").splitlines() if line and not line.startswith("#")}


def test_nothing_of_ours_is_outside_the_catalogue(house):
    """But on the pages of a list that may only shrink. The migrant's pages speak from a catalogue of their own, which has no pseudo-language."""
    wrong, whole = [], []
    with house.window("xx") as page:
        for seen in house.pages:
            if seen.route.room == "my":
                continue
            house.open(page, seen)
            found = unbracketed(page)
            if seen.route.name not in NOT_WHOLE:
                wrong += [f"{seen.route.name}: {one}" for one in found]
            elif not found:
                whole.append(seen.route.name)
    assert not wrong, "\n".join(wrong)
    assert not whole, f"whole by now, take them out of not_whole.txt: {whole}"


REQUIRED = "form[method=post]:has([required], .field)"


def test_an_empty_form_says_what_is_missing_and_is_right_by_axe_while_it_says_so(house):
    wrong = []
    with house.window("en") as page:
        for seen in house.pages:
            house.open(page, seen)
            for number in range(min(page.locator(REQUIRED).count(), 6)):
                if number:
                    house.open(page, seen)
                if not page.evaluate(EMPTIED, [REQUIRED, number]):
                    continue
                page.wait_for_function("!window.before && document.readyState === 'complete'")
                said = page.locator(".note.stop, .sos[role=alert], .said .answer").count()
                if page.locator("[role=alert], [aria-invalid=true], .said").count() and not said:
                    wrong.append(f"{seen.route.name}, form {number + 1}: an error without a sentence")
                found = [one for one in judged(page, lights=("light",)) if "422" not in one and "409" not in one]
                wrong += [f"{seen.route.name}, form {number + 1} sent empty: {one}" for one in found]
    assert not wrong, "\n".join(wrong)


EMPTIED = """([which, number]) => {
  const form = document.querySelectorAll(which)[number];
  const asked = [...form.querySelectorAll("[required]")].filter((field) => field.type !== "hidden");
  if (!asked.length) return false;
  for (const field of form.querySelectorAll("input:not([type=hidden]), textarea")) if (field.type === "checkbox" || field.type === "radio") field.checked = false; else field.value = "";
  form.noValidate = true;
  window.before = true;
  form.requestSubmit(form.querySelector("button"));
  return true;
}"""


def quiet(page, asked, came):
    """Wait until all that was asked for has come, and what that asks for in turn."""
    seen = -1
    while seen < len(asked) or len(came) < len(asked):
        seen = len(asked)
        page.wait_for_timeout(100)


def test_what_pages_fetch_stays_within_the_budgets(house):
    """As served: compressed. Pages of operations 75 kB at first, 130 kB with a map, 15 kB later; the migrant's 30 kB at first, 14 kB a response."""
    wrong, told = [], []
    for seen in house.pages:
        with house.window("en") as page:
            asked, came = [], []
            page.context.on("request", lambda request, asked=asked: asked.append(request))
            for event in ("requestfinished", "requestfailed"):
                page.context.on(event, lambda request, came=came: came.append(request))
            own = house.open(page, seen).request
            quiet(page, asked, came)
            taken = [(request.url, request.sizes()["responseBodySize"]) for request in came if request.failure is None]
            whole, one = sum(size for _url, size in taken), max((size for _url, size in taken), default=0)
            has_map = page.locator(".map svg").count() > 0
            first = own.sizes()["responseBodySize"]
            told.append(f"{seen.route.name} {whole} {first}")
            mine = seen.route.room == "my"
            limit = 30_000 if mine else 130_000 if has_map else 75_000
            if whole > limit:
                wrong.append(f"{seen.route.name}: {whole} bytes at the first visit, {limit} are allowed")
            if one > 14_000 and mine or first > (170_000 if has_map else 15_000):
                wrong.append(f"{seen.route.name}: {max(one, first)} bytes in one response")
            if any(not url.startswith((house.base, "data:")) for url, _size in taken):
                wrong.append(f"{seen.route.name}: asks another server")
    if KEPT:
        SHOTS.mkdir(exist_ok=True)
        (SHOTS / "bytes.txt").write_text("\n".join(told), "utf8")
    assert not wrong, "\n".join(wrong)

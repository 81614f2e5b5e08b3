"""Every component in a real browser: seen by axe in both lights, two widths and both directions, and worked by keyboard."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.web.browse import axe_findings, chromium, gallery_server, opened, sideways, unbracketed

pytestmark = pytest.mark.needs_chromium
PAGES = ["crisis", "exercise", "parts", "parts?errors=1", "parts?empty=1", "my", "sheet", "refusal", "signin", "403", "404", "500"]


def url(base, lang, page):
    name, _, query = page.partition("?")
    return f"{base}/{lang}/{name}/" + (f"?{query}" if query else "")


@pytest.fixture(scope="module")
def base(gallery):
    with gallery_server() as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_right_by_axe_and_does_not_scroll_sideways(base, browser, lang, page):
    with opened(browser, url(base, lang, page)) as shown:
        for wide, light in ((1280, "light"), (1280, "dark"), (320, "dark"), (320, "light")):
            shown.set_viewport_size({"width": wide, "height": 900})
            shown.emulate_media(color_scheme=light, reduced_motion="reduce")
            assert not axe_findings(shown), f"{wide} px, {light}"
            assert sideways(shown) == 0, f"{wide} px"
        assert not shown.said


def test_an_open_dialog_an_open_menu_and_open_details_are_right_by_axe(base, browser):
    for light in ("light", "dark"):
        with opened(browser, f"{base}/en/parts/", dark=light == "dark") as page:
            page.get_by_role("link", name="Open the dialog").click()
            expect(page.get_by_role("dialog")).to_be_visible()
            assert not axe_findings(page)
        with opened(browser, f"{base}/ar/crisis/", dark=light == "dark", wide=320) as page:
            for summary in page.locator("main summary").all():
                summary.click()
            page.locator(".drop summary").last.click()
            expect(page.locator("details[open]")).to_have_count(4)
            assert not axe_findings(page)
            assert sideways(page) == 0
            page.set_viewport_size({"width": 1280, "height": 900})
            assert not axe_findings(page)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_of_ours_is_outside_the_catalogue(base, browser, page):
    with opened(browser, url(base, "xx", page)) as shown:
        assert unbracketed(shown) == []


def test_a_word_outside_the_catalogue_is_found(base, browser):
    with opened(browser, f"{base}/xx/404/") as page:
        page.evaluate("document.querySelector('main').append('Hard-coded', document.createElement('p'))")
        assert unbracketed(page) == ["Hard-coded"]


def test_a_table_has_one_tab_stop_and_arrows_space_and_enter_work_it(base, browser):
    with opened(browser, f"{base}/en/parts/") as page:
        rows = page.locator("[data-row]")
        assert page.locator("[data-row][tabindex='0']").count() == 1
        rows.first.focus()
        page.keyboard.press("ArrowDown")
        expect(rows.nth(1)).to_be_focused()
        page.keyboard.press(" ")
        page.keyboard.press("ArrowDown")
        page.keyboard.press(" ")
        expect(page.locator("[data-count]")).to_have_text("2")
        expect(rows.nth(1).locator("input")).to_be_checked()
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"#person$"))


def test_choosing_all_chooses_every_row(base, browser):
    with opened(browser, f"{base}/en/parts/") as page:
        page.get_by_role("checkbox", name="Choose all on this page").check()
        expect(page.locator("[data-count]")).to_have_text(str(page.locator("[data-row]").count()))


def test_without_script_every_row_has_a_check_box_and_the_verbs_are_there(base, browser):
    with opened(browser, f"{base}/en/parts/", script=False) as page:
        assert page.get_by_role("checkbox", name="Choose Selam Gebremariam").count() == 1
        assert page.get_by_role("button", name="Put on call lists…").is_visible()


def test_a_slash_goes_to_the_search_but_not_from_a_field(base, browser):
    with opened(browser, f"{base}/en/parts/") as page:
        page.locator("h1").click()
        page.keyboard.press("/")
        expect(page.get_by_role("searchbox")).to_be_focused()
        page.keyboard.type("a/b")
        expect(page.get_by_role("searchbox")).to_have_value("a/b")


def test_a_dialog_takes_the_focus_and_gives_it_back(base, browser):
    with opened(browser, f"{base}/en/parts/") as page:
        opener = page.get_by_role("link", name="Open the dialog")
        opener.click()
        expect(page.get_by_role("dialog").get_by_role("heading")).to_be_focused()
        page.keyboard.press("Escape")
        expect(opener).to_be_focused()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(base, browser):
    with opened(browser, f"{base}/en/parts/?errors=1") as page:
        expect(page.get_by_role("alert")).to_be_focused()
        page.get_by_role("alert").get_by_role("link").first.click()
        expect(page.get_by_label("Telephone", exact=True)).to_have_attribute("aria-describedby", "id_telephone_helptext id_telephone_error")


def test_hiding_leaves_nothing_to_go_back_to(base, browser):
    with opened(browser, f"{base}/en/my/") as page:
        page.get_by_role("link", name="Hide").click()
        page.wait_for_url("**/weather/")
        assert page.evaluate("history.length") <= 2


def test_hiding_works_without_script(base, browser):
    with opened(browser, f"{base}/en/my/", script=False) as page:
        page.get_by_role("link", name="Hide").click()
        page.wait_for_url("**/weather/")


def test_print_takes_the_frame_away(base, browser):
    with opened(browser, f"{base}/en/crisis/") as page:
        page.emulate_media(media="print")
        assert not page.locator(".menu").is_visible() and not page.locator(".top").is_visible()
        assert page.locator(".map svg").first.is_visible()


def test_what_a_page_fetches_stays_within_its_budget(base, browser):
    for page, limit, requests in (("crisis", 75_000, 12), ("my", 14_000, 3)):
        context = browser.new_context()
        came = []
        context.on("response", lambda response, came=came: came.append(response))
        shown = context.new_page()
        shown.goto(url(base, "en", page))
        shown.wait_for_load_state("networkidle")
        fetched = [(response.url, len(gzip.compress(response.body(), 9))) for response in list(came)]
        context.close()
        assert sum(size for _, size in fetched) <= limit and len(fetched) <= requests, fetched

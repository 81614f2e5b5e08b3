"""A map counts people in cells and points at nobody."""

import re

from django.template import Context, Template

from safeconduct.web import maps
from safeconduct.web.drawn import Map, Place, Spot
from tests.web.gallery import picture

BOX = (-73.4, 18.05, -71.5, 19.05)


def drawn(made):
    return Template("{% load web %}{% map picture %}").render(Context({"picture": made}))


def test_a_cell_of_fewer_than_ten_people_is_neither_drawn_nor_listed():
    html = drawn(Map("m", "a", BOX, spots=[Spot(-72.3, 18.5, 9, "Nine"), Spot(-72.9, 18.9, 10, "Ten")]))
    assert "Nine" not in html and html.count("Ten") == 2
    assert "9 people are not in a cell that is drawn." in html


def test_spots_in_one_cell_are_counted_together_and_named_after_the_largest():
    cells, hidden = maps.gather(maps.geo.View.of(BOX, 640, 359), [Spot(-72.30, 18.5, 6, "Small"), Spot(-72.301, 18.501, 7, "Large"), Spot(0, 0, 5, "Far")])
    assert [(cell.count, cell.name) for cell in cells] == [(13, "Large")] and hidden == 5


def test_no_spots_at_all_draw_a_map_without_cells():
    assert "Nobody is drawn." in drawn(Map("m", "a", BOX))


def test_names_and_marks_never_cover_the_number_of_a_cell():
    made = maps.lay_out(picture(), 640, 359)
    for spot in made["places"]:
        for cell in made["table"]:
            assert (spot["x"] - cell.x) ** 2 + (spot["y"] - cell.y) ** 2 > maps.RADIUS**2, spot["place"].name


def test_a_name_stands_nearer_to_its_own_cell_than_to_another():
    made = maps.lay_out(picture(), 640, 359)
    named = [spot for spot in made["cells"] if spot["name_y"] is not None]
    assert {"Port-au-Prince", "Carrefour", "Léogâne"} <= {spot["cell"].name for spot in named}
    for spot in named:
        wide = maps.LETTER * len(spot["cell"].name)
        middle = spot["name_x"] + {"mid": 0, "end": -wide / 2, "": wide / 2}[spot["anchor"]]
        near = min(made["table"], key=lambda cell: (cell.x - middle) ** 2 + (cell.y - spot["name_y"] + 4) ** 2)
        assert near.name == spot["cell"].name


def test_a_map_across_the_date_line_draws_both_sides():
    made = maps.lay_out(Map("m", "a", (177, -19, -178, -15), spots=[Spot(179, -17, 12, "West"), Spot(-179, -17, 15, "East")], places=[Place(178.4, -18.1, "Suva")]), 640, 359)
    west, east = sorted(made["table"], key=lambda cell: cell.x)
    assert (west.name, east.name) == ("West", "East") and 0 < west.x < east.x < 640


def test_geometry_stands_in_attributes_and_never_in_style():
    html = drawn(picture())
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", html)


def test_every_map_has_a_title_a_sentence_and_a_table():
    html = drawn(picture())
    assert "<title" in html and "<desc" in html and "<caption>People by cell" in html


def test_each_place_is_a_link_in_a_list_and_a_mark_that_shows_what_it_is():
    html = drawn(Map("m", "a", BOX, places=[Place(-72.3, 18.5, "Embassy", what="Mission", state="ok", said="open", url="/one/"), Place(-72.1, 18.6, "Yard", "shut", what="Assembly point", state="bad", said="shut")]))
    listed = html.split('class="spots"')[1].split("</ul>")[0]
    assert '<a href="/one/"><bdi data-content>Embassy</bdi></a>' in listed and "Mission" in listed and "Assembly point" in listed and listed.count("<a ") == 1 and 'class="mark bad">shut' in listed
    marks = html.split('class="marks"')[1].split("</svg>")[0]
    assert 'href="/one/" tabindex="-1"' in marks and "Mission · open" in marks and "Assembly point · shut" in marks, "by pointer; by keyboard and ear it is the list"
    assert html.index('role="img"') < html.index('class="marks" aria-hidden="true"')


def test_what_a_mark_shows_stays_inside_the_picture():
    made = maps.lay_out(Map("m", "a", BOX, places=[Place(BOX[0] + 0.001, BOX[3] - 0.001, "A rather long name of a place at the rim", what="Border crossing", said="shut")]), 640, 359)
    mark = made["marks"][0]
    assert mark["left"] >= 0 and mark["left"] + mark["wide"] <= 640 and 0 <= mark["plate_y"] <= 359 - 44


def test_many_places_stand_in_the_table_with_their_links():
    html = drawn(Map("m", "a", BOX, places=[Place(-72.3, 18.5, f"Site {n}", url=f"/{n}/") for n in range(maps.LISTED + 1)]))
    assert 'class="spots"' not in html and '<a href="/24/"><bdi data-content>Site 24</bdi></a>' in html

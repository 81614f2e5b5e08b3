"""Who is inside, by admin area and by name: counts that point at nobody, estimates no surer than they are, looks written down."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from safeconduct.access.models import Look
from safeconduct.hazards import queries
from safeconduct.hazards.models import Hazard
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.places import actions as places
from tests import worlds
from tests.hazards.test_chain import cap, put, receive
from tests.hazards.test_pages import Desk
from tests.stories.world import square
from tests.worlds import NOW

pytestmark = pytest.mark.django_db


def area(code, box, parent="HTI", level=1):
    places.put_area(worlds.system(), uid=new_uid(), country="HTI", level=level, code=code, name=f"Area {code}", parent=parent, zone="America/Port-au-Prince", geometry=square(*box), at=NOW)


@pytest.fixture
def desk(client):
    """A post, the footprint 18-19 N, 73-72 W, and three areas: west half, east half, and one that only touches it."""
    desk = Desk(client)
    area("HTI", (-75, 17, -71, 20.5), "", 0)
    area("HT01", (-73, 18, -72.5, 19))
    area("HT02", (-72.5, 18, -71.5, 19))
    area("HT03", (-74, 18, -73, 19))
    receive(desk.post.officer, cap(), NOW)
    desk.hazard = Hazard.objects.get().uid
    return desk


def crowd(desk, west, east, days=0, **more):
    for n in range(west + east):
        put(desk.post.officer, -72.8 if n < west else -72.2, 18.5, days=days, **more)


def by_area(desk, at=NOW):
    actor = worlds.acting(desk.user, desk.section, at)
    return {row.code: row for row in queries.by_area(queries.sight(actor, queries.hazard(actor, desk.hazard), at)).rows}


def test_people_stand_in_the_area_of_their_position_with_the_worst_band_there(desk):
    crowd(desk, 12, 8)
    crowd(desk, 0, 7, days=400)
    rows = by_area(desk)
    assert set(rows) == {"HT01", "HT02"}, "an area that the footprint only touches is not hit"
    assert (rows["HT01"].certain, rows["HT01"].possible, rows["HT01"].inside, rows["HT01"].band) == (12, 0, 12, 1)
    assert (rows["HT02"].certain, rows["HT02"].possible, rows["HT02"].inside) == (8, 7, 15)


def test_a_small_number_is_withheld_and_does_not_follow_from_the_sum_on_the_page(desk):
    crowd(desk, 3, 20)
    rows = by_area(desk)
    assert rows["HT01"].inside is None and rows["HT02"].inside is None, "23 less 20 would tell that 3 are in the west"


def test_a_few_alone_are_not_given_away_by_empty_areas(desk):
    crowd(desk, 3, 0)
    assert [row.inside for row in by_area(desk).values()] == [None, None]


def test_ages_and_needs_are_counted_and_what_is_not_known_is_not_none(desk):
    from safeconduct.people.models import Person

    crowd(desk, 30, 0)
    ids = list(Person.objects.within(desk.actor).order_by("id").values_list("id", flat=True))
    year = NOW.year
    for some, values in ((ids[:6], {"birth_year": year - 9}), (ids[6:13], {"birth_year": year - 70}), (ids[13:20], {"birth_year": None, "needs": ["oxygen"]}), (ids[20:], {"birth_year": year - 30})):
        Person.objects.within(desk.actor).filter(id__in=some).update(**values)
    row = by_area(desk)["HT01"]
    assert (row.child, row.elder, row.age_unknown, row.need) == (6, 7, 7, 7)


def test_an_estimate_stands_beside_those_on_file_as_a_range_with_its_source_and_month(desk):
    crowd(desk, 6, 6)
    told = {"nationality": worlds.acting(desk.user, desk.section, NOW).state, "method": "survey", "source": "census", "month": date(2026, 12, 1)}
    places.record_presence(worlds.system(), uid=new_uid(), path="HTI/HT01", low=100, best=None, high=240, at=NOW, **told)
    places.record_presence(worlds.system(), uid=new_uid(), path="HTI/HT02", low=10, best=20, high=40, at=NOW, **told)
    rows = by_area(desk)
    west, east = rows["HT01"].estimates[0], rows["HT02"].estimates[0]
    assert (west.low, west.best, west.high, west.share) == (100, None, 240, 1.0), "no best of ours where the source gives none"
    assert (east.low, east.best, east.high) == (5, 10, 20) and 0.49 < east.share < 0.51
    page = desk.text("hazards:hazard", desk.hazard)
    assert "100–240" in page and "2026-12" in page and "50% of the area is inside" in page and "HT02" in page


def test_who_is_hidden_is_in_no_row(desk):
    crowd(desk, 12, 8)
    before = by_area(desk)
    agency = worlds.post()
    put(agency.officer, -72.8, 18.5)
    assert by_area(desk) == before


def test_the_page_leads_to_the_list_only_whoever_may_see_people(desk, client):
    crowd(desk, 12, 8)
    page, address = desk.text("hazards:hazard", desk.hazard), reverse("hazards:inside", args=[desk.hazard])
    assert f'{address}?area=HTI%2FHT01"' in page and f'href="{address}"' in page
    other = Desk(client, "emergency_manager", ("emergency",))
    assert address not in other.text("hazards:hazard", desk.hazard)
    assert client.get(address).status_code == 403


def test_the_list_of_an_area_names_its_people_is_paged_and_every_look_is_written_down(desk):
    crowd(desk, 53, 2)
    at = timezone.now() - timedelta(minutes=1)
    address = reverse("hazards:inside", args=[desk.hazard])
    first = desk.client.get(address, {"area": "HTI/HT01"})
    assert first.status_code == 200 and Look.objects.filter(verb="hazards.see_inside", at__gt=at).count() == 50
    text = first.content.decode()
    assert text.count('<th scope="row"') == 50 and "50 of 53 rows" in text
    onward = text.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = desk.client.get(address + onward).content.decode()
    assert second.count('<th scope="row"') == 3
    assert desk.client.get(address, {"area": "HTI/HT02"}).content.decode().count('<th scope="row"') == 2
    assert desk.client.get(address, {"area": "HTI/HT77"}).status_code == 404
    assert desk.client.get(address, {"after": "nonsense"}).status_code == 200


def test_another_s_people_are_on_no_list(desk):
    crowd(desk, 6, 0)
    put(worlds.post().officer, -72.8, 18.5)
    actor = worlds.acting(desk.user, desk.section, NOW)
    assert len(queries.inside_area(actor, desk.hazard, NOW, "HTI/HT01")) == 6
    with pytest.raises(NotFound):
        queries.inside_area(actor, desk.hazard, NOW, "HTI/HT03")

"""Examples of the verbs of places."""

from datetime import date

from safeconduct.kernel.ids import new_uid
from tests.house.examples.table import ADMIN, HEAD, example


@example("places.put_area", ADMIN, fills=True, grows=True)
def _(world):
    from safeconduct.places.models import Area

    return {"uid": new_uid(), "country": "HTI", "level": 2, "code": f"HT01{Area.objects.count():03d}", "name": "A commune", "parent": "HT01", "geocodes": []}


@example("places.put_site", HEAD, fills=True, grows=True)
def _(world):
    return {"uid": new_uid(), "kind": "assembly_point", "name": "Football ground", "country": "HTI", "path": "HTI/HT01", "lon": -72.4, "lat": 18.6}


@example("places.set_status", fills=True)
def _(world):
    return {"site": world.samples["site"], "status": "limited", "note": "Only by appointment."}


@example("places.record_presence", HEAD, fills=True)
def _(world):
    return {"uid": new_uid(), "path": "HTI/HT02", "nationality": "UTO", "low": 1, "best": None, "high": 9, "source": "census", "method": "count", "month": date(2026, 11, 1)}


@example("places.put_areas", ADMIN)
def _(world):
    areas = [{"country": "HTI", "level": 2, "code": f"HT02{number:03d}", "name": f"Commune {number}", "parent": "HT02"} for number in (901, 902)]
    return {"areas": areas, "country": "HTI"}


@example("places.put_sites", ADMIN)
def _(world):
    return {"sites": [{"uid": new_uid(), "kind": "shelter", "name": "Lycée", "country": "HTI", "path": "HTI/HT02", "lon": -72.5, "lat": 18.2}]}

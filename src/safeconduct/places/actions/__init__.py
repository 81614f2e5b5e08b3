"""Verbs of places: areas and places with a door, one by one or from files; estimates of people; what is open."""

from safeconduct.places.actions.importing import Refused, Report, import_areas, import_sites, put_areas, put_sites
from safeconduct.places.actions.putting import put_area, put_site, record_presence, set_status

__all__ = ["Refused", "Report", "import_areas", "import_sites", "put_area", "put_areas", "put_site", "put_sites", "record_presence", "set_status"]

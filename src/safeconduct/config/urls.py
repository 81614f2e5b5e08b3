"""Where each room's pages hang."""

from importlib.util import find_spec

from django.urls import include, path
from django.views.i18n import set_language

from safeconduct.access.pages import open_page

ROOMS = ["places", "crises", "people", "partners", "messaging", "hazards", "cases", "checkins", "plans", "reporting", "my"]

urlpatterns = [
    path("language/", open_page("everybody chooses a language before signing in")(set_language), name="set_language"),
    path("", include("safeconduct.access.urls")),
    *[path(f"{room}/", include(f"safeconduct.{room}.urls")) for room in ROOMS if find_spec(f"safeconduct.{room}.urls")],
]

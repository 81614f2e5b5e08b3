"""The words of places for pages: kinds and statuses."""

from django.utils.translation import gettext_lazy as _

KINDS = {
    "mission": _("Mission"), "airport": _("Airport"), "port": _("Port"), "crossing": _("Border crossing"), "assembly_point": _("Assembly point"),
    "reception_centre": _("Reception centre"), "shelter": _("Shelter"), "hospital": _("Hospital"), "hub": _("Hub"), "other": _("Other place"),
}  # fmt: skip
STATUSES = {"open": _("open"), "limited": _("limited"), "shut": _("shut"), "unknown": _("not known")}
MARKS = {"open": "ok", "limited": "late", "shut": "bad", "unknown": "off"}

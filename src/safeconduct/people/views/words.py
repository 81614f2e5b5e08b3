"""Words for codes on the pages of the register."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.people.forms.choices import country_name
from safeconduct.standards import load

RECORDS = {"on_file": _("on file"), "provisional": _("came forward, not matched")}
STATUSES = {"active": _("active"), "archived": _("archived: two questions were not answered"), "merged": _("joined with another record")}
SOURCES = {
    "self": _("the person"), "officer": _("an officer"), "import": _("a list that was brought"), "walk_in": _("walked in"), "open_door": _("the open door"), "demo": _("demonstration"),
    "told": _("told"), "gps": _("telephone's position"), "address": _("address"), "cell": _("telephone network"),
}  # fmt: skip
SEXES = {"f": _("woman"), "m": _("man"), "x": _("other"), "": _("not said")}
STAYS = {"residence": _("lives there"), "trip": _("trip")}
DOCUMENTS = {"held": _("the person has it"), "lost": _("lost"), "expired": _("expired"), "withheld": _("somebody keeps it")}
KINDS = {
    "passport": _("passport"), "identity_card": _("identity card"), "laissez_passer": _("emergency travel document"), "birth_certificate": _("birth certificate"),
    "residence_permit": _("residence permit"), "other": _("other"),
}  # fmt: skip
ANSWERS = {"call": _("Call me"), "write": _("Write to me"), "only_when_i_write": _("Only when I write first"), "code": _("I will come back with my code")}
SIDES = (("cannot_stay", _("Cannot stay")), ("cannot_move_on", _("Cannot move on")), ("cannot_return", _("Cannot return")))
LIFTERS = {"OS": _("own State"), "HS": _("host State"), "TS": _("transit State"), "PS": _("private sector"), "IO": _("international organisation"), "CS": _("civil society"), "MG": _("the person")}
REASONS = {"code": _("the code"), "telephone": _("the telephone"), "e-mail": _("the e-mail address"), "document": _("the document number")}


def reason(text: str) -> str:
    """Why somebody was found, in the language of the page."""
    return str(REASONS[text]) if text in REASONS else gettext(text)


def name_of(key: str, cards) -> str:
    """The translated name of an entry of the standards; its key where it is not known."""
    return next((gettext(one.name) for one in cards if one.key == key), key)


def places(codes) -> str:
    """Countries by name."""
    return ", ".join(country_name(code) for code in codes if code)


def regime(key: str) -> str:
    """The name of a regime."""
    return name_of(key, load.regimes())

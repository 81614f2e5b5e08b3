"""The menu in the order of the guidelines, and what every page of the operations room is given."""

from __future__ import annotations

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from safeconduct.config.commands.demo import how_far

# phase, title, [(title, page, verb)]; whoever sees hazards finds the feeds there
MENU = [
    ("prepare", _("Prepare"), [
        (_("Countries"), "places:countries", "places.see_places"),
        (_("Register"), "people:find", "people.find_people"),
        (_("Contacts"), "partners:contacts", "partners.see_contacts"),
        (_("Services"), "partners:services", "partners.see_services"),
        (_("Agreements"), "partners:agreements", "partners.see_agreements"),
    ]),
    ("respond", _("Respond"), [
        (_("Crises"), "crises:list", "crises.see_crises"),
        (_("Hazards"), "hazards:list", "hazards.see_hazards"),
        (_("Feeds"), "hazards:feeds", "hazards.see_feeds"),
        (_("Outreach"), "messaging:outreach", "messaging.see_outreach"),
        (_("Accounting"), "checkins:campaigns", "checkins.see_campaigns"),
        (_("Cases"), "cases:queue", "cases.see_queue"),
    ]),
    ("learn", _("Learn"), [
        (_("Reports"), "reporting:list", "reporting.see_reports"),
        (_("Journal"), "access:journal", "access.see_journal"),
        (_("Data protection"), "access:data", "access.see_demands"),
        (_("Users"), "access:users", "access.see_users"),
    ]),
]  # fmt: skip


def context(request) -> dict:
    """Menu, crisis, unit and exercise of the page that is being drawn; nothing on pages of the open door."""
    actor = getattr(request, "whole_actor", None)
    shared = {
        "languages": [code for code, _name in settings.LANGUAGES],
        "language_url": reverse("set_language"),
        "home_url": reverse("access:home"),
    }
    if actor is None or actor.kind != "person":
        return shared
    phases = []
    for code, title, entries in MENU:
        items = [
            {"title": name, "url": url, "current": _is_current(request.path, page, url)}
            for name, page, verb in entries
            if actor.may(verb) and not (page == "hazards:feeds" and actor.may("hazards.see_hazards")) and (url := _url(page))
        ]
        if items:
            phases.append({"code": code, "title": title, "url": items[0]["url"], "items": items, "here": any(i["current"] for i in items)})
    return shared | {
        "menu": phases,
        "actor": actor,
        "account": {"name": request.user.name, "role": _role(actor), "url": reverse("access:account"), "sign_out_url": reverse("access:sign-out")},
        "crisis": request.session.get("crisis"),
        "crises_url": _url("crises:list") if actor.may("crises.see_crises") else "",
        "search_url": _url("people:find") if actor.may("people.find_people") else "",
        "exercise": request.session.get("exercise") if actor.space else None,
        "demo_making": how_far(),
    }


def _is_current(path: str, page: str, url: str) -> bool:
    """Whether a menu entry leads to the page at hand; the page of a crisis belongs to the crises."""
    if "/reporting/crisis/" in path:
        return page == "crises:list"
    if "/partners/on-call/" in path:
        return page == "partners:contacts"
    return path.startswith(url)


def _role(actor) -> str:
    from safeconduct.access.actors import role_titles

    return gettext(role_titles()[actor.rights[0].role]["title"]) if actor.rights else ""


def _url(page: str) -> str:
    try:
        return reverse(page)
    except NoReverseMatch:
        return ""

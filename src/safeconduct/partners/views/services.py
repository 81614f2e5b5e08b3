"""Pages of services: where help is, for whom, and what to say."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.partners import actions, forms, queries, rules, shown, tables, words
from safeconduct.partners.views.answering import choices, done
from safeconduct.places import queries as places

UNREAD = {
    "too_large": gettext_lazy("The file is too large. Split it."), "not_a_workbook": gettext_lazy("This is no workbook that can be read. Save it as XLSX or CSV again."),
    "no_headings": gettext_lazy("The first row must name the columns, at least name and kind, or use HXL tags."), "too_many_rows": gettext_lazy("These are too many rows. Split the file."),
}  # fmt: skip


@page("partners.see_services", text="See where help is")
def services(request):
    """Where is help, and for whom?"""
    now, whole = timezone.now(), request.whole_actor
    form = forms.Find(request.GET or None, areas=shown.areas(), kinds=words.SERVICES.items(), tongues=shown.tongue_choices())
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    cards = queries.services(request.actor, now, path=told.get("path", ""), kind=told.get("kind", ""), language=told.get("language", ""), text=told.get("text", ""))
    names = shown.area_names(one.path for one in cards)
    rows = [shown.service(one, now, names) for one in cards]
    context = {
        "rows": rows[:300], "all": len(rows), "open": sum(one.status == "open" for one in cards), "shut": sum(one.status == "shut" for one in cards),
        "fresh": sum(one.standing == "fresh" for one in cards), "broken": sum(one.firewall == "broken" for one in cards), "form": form, "map": shown.picture(rows), "limit": rules.SERVICE_DAYS,
        "may_add": whole.may("partners.put_service"), "may_bring": whole.may("partners.put_services"), "may_give": whole.may("partners.export_services"), "now": now,
    }  # fmt: skip
    return render(request, "partners/services.html", context)


@page("partners.put_service")
def add_service(request):
    """What help is there, where, and for whom?"""
    return _write(request, new_uid(), {"firewall": "unknown", "status": "open", "is_open": True})


@page("partners.put_service")
def change_service(request, uid):
    """What changed?"""
    card = queries.service(request.actor, uid, timezone.now())
    if not card.mine:
        raise NotFound()
    told = {name: getattr(card, name) for name in (
        "name", "kind", "path", "is_secret", "lat", "lon", "address", "telephone", "hours", "capacity", "for_whom", "firewall", "how_to_refer", "what_to_say", "status", "is_open",
    )}  # fmt: skip
    told |= {"organisation": str(card.organisation_uid or ""), "organisation_name_": "" if card.organisation_uid else card.organisation, "site": str(card.site or "")}
    told |= {"contact": str(card.contact or ""), "eligibility": list(card.eligibility), "languages": list(card.languages), "accessibility": list(card.accessibility)}
    return _write(request, uid, told, card)


def _write(request, uid, initial, card=None):
    sites = [(str(one.uid), one.name) for one in places.sites()][:400]
    form, status = forms.ServiceForm(request.POST or None, initial=initial, sites=sites, **choices(request, "organisations", "areas", "tongues", "contacts")), 200
    if request.method == "POST":
        status = 422
        if done(form, lambda told: actions.put_service(request.whole_actor, service=uid, at=timezone.now(), **told)):
            messages.success(request, _("Kept. Ask the service itself, and say that you did."))
            return redirect("partners:service", uid=uid)
    return render(request, "partners/write_service.html", {"form": form, "card": card}, status=status)


@page("partners.see_services")
def service(request, uid, status_form=None, verify_form=None, status=200):
    """May we send somebody there, and what do we say?"""
    now, whole = timezone.now(), request.whole_actor
    card = queries.service(request.actor, uid, now)
    names = shown.area_names([card.path])
    one = shown.service(card, now, names)
    focal = queries.contact_card(request.actor, card.contact, now) if card.contact and whole.may("partners.see_contacts") else None
    context = {
        "one": one, "card": card, "focal": shown.contact(focal, now, names) if focal and focal.ended_at is None else None, "local": now.astimezone(rules.clock(card.zone)), "limit": rules.SERVICE_DAYS,
        "status_form": (status_form or forms.ServiceStatus(initial={"status": card.status, "note": card.status_note})) if card.mine and whole.may("partners.set_service_status") else None,
        "verify_form": (verify_form or forms.Verify()) if card.mine and whole.may("partners.verify_service") else None, "may_change": card.mine and whole.may("partners.put_service"),
    }  # fmt: skip
    return render(request, "partners/service.html", context, status=status)


@page("partners.set_service_status")
@require_POST
def set_status(request, uid):
    """Is it open?"""
    form = forms.ServiceStatus(request.POST)
    if done(form, lambda told: actions.set_service_status(request.whole_actor, service=uid, at=timezone.now(), **told)):
        return redirect("partners:service", uid=uid)
    return service(request, uid, status_form=form, status=422)


@page("partners.verify_service")
@require_POST
def verify(request, uid):
    """Does what is on file hold?"""
    form = forms.Verify(request.POST)
    if done(form, lambda told: actions.verify_service(request.whole_actor, service=uid, at=timezone.now(), **told)):
        return redirect("partners:service", uid=uid)
    return service(request, uid, verify_form=form, status=422)


@page("partners.put_services")
def bring(request):
    """What came of this list?"""
    form, report, status = forms.BringServices(request.POST or None, request.FILES or None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                report = actions.import_services(request.whole_actor, data=form.cleaned_data["file"].read(), dry=form.cleaned_data["dry"], at=timezone.now())
                status = 200
            except tables.NotATable as wrong:
                form.add_error("file", UNREAD[wrong.code])
            except Refusal as refused:
                form.add_error(None, shown.refusal(refused))
    pairs = ((_("Rows"), "rows"), (_("Created"), "created"), (_("Updated"), "updated"), (_("Unchanged"), "unchanged"), (_("Refused"), "refused"))
    counts = [Figure(said, value=getattr(report, name)) for said, name in pairs] if report else []
    return render(request, "partners/bring.html", {"form": form, "report": report, "counts": counts, "refusals": report.refusals[:500] if report else []}, status=status)

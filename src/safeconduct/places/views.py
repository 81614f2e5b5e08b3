"""Pages of places: which countries we know, what is open, how many people are thought to be where."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language

from safeconduct.access.pages import page
from safeconduct.kernel.figures import Figure
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotAllowed, Refusal
from safeconduct.places import actions, forms, queries, shown, tables, words


@page("places.see_places", text="See countries, areas, places with a door and estimates")
def countries(request):
    """Which countries do we know?"""
    cards = [shown.country(one, get_language()) for one in queries.countries()]
    return render(request, "places/countries.html", {"countries": cards, "may_bring": request.whole_actor.may("places.put_areas"), "shut": sum(one["shut"] for one in cards)})


@page("places.see_places")
def area(request, path, form=None):
    """What is open here, and who is thought to be here?"""
    card = queries.area(path)
    if card is None:
        raise Http404
    whole, status = request.whole_actor, 200
    if request.method == "POST":
        if not whole.may("places.record_presence"):
            raise NotAllowed(verb="places.record_presence")
        form, status = forms.Estimate(request.POST, state=whole.state, language=get_language()), 422
        if form.is_valid():
            try:
                actions.record_presence(whole, uid=new_uid(), path=path, at=timezone.now(), **form.cleaned_data)
                return redirect("places:area", path=path)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    sites = [shown.site(one) for one in queries.sites(path=path)]
    estimates = [shown.estimate(one) for one in queries.presence(path=path)]
    parts = [one for one in queries.areas_in(path, most_level=card.level + 1) if one.level == card.level + 1]
    context = {
        "card": card, "name": shown.name_of(card, get_language()), "trail": shown.trail(path), "sites": sites, "estimates": estimates, "parts": parts,
        "open": sum(one["card"].status == "open" for one in sites), "shut": sum(one["card"].status == "shut" for one in sites),
        "emergency": shown.emergency(card), "map": shown.picture(card, sites, get_language()),
        "form": form or (forms.Estimate(state=whole.state, language=get_language()) if whole.may("places.record_presence") else None),
    }  # fmt: skip
    return render(request, "places/area.html", context, status=status)


@page("places.see_places")
def sites(request):
    """What is open?"""
    country, kind = request.GET.get("country", ""), request.GET.get("kind", "")
    held = queries.sites(path=country, kinds=[kind] if kind in words.KINDS else [])
    rows = [shown.site(one) for one in sorted(held, key=lambda one: (("shut", "limited", "unknown", "open").index(one.status), one.country, one.name))]
    counts = [(words.MARKS[key], said, Figure(said, value=sum(one["card"].status == key for one in rows))) for key, said in words.STATUSES.items()]
    context = {"sites": rows[:500], "all": len(rows), "counts": counts, "kinds": words.KINDS.items(), "kind": kind, "countries": queries.countries(), "country": country}
    return render(request, "places/sites.html", context)


@page("places.see_places")
def site(request, uid):
    """Is it open?"""
    card, whole, status = queries.site(uid), request.whole_actor, 200
    form = forms.Status(request.POST or None, initial={"status": card.status, "note": card.status_note}) if whole.may("places.set_status") else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed(verb="places.set_status")
        status = 422
        if form.is_valid():
            try:
                actions.set_status(whole, site=uid, at=timezone.now(), **form.cleaned_data)
                return redirect("places:site", uid=uid)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    number = card.emergency_number or queries.emergency_number(card.country, card.path)
    return render(request, "places/site.html", {"site": shown.site(card), "card": card, "form": form, "trail": shown.trail(card.path), "number": number}, status=status)


@page("places.put_areas")
def bring(request):
    """What came of this file?"""
    form, report, status = forms.Bring(request.POST or None, request.FILES or None), None, 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            do = actions.import_sites if told["what"] == "sites" else actions.import_areas
            try:
                report = do(request.whole_actor, data=told["file"].read(), name=told["file"].name, country=told["country"], dry=told["dry"], at=timezone.now())
                status = 200
            except tables.NotATable as wrong:
                form.add_error("file", str(wrong))
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    counts = shown.counts(report) if report else []
    return render(request, "places/import.html", {"form": form, "report": report, "counts": counts, "refusals": report.refusals[:500] if report else []}, status=status)

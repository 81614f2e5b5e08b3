"""Pages of hazards: what threatens now, who is inside, what the sources say, where they are watched."""

from __future__ import annotations

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.access.pages import looked, page
from safeconduct.crises import actions as crises
from safeconduct.crises import queries as crises_queries
from safeconduct.crises import rules as crises_rules
from safeconduct.hazards import actions, forms, listed, queries, shown
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.places import queries as places

MOST_FILES = 50


@page("hazards.see_hazards", text=_("See hazards and how many are inside"), help_data=True)
def hazard_list(request):
    """What threatens now?"""
    actor = request.actor
    threats = queries.threats(actor)
    return render(
        request,
        "hazards/list.html",
        {
            "threats": [shown.threat(one, get_language()) for one in threats], "proposing": sum(one.proposes for one in threats), "now": timezone.now(),
            "assessments": [shown.assessment(one, timezone.now()) for one in queries.assessments(actor)], "may_receive": request.whole_actor.may("hazards.receive"),
            "last": queries.last_receipt_at(actor), "inside": shown.total_inside(threats),
        },
    )  # fmt: skip


@page("hazards.see_hazards", help_data=True)
def past(request):
    """What is over?"""
    threats = queries.threats(request.actor, current=False)
    return render(request, "hazards/past.html", {"threats": [shown.threat(one, get_language()) for one in threats]})


@page("hazards.see_hazards", help_data=True)
def hazard(request, uid, form=None, bind_form=None, crisis_form=None, closing=None, status=200):
    """Who is inside?"""
    actor, now = request.actor, timezone.now()
    card = queries.hazard(actor, uid)
    if card.joined_uid:
        return redirect("hazards:hazard", uid=card.joined_uid)
    seen, whole = queries.sight(actor, card, now), request.whole_actor
    exposure = queries.exposure(actor, uid, now, seen)
    name, language = queries.known_as(card, get_language())
    open_crises = crises_queries.crises(actor, status="open") if whole.may("hazards.bind") else []
    bound = next((one for one in crises_queries.crises(actor) if one.uid == card.crisis_uid), None) if card.crisis_uid else None
    alerts = queries.alerts_of(actor, uid)
    context = {
        "hazard": card, "name": name, "name_language": language, "now": now, "exposure": exposure, "figures": shown.figures(exposure, actor),
        "bands": shown.bands(exposure), "splits": shown.splits(exposure), "estimates": shown.estimates(exposure), "areas": queries.by_area(seen), "list_url": reverse("hazards:inside", args=[uid]) if whole.may("hazards.see_inside") else "", "map": shown.picture(card, exposure, name, whole.may("places.see_places")),
        "alerts": [shown.alert(one) for one in alerts], "authority": queries.authority(actor, uid, get_language()),
        "proposes": [one for one in alerts if one.proposes], "write_url": shown.write_url(whole, uid, card.kind), "offers": queries.offers(actor, uid) if whole.may("hazards.join") else [],
        "assessments": [shown.assessment(one, now) for one in queries.assessments(actor, only_open=False, hazard=uid)],
        "close_form": form or forms.Conclusion(), "closing": closing, "may_close": whole.may("hazards.close_assessment"), "crisis_card": bound,
        "bind_form": bind_form or (forms.Bind(crises=open_crises) if open_crises and not card.crisis_uid else None),
        "crisis_form": crisis_form or (forms.OpenCrisis(initial={"name": name}) if whole.may("crises.open_crisis") and whole.may("hazards.bind") and not card.crisis_uid else None),
    }  # fmt: skip
    zone = bound.zone if bound else "UTC"
    with timezone.override(crises_rules.clock(zone)):
        return render(request, "hazards/hazard.html", context | {"zone": zone}, status=status)


@page("hazards.see_inside", text=_("See who is inside a hazard, by name"), help_data=True)
def inside(request, uid):
    """Who are they?"""
    actor, now = request.actor, timezone.now()
    card = queries.hazard(actor, uid)
    path = request.GET.get("area")
    found = queries.inside_area(actor, uid, now, path)
    rows = listed.rows_after(actor, found, request.GET.get("after", ""))
    looked(request.whole_actor, "hazards.see_inside", [row.uid for row in rows[: listed.SIZE]])
    name, language = queries.known_as(card, get_language())
    table = listed.table(request.whole_actor, [one.name for one in queries.bands(uid)], rows)
    area = places.area(path) if path else None
    certain = sum(one.certain for one in found)
    context = {
        "hazard": card, "name": name, "name_language": language, "now": now, "area": area, "nowhere": path == queries.NOWHERE,
        "figure": shown.ranged(_("Inside"), certain, len(found), as_of=now, exercise=actor.space != 0), "page": table.page(rows, table.want(request.GET), request.GET, total=len(found)),
    }  # fmt: skip
    zone = _zone_name(actor, card)
    with timezone.override(crises_rules.clock(zone)):
        return render(request, "hazards/inside.html", context | {"zone": zone})


def _zone_name(actor, card) -> str:
    """The clock of the crisis that a hazard belongs to; UTC where it belongs to none."""
    return crises_queries.crisis(actor, card.crisis_uid).zone if card.crisis_uid else "UTC"


@page("hazards.close_assessment")
@require_POST
def close(request, uid):
    """Say what was concluded."""
    form = forms.Conclusion(request.POST)
    held = next((one for one in queries.assessments(request.actor, only_open=False) if one.uid == uid), None)
    if form.is_valid():
        try:
            actions.close_assessment(request.whole_actor, assessment=uid, at=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            if held is None or held.hazard_uid is None:
                raise
            form.add_error(None, refusal.sentence())
            return hazard(request, held.hazard_uid, form=form, closing=uid, status=422)
        return redirect("hazards:hazard", uid=held.hazard_uid) if held and held.hazard_uid else redirect("hazards:list")
    if held is None or held.hazard_uid is None:
        return redirect("hazards:list")
    return hazard(request, held.hazard_uid, form=form, closing=uid, status=422)


@page("hazards.join")
@require_POST
def join(request, uid):
    """These are one: the other one goes into this."""
    actions.join(request.whole_actor, hazard=request.POST.get("other", ""), into=uid, at=timezone.now())
    messages.success(request, _("Both are one hazard now: its alerts stand together, the best footprint leads."))
    return redirect("hazards:hazard", uid=uid)


@page("hazards.bind")
@require_POST
def bind(request, uid):
    """This belongs to that crisis."""
    form = forms.Bind(request.POST, crises=crises_queries.crises(request.actor, status="open"))
    if not form.is_valid():
        return hazard(request, uid, bind_form=form, status=422)
    actions.bind(request.whole_actor, hazard=uid, crisis=form.cleaned_data["crisis"], at=timezone.now())
    return redirect("hazards:hazard", uid=uid)


@page("crises.open_crisis")
@require_POST
def open_crisis(request, uid):
    """Open a crisis around this hazard."""
    card, form, now = queries.hazard(request.actor, uid), forms.OpenCrisis(request.POST), timezone.now()
    if form.is_valid():
        kind = "conflict" if card.kind == "violence" else "natural_disaster" if card.kind not in ("industrial", "emergency", "epidemic") else "other"
        told = form.cleaned_data
        crisis = new_uid()
        try:
            crises.open_crisis(
                request.whole_actor, crisis=crisis, kind=kind, started_at=card.onset or now, paths=shown.paths_of(card), bbox=card.bbox, zone=shown.zone_of(card), at=now, **told
            )
            actions.bind(request.whole_actor, hazard=uid, crisis=crisis, at=now)
            request.session["crisis"] = {"title": told["name"], "url": reverse("crises:crisis", args=[crisis])}
            return redirect("crises:crisis", uid=crisis)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return hazard(request, uid, crisis_form=form, status=422)


@page("hazards.receive")
def drop(request):
    """What came of these files?"""
    form = forms.Drop(request.POST or None, request.FILES or None)
    taken, status = [], 200
    if request.method == "POST":
        if form.is_valid():
            files: list[UploadedFile] = form.cleaned_data["files"]
            for file in files[:MOST_FILES]:
                size_fits = file.size <= actions.MOST_BYTES
                data = file.read() if size_fits else b"\0" * (actions.MOST_BYTES + 1)
                taken.append(actions.take_in(request.whole_actor, name=file.name or "", data=data, at=timezone.now()))
            if len(files) > MOST_FILES:
                form.add_error(None, _("More than 50 files at once: the first 50 were read. Send the rest again."))
                status = 422
        else:
            status = 422
    rows = shown.taken(request.actor, taken)
    return render(
        request, "hazards/drop.html", {"form": form, "taken": rows, "folder": actions.drop_folder(), "receipts": queries.receipts(request.actor, limit=30) if not rows else []}, status=status
    )


@page("hazards.see_feeds", text=_("See which feeds are watched and how it goes"))
def feeds(request):
    """Who tells us, and do we hear them?"""
    form, status = forms.FeedForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                actions.put_feed(request.whole_actor, feed=new_uid(), name=told["name"], url=told["url"].strip(), every_seconds=told["minutes"] * 60, at=timezone.now())
                return redirect("hazards:feeds")
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    rows = [shown.feed(one, timezone.now()) for one in queries.feeds(request.actor)]
    context = {
        "may_see": request.whole_actor.may("hazards.see_hazards"), "feeds": rows, "form": form if request.whole_actor.may("hazards.put_feed") else None, "silent": [one for one in rows if one["state"] in ("bad", "late")],
        "receipts": [shown.receipt(one) for one in queries.receipts(request.actor)], "may_stop": request.whole_actor.may("hazards.stop_feed"), "folder": actions.drop_folder(),
    }  # fmt: skip
    return render(request, "hazards/feeds.html", context, status=status)


@page("hazards.stop_feed")
@require_POST
def stop(request, uid) -> HttpResponse:
    """Look there no more."""
    actions.stop_feed(request.whole_actor, feed=uid, at=timezone.now())
    return redirect("hazards:feeds")

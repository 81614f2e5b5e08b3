"""Pages of crises: which there are, at which level, what must be done, what the data of it may be used for."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.crises import actions, forms, queries, rules, shown
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.places import queries as places
from safeconduct.web.drawn import Will
from safeconduct.web.written import moment


@page("crises.see_crises", text=_("See crises, their levels and tasks"))
def crisis_list(request):
    """What is happening?"""
    cards = queries.crises(request.actor)
    rows = [shown.crisis(one, queries.levels(one.uid)[:1], get_language()) for one in cards]
    tasks = queries.tasks(request.actor, only_open=True)
    now = timezone.now()
    context = {
        "open": [row for row in rows if row["card"].status == "open"], "closed": [row for row in rows if row["card"].status != "open"], "now": now,
        "tasks": [shown.task(one, now) for one in tasks], "late": sum(one.due_at < now for one in tasks), "may_open": request.whole_actor.may("crises.open_crisis"),
        "may_finish": request.whole_actor.may("crises.finish_task"),
    }  # fmt: skip
    return render(request, "crises/list.html", context)


@page("crises.open_crisis")
def open_crisis(request):
    """What happens, where, since when, until when?"""
    areas = [one for one in places.areas() if one.level <= 1]
    now, status, zone = timezone.now(), 200, ""
    if request.method == "POST":
        chosen, status = request.POST.getlist("paths"), 422
        zone = rules.zone_there(request.POST.get("zone", "").strip(), [one.zone for one in areas if one.path in chosen])
    form = forms.OpenCrisis(request.POST or None, areas=areas, zone=zone)
    if request.method == "POST":
        with timezone.override(rules.clock(zone)):
            valid = form.is_valid()
        if valid:
            told = dict(form.cleaned_data) | {"zone": zone, "started_at": form.cleaned_data["started_at"] or now}
            uid = new_uid()
            try:
                actions.open_crisis(request.whole_actor, crisis=uid, bbox=places.box_of(told["paths"]), at=now, **told)
                _enter(request, uid, told["name"])
                with timezone.override(rules.clock(zone)):
                    messages.success(request, _("The crisis is open since %(time)s, by the clock of %(zone)s.") % {"time": moment(told["started_at"]), "zone": zone})
                return redirect("crises:crisis", uid=uid)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    return render(request, "crises/open.html", {"form": form}, status=status)


@page("crises.see_crises")
def crisis(request, uid, **more):
    """At which level are we, and what must be done?"""
    status = more.pop("status", 200)
    card = queries.crisis(request.actor, uid)
    if card.status == "open":
        _enter(request, uid, shown.name_of(card, get_language()))
    elif (request.session.get("crisis") or {}).get("url") == reverse("crises:crisis", args=[uid]):
        request.session.pop("crisis")
    whole, now, levels = request.whole_actor, timezone.now(), queries.levels(uid)
    areas = [one for path in card.paths for one in places.areas_in(path, most_level=2)]
    open_now = card.status == "open"
    context = {
        **shown.crisis(card, levels[:1], get_language()), "levels": [shown.level(one) for one in levels], "now": now, "crisis_page": shown.page_of(uid),
        "tasks": [shown.task(one, now) for one in queries.tasks(request.actor, uid)], "impact_done": bool(card.impact.get("completed_by")),
        "places_of": shown.places_named(card.paths), "may_finish": whole.may("crises.finish_task"), "may_impact": whole.may("crises.complete_impact"),
        "level_form": more.get("level_form") or (forms.Declare(steps=shown.steps(), areas=areas) if open_now and whole.may("crises.declare_level") else None),
        "task_form": more.get("task_form") or (forms.TaskForm(zone=card.zone) if open_now and whole.may("crises.open_task") else None),
        "end_form": more.get("end_form") or (forms.End() if open_now and whole.may("crises.move_end") else None), "may_close": open_now and whole.may("crises.close_crisis"),
    }  # fmt: skip
    context["late"] = [one for one in context["tasks"] if one["late"]]
    with timezone.override(rules.clock(card.zone)):
        return render(request, "crises/crisis.html", context | {"zone": card.zone}, status=status)


def _enter(request, uid, title: str) -> None:
    """From now on one works in this crisis: its name stands in the bar of every page."""
    request.session["crisis"] = {"title": title, "url": shown.page_of(uid) or reverse("crises:crisis", args=[uid]), "change_url": reverse("crises:list"), "uid": str(uid)}


@page("crises.declare_level")
@require_POST
def level(request, uid):
    """Declare a level."""
    card = queries.crisis(request.actor, uid)
    areas = [one for path in card.paths for one in places.areas_in(path, most_level=2)]
    form = forms.Declare(request.POST, steps=shown.steps(), areas=areas)
    if form.is_valid():
        told = form.cleaned_data
        scheme, key = told["step"].split(":", 1)
        try:
            actions.declare_level(
                request.whole_actor, level=new_uid(), crisis=uid, scheme=scheme, key=key, paths=told["paths"] or list(card.paths), reason=told["reason"],
                evidence=[line.strip() for line in told["evidence"].splitlines() if line.strip()], at=timezone.now(),
            )  # fmt: skip
            return redirect("crises:crisis", uid=uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return crisis(request, uid, level_form=form, status=422)


@page("crises.complete_impact")
def impact(request, uid):
    """What may the data of this crisis be used for, and what could go wrong?"""
    card = queries.crisis(request.actor, uid)
    initial = {"measures": "\n".join(str(_(one)) for one in card.impact.get("measures", [])), "residual": card.impact.get("residual", "")}
    form, status = forms.Impact(request.POST or None, initial=initial), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            try:
                measures = [line.strip() for line in told["measures"].splitlines() if line.strip()]
                actions.complete_impact(request.whole_actor, crisis=uid, residual=told["residual"], measures=measures, at=timezone.now())
                return redirect("crises:impact", uid=uid)
            except Refusal as refusal:
                form.add_error(None, refusal.sentence())
    context = {"card": card, "form": form if card.status == "open" else None, "rows": shown.impact(card.impact), "done": bool(card.impact.get("completed_by"))}
    return render(request, "crises/impact.html", context, status=status)


@page("crises.open_task")
@require_POST
def open_task(request, uid):
    """Something must be done."""
    card = queries.crisis(request.actor, uid)
    form = forms.TaskForm(request.POST, zone=card.zone)
    with timezone.override(rules.clock(card.zone)):
        valid = form.is_valid()
    if valid:
        try:
            actions.open_task(request.whole_actor, task=new_uid(), kind="task", crisis=uid, source="crises", at=timezone.now(), **form.cleaned_data)
            return redirect("crises:crisis", uid=uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return crisis(request, uid, task_form=form, status=422)


@page("crises.finish_task")
@require_POST
def finish_task(request, uid):
    """It is done."""
    actions.finish_task(request.whole_actor, task=uid, dropped=request.POST.get("dropped") == "1", at=timezone.now())
    onward = request.POST.get("next", "")
    return redirect(onward if url_has_allowed_host_and_scheme(onward, {request.get_host()}) else "crises:list")


@page("crises.see_crises")
def my_tasks(request):
    """What must be done, and what is late?"""
    now = timezone.now()
    rows = [shown.task(one, now) for one in queries.tasks(request.actor)]
    late = [one for one in rows if one["late"]]
    return render(request, "crises/tasks.html", {"tasks": rows, "late": late, "may_finish": request.whole_actor.may("crises.finish_task"), "now": now})


@page("crises.move_end")
@require_POST
def end(request, uid):
    """Move the end."""
    form = forms.End(request.POST)
    if form.is_valid():
        try:
            actions.move_end(request.whole_actor, crisis=uid, at=timezone.now(), **form.cleaned_data)
            return redirect("crises:crisis", uid=uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return crisis(request, uid, end_form=form, status=422)


@page("crises.close_crisis")
def close(request, uid):
    """What will happen when this crisis is closed?"""
    card = queries.crisis(request.actor, uid)
    if request.method == "POST":
        actions.close_crisis(request.whole_actor, crisis=uid, at=timezone.now())
        request.session.pop("crisis", None)
        messages.success(request, _("The crisis is closed. What was kept only for it is forgotten by the rules of retention."))
        return redirect("crises:list")
    waiting = len(queries.tasks(request.actor, uid, only_open=True))
    will = Will(
        _("Close this crisis?"), [(waiting, _("open tasks stay open and keep their owners"))], _("Close the crisis"), reverse("crises:close", args=[uid]),
        after=_("Campaigns end, links that were sent answer no more, and records that were kept only for this crisis are erased after their time."),
        undo=_("A closed crisis cannot be opened again: open a new one."), keep_url=reverse("crises:crisis", args=[uid]), danger=True,
    )  # fmt: skip
    return render(request, "crises/close.html", {"will": will, "card": card})

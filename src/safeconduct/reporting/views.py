"""Pages of reporting: who is affected, and what was published."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from safeconduct.access import queries as access
from safeconduct.access.pages import page
from safeconduct.crises import queries as crises
from safeconduct.crises import rules as crises_rules
from safeconduct.hazards import queries as hazards
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.places import queries as places
from safeconduct.reporting import actions, forms, queries, shown
from safeconduct.reporting.queries.counting import check_crisis
from safeconduct.web import pdf, printed

SHOWN_STEPS = 8
PAGES = {"site": ("places.see_places", "places:site"), "hazard": ("hazards.see_hazards", "hazards:hazard")}  # of what stands on the map: who may read it, where


def _zone(card):
    return crises_rules.clock(card.zone)


def _enter(request, card):
    told = {"title": shown.crisis_name(card), "url": reverse("reporting:crisis", args=[card.uid]), "change_url": reverse("crises:list"), "uid": str(card.uid)}
    if request.session.get("crisis") != told:
        request.session["crisis"] = told


def _areas(card):
    return [one for country in sorted({path.split("/")[0] for path in card.paths}) for one in places.areas(country)]


@page("reporting.see_crisis", text="See a crisis on one screen", help_data=True)
def crisis(request, uid):
    """Who is affected?"""
    now, whole = timezone.now(), request.whole_actor
    card = crises.crisis(request.actor, uid)
    check_crisis(request.actor, card)
    if card.status == "open":
        _enter(request, card)
    areas = _areas(card)
    counted = queries.numbers(request.actor, card, now)
    figures = queries.figures(counted, shown.links(whole, uid))
    steps, late, of, hours, until = queries.steps(request.actor, card, now)
    declared = next(iter(crises.levels(uid)), None)
    threats = hazards.hazards(request.actor, crisis=uid) if whole.may("hazards.see_hazards") else []
    worst = queries.leading(threats)
    context = {
        "card": card, "name": shown.crisis_name(card), "fig": figures, "stages": queries.stages(figures), "outcomes": queries.outcomes(figures), "counted": counted,
        "map": queries.picture(request.actor, card, areas, now, link=lambda what, one: shown.address(whole, *PAGES[what], one)), "steps": steps[:SHOWN_STEPS], "late": late, "of": of, "hours": hours, "until": until,
        "level": shown.level(shown.level_data(declared, areas)), "declared_at": declared.declared_at if declared else None,
        "lines": queries.last_lines(request.actor, card), "hazards": threats, "worst": worst, "now": now, "zone": card.zone,
        "ask_url": shown.address(whole, "checkins.start_campaign", "checkins:start", uid), "crisis_url": shown.address(whole, "crises.see_crises", "crises:crisis", uid),
        "report_url": shown.address(whole, "reporting.make_report", "reporting:make", uid), "list_url": shown.address(whole, "reporting.see_reports", "reporting:list"),
        "not_yet_url": shown.address(whole, "checkins.see_accounting", "checkins:accounting", uid), "journal_url": shown.address(whole, "access.see_journal", "access:journal"),
        "figure_url": shown.address(whole, "reporting.record_figure", "reporting:record", uid), "may_level": whole.may("crises.declare_level"),
        "areas": hazards.by_area(hazards.sight(request.actor, worst, now)) if worst else None,
        "inside_url": shown.address(whole, "hazards.see_inside", "hazards:inside", worst.uid) if worst else "",
        "table": shown.table(queries.plain(queries.breakdown(request.actor, card, now))),
    }  # fmt: skip
    with timezone.override(_zone(card)):
        return render(request, "reporting/crisis.html", context)


@page("reporting.see_reports", text="See situation reports", help_data=True)
def report_list(request):
    """What have we published?"""
    found = queries.reports(request.actor)
    named = {card.uid: card for card in crises.crises(request.actor)}
    rows = [{"report": one, "crisis": shown.crisis_name(named[one.crisis_uid]) if one.crisis_uid in named else ""} for one in found]
    running = [card for card in named.values() if card.status == "open" and (not request.actor.crises or card.uid in request.actor.crises)]
    told = [{"name": shown.crisis_name(card), "url": shown.address(request.whole_actor, "reporting.make_report", "reporting:make", card.uid)} for card in running]
    return render(request, "reporting/list.html", {"rows": rows, "crises": [one for one in told if one["url"]], "newest": found[0] if found else None})


@page("reporting.make_report", help_data=True)
def make_report(request, uid):
    """What do we publish?"""
    now = timezone.now()
    card = crises.crisis(request.actor, uid)
    check_crisis(request.actor, card)
    form = forms.MakeReport(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        level = shown.level_data(next(iter(crises.levels(uid)), None), _areas(card))
        made = queries.draft(request.actor, card, now, level)
        report = new_uid()
        try:
            actions.make_report(request.whole_actor, report=report, crisis=uid, draft=made, narrative=form.cleaned_data["narrative"], at=now)
            messages.success(request, _("The report is made. Its figures do not change any more."))
            return redirect("reporting:report", report)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = 422
    elif request.method == "POST":
        status = 422
    figures = queries.figures(queries.numbers(request.actor, card, now))
    context = {"card": card, "name": shown.crisis_name(card), "form": form, "fig": figures, "stages": queries.stages(figures), "now": now, "figure_url": shown.address(request.whole_actor, "reporting.record_figure", "reporting:record", uid)}
    with timezone.override(_zone(card)):
        return render(request, "reporting/make.html", context | {"zone": card.zone}, status=status)


@page("reporting.record_figure")
def record_figure(request, uid):
    """What do others count?"""
    card = crises.crisis(request.actor, uid)
    check_crisis(request.actor, card)
    now = timezone.now()
    status = 200
    with timezone.override(_zone(card)):
        form = forms.RecordFigure(request.POST or None, initial={"as_of": timezone.localtime(now)})
        if request.method == "POST":
            status = 422
            if form.is_valid():
                try:
                    actions.record_figure(request.whole_actor, figure=new_uid(), crisis=uid, at=now, **form.cleaned_data)
                    messages.success(request, _("Recorded. It stands beside our figure in the next report."))
                    return redirect("reporting:record", uid)
                except Refusal as refusal:
                    form.add_error(None, refusal.sentence())
        rows = [
            queries.side_figure({"of": r.of, "source": r.source, "meaning": r.meaning, "as_of": r.as_of.isoformat(), "low": r.low, "best": r.best, "high": r.high})
            for r in queries.recorded(request.actor, uid)
        ]  # fmt: skip
        context = {"card": card, "name": shown.crisis_name(card), "form": form, "rows": rows, "zone": card.zone}
        return render(request, "reporting/record.html", context, status=status)


@page("reporting.see_reports", help_data=True)
def report(request, uid):
    """What was known at that moment?"""
    held = queries.report(request.actor, uid)
    card = crises.crisis(request.actor, held.crisis_uid)
    context = {
        "report": held, "card": card, "name": shown.crisis_name(card), "fig": held.figures, "stages": queries.stages(held.figures),
        "outcomes": [held.figures[key] for key in shown.OUTCOMES if key in held.figures], "level": shown.level(held.level), "sides": shown.sides(held), "table": shown.table(held.breakdown),
        "requests": [held.figures[key] for key in ("critical", "open_cases", "closed_cases") if key in held.figures], "zone": card.zone,
        "old": timezone.now() - held.as_of > timedelta(hours=24), "version": shown.VERSION,
        "organisation": access.organisation_name(request.actor.organisation_id), "crisis_url": shown.address(request.whole_actor, "reporting.see_crisis", "reporting:crisis", card.uid),
    }  # fmt: skip
    with timezone.override(_zone(card)):
        return render(request, "reporting/report.html", context)


@page("reporting.see_reports", help_data=True)
def report_pdf(request, uid):
    """The report on paper, in the language of the page."""
    held = queries.report(request.actor, uid)
    card = crises.crisis(request.actor, held.crisis_uid)
    language = translation.get_language() or "en"
    with timezone.override(_zone(card)):
        sheet = printed.SituationReport(
            crisis=f"{shown.crisis_name(card)}, {held.number}", organisation=access.organisation_name(request.actor.organisation_id), level=shown.level_text(held.level),
            answer=" ".join(filter(None, (shown.answer_text(held.figures), held.narrative))), as_of=held.as_of.replace(microsecond=0), parts=shown.parts(held), exercise=bool(card.space),
        )  # fmt: skip
        try:
            content = printed.situation_report_pdf(sheet, language, settings.FONT_DIR or None)
        except pdf.NoFont as fault:
            messages.error(request, _("This machine has no font for this language on paper. Choose another language, or put a folder of fonts in the settings."))
            return render(request, "reporting/no_font.html", {"report": held, "fault": str(fault)}, status=409)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="situation-report-{held.number}.pdf"'})


@page("reporting.see_reports", help_data=True)
def report_csv(request, uid):
    """The report's figures with HXL tags."""
    held = queries.report(request.actor, uid)
    figures = [*held.figures.values(), *(shown.named(fig, fig.source) for _key, fig in held.sides), *shown.split_figures(held)]
    return HttpResponse(
        printed.figures_csv(figures), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": f'attachment; filename="situation-report-{held.number}.csv"'}
    )

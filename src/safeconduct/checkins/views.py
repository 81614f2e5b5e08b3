"""Pages of check-ins: asking, accounting for people, wardens' lists."""

from __future__ import annotations

import unicodedata
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.access import queries as access
from safeconduct.access.pages import looked, page
from safeconduct.cases import queries as cases
from safeconduct.checkins import actions, forms, queries, rules
from safeconduct.crises import queries as crises
from safeconduct.hazards import queries as hazards
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.people import queries as people
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.web import pdf, printed
from safeconduct.web.languages import own_name
from safeconduct.web.tables import Column, Table

REASONS = {
    "": _("All"), "no_answer": _("delivered without answer"), "not_delivered": _("not delivered"), "no_contact": _("no contact on file"), "by_another": _("answered by another"),
    "not_safe": _("not safely reachable"),
}  # fmt: skip

# what a number on the crisis page counts: a standing, or a group of them
STANDINGS = {
    "not_yet": _("Not yet accounted for"), "any": _("On file"), "reached": _("Reached"), "accounted": _("Accounted for"), "safe_staying": _("safe and staying"),
    "wants_to_leave": _("wants to leave"), "needs_assistance": _("needs assistance"), "moved_on": _("with an outcome"), "not_in_need": _("all others who came forward"),
    "assisted": _("Assisted"), "relocated": _("Relocated"), "departed": _("Departed"), "arrived": _("In a place of safety"), "handed_over": _("Handed over"),
}  # fmt: skip
WAYS = {"sms": _("SMS"), "web": _("open door"), "link": _("personal link"), "code": _("telephone code"), "call": _("telephone"), "officer": _("officer"), "warden": _("warden")}
BY = {"self": _("The person"), "another": _("Somebody else"), "officer": _("officer"), "warden": _("warden")}


@page("checkins.see_campaigns", text="See who is being asked", help_data=True)
def campaigns(request):
    """Whom are we asking?"""
    rows = []
    for card in queries.campaigns(request.actor):
        crisis = crises.crisis(request.actor, card.crisis_uid)
        counts = queries.counts(request.actor, card.crisis_uid)
        not_yet = sum(c.people for c in counts if c.state == "not_yet")
        rows.append({"card": card, "crisis": crisis, "asked": sum(c.people for c in counts if c.record == "on_file"), "not_yet": not_yet})
    running = sum(row["card"].state == "running" for row in rows)
    return render(request, "checkins/campaigns.html", {"rows": rows, "running": running, "crises": crises.crises(request.actor, status="open"), "now": timezone.now()})


@page("checkins.start_campaign", help_data=True)
def start(request, crisis):
    """Whom do we ask, are you safe?"""
    card = crises.crisis(request.actor, crisis)
    found = hazards.hazards(request.actor, current=True, crisis=crisis) or hazards.hazards(request.actor, current=True)
    form = forms.Start(request.POST or None, hazards=[(str(h.uid), h.name) for h in found])
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        audience = {"inside": form.cleaned_data["inside"], "possible": form.cleaned_data["possible"]}
        try:
            actions.start_campaign(
                request.whole_actor, campaign=new_uid(), crisis=crisis, audience=audience, ends_at=now + timedelta(days=form.cleaned_data["days"]),
                accept_machine=form.cleaned_data["accept_machine"], at=now,
            )  # fmt: skip
            messages.success(request, _("The asking has begun. Answers come in here as they come."))
            return redirect("checkins:accounting", crisis)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    preview = hazards.exposure(request.actor, found[0].uid, timezone.now()).total if found else None
    return render(request, "checkins/start.html", {"form": form, "crisis_card": card, "preview": preview, "none": not found}, status=status)


@page("checkins.end_campaign", help_data=True)
@require_POST
def end(request, uid):
    """End the asking."""
    actions.end_campaign(request.whole_actor, campaign=uid, at=timezone.now())
    messages.success(request, _("The asking has ended; personal links and codes with it."))
    return redirect("checkins:campaigns")


@page("checkins.ask_again", help_data=True)
def again(request, uid):
    """Whom do we ask again?"""
    now, card = timezone.now(), queries.campaign(request.actor, uid)
    form = forms.Again(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        try:
            if form.is_valid():
                actions.ask_again(request.whole_actor, campaign=uid, message=new_uid(), accept_machine=form.cleaned_data["accept_machine"], at=now)
                messages.success(request, _("They are being asked again."))
                return redirect("checkins:accounting", card.crisis_uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    found = queries.again(request.actor, card, now)
    context = {"form": form, "found": found, "crisis_card": crises.crisis(request.actor, card.crisis_uid), "now": now, "hours": rules.ASK_AGAIN_HOURS}
    return render(request, "checkins/again.html", context, status=422 if request.method == "POST" else 200)


def _running(request, crisis):
    """The newest question that runs in a crisis, for whoever may ask again."""
    if not request.whole_actor.may("checkins.ask_again"):
        return None
    return next((one for one in queries.campaigns(request.actor, crisis) if one.state == "running"), None)


def _table(crisis, names, waiting=True):
    def reach(row):
        phones = [c.value for c in row.person.contacts if c.kind == "phone" and (c.may_call or c.may_write)]
        return phones[0] if phones else ""

    def why(row):
        words = REASONS.get(row.reason, row.reason) if row.state == "not_yet" else STANDINGS.get(row.state, row.state)
        return f"{words}, {gettext('from a new number')}" if row.new_number else words

    return Table(
        name="people",
        caption=_("The worst band first."),
        empty=(_("Nobody waits here"), _("Everybody of this kind is accounted for, or nobody was asked yet."), "", ""),
        size=50,
        columns=[
            Column("name", _("Name"), value=lambda r: r.person.name, lead=True, url=lambda r: reverse("checkins:record", args=[crisis, r.person.uid]), hxl="#meta+name"),
            Column("reason", _("Why not yet") if waiting else _("State"), value=why, content=False),
            Column("band", _("Band"), value=lambda r: f"{r.band}" + ("" if r.certain else "?"), numeric=True),
            Column("reach", _("Telephone"), value=reach, plain=True),
            Column("language", _("Language"), value=lambda r: own_name(r.person.languages[0]) if r.person.languages else "", hxl="#language"),
            Column("path", _("Area"), value=lambda r: names.get(r.person.path, r.person.path), hxl="#adm2+name"),
        ],
    )


@page("checkins.see_accounting", text="See who is not yet accounted for", help_data=True)
def accounting(request, crisis):
    """Who is not yet accounted for? Or: who stands behind a number of the crisis page?"""
    card = crises.crisis(request.actor, crisis)
    counts = queries.counts(request.actor, crisis)
    state, reason, record = _asked(request.GET)
    rows = queries.not_yet(request.actor, crisis, reason=reason, state=state, record=record, after=_uuid(request.GET.get("after")), limit=51)
    looked(request.whole_actor, "checkins.see_accounting", [r.person.uid for r in rows])
    by_reason = {code: sum(c.people for c in counts if c.state == "not_yet" and (c.reason == code or not code)) for code in REASONS}
    here = reverse("checkins:accounting", args=[crisis])
    tabs = [{"url": f"{here}?reason={code}", "title": name, "count": by_reason[code], "current": code == reason and state == "not_yet"} for code, name in REASONS.items()]
    behind = sum(c.people for c in counts if queries.in_group(c, state) and (not reason or c.reason == reason) and (not record or c.record == record))
    table = _table(crisis, _area_names(card), state == "not_yet")
    file, query = "checkins:accounting-file", f"?state={state}&reason={reason}&record={record}"
    shown = table.page(
        rows, table.want(request.GET, {}), request.GET, total=behind, tabs=tabs if state == "not_yet" else [], csv_url=reverse(file, args=[crisis, "csv"]) + query,
        xlsx_url=reverse(file, args=[crisis, "xlsx"]) + query,
    )  # fmt: skip
    on_file = [c for c in counts if c.record == "on_file"]
    context = {
        "crisis_card": card, "page": shown, "not_yet": by_reason[""], "accounted": sum(c.people for c in on_file if c.state != "not_yet"), "as_of": timezone.now(), "state": state,
        "forward": sum(c.people for c in counts if c.record == "provisional"), "on_file": sum(c.people for c in on_file), "behind": behind, "running": _running(request, crisis),
        "many": queries.many_from_one_source(request.actor, crisis),
        "what": _("Came forward") if record == "provisional" and state == "any" else STANDINGS[state], "all": here,
    }  # fmt: skip
    return render(request, "checkins/accounting.html", context)


def _asked(told) -> tuple[str, str, str]:
    """Which people an address asks for: standing, reason, record."""
    state = told.get("state", "not_yet")
    state = state if state in STANDINGS else "not_yet"
    reason = told.get("reason", "") if state == "not_yet" and told.get("reason") in REASONS else ""
    return state, reason, told.get("record") if told.get("record") in ("on_file", "provisional") else ""


def _area_names(card) -> dict[str, str]:
    return {area.path: area.name for country in sorted({path.split("/")[0] for path in card.paths}) for area in places.areas(country)}


def _uuid(text):
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


@page("checkins.see_accounting", help_data=True)
def accounting_file(request, crisis, form):
    """The same list as CSV or XLSX."""
    card = crises.crisis(request.actor, crisis)
    state, reason, record = _asked(request.GET)
    rows = queries.not_yet(request.actor, crisis, reason=reason, state=state, record=record, limit=20_000)
    looked(request.whole_actor, "checkins.see_accounting", [r.person.uid for r in rows], purpose="export")
    table = _table(crisis, _area_names(card), state == "not_yet")
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(table.xlsx(rows, str(STANDINGS[state])), content_type=kind, headers={"Content-Disposition": 'attachment; filename="people.xlsx"'})
    return StreamingHttpResponse(table.csv(rows), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="people.csv"'})


@page("checkins.answer", help_data=True)
def record(request, crisis, person):
    """What did this person say?"""
    card = people.card(request.actor, person)
    looked(request.whole_actor, "checkins.answer", [card.uid])
    form = forms.Record(request.POST or None)
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            told = actions.answer(request.whole_actor, client_id=_uuid(request.POST.get("client")) or new_uid(), person=person, crisis=crisis, way="officer", at=timezone.now(), **form.cleaned_data)
            messages.success(request, _("Recorded."))
            return redirect("cases:case", told["case"]) if told["case"] else redirect("checkins:accounting", crisis)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    said = {str(code): name for code, name in forms.SAID}
    answers = [{"at": a.at, "said": said.get(a.said) or STANDINGS.get(a.said, a.said), "way": WAYS.get(a.way, a.way), "by": BY.get(a.by, a.by), "new": a.new_number} for a in queries.latest_answers(request.actor, card.id)]
    return render(request, "checkins/record.html", {"form": form, "person": card, "crisis_card": crises.crisis(request.actor, crisis), "answers": answers, "client": new_uid()}, status=status)


@page("checkins.come_forward", help_data=True)
def forward(request, crisis):
    """Somebody who is on no list calls: what do they say?"""
    card = crises.crisis(request.actor, crisis)
    languages = [(code, own_name(code)) for code in sorted(one.code if hasattr(one, "code") else one for one in load.languages())]
    form = forms.Forward(request.POST or None, languages=languages, ways=cases.ways_in_words(translation.get_language() or "en"), initial={"language": "en"})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        try:
            told = actions.come_forward(
                request.whole_actor, client_id=_uuid(request.POST.get("client")) or new_uid(), person=new_uid(), owner=request.actor.organisation_id, way="officer", crisis=crisis,
                country=card.paths[0].split("/")[0] if card.paths else "", at=timezone.now(), **data,
            )  # fmt: skip
            messages.success(request, gettext("Recorded. Code to read out: %(code)s") % {"code": told["code"] or queries.code_of_answer(told["answer"])})
            return redirect("cases:case", told["case"]) if told["case"] else redirect("checkins:accounting", crisis)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "checkins/forward.html", {"form": form, "crisis_card": card, "client": new_uid()}, status=status)


@page("checkins.see_lists", text="See call lists", help_data=True)
def lists(request):
    """Who calls whom?"""
    now = timezone.now()
    found = queries.call_lists(request.actor, at=now)
    running = [c for c in queries.campaigns(request.actor) if c.state == "running"]
    context = {
        "lists": found, "wardens": _wardens(request.actor) if request.whole_actor.may("checkins.make_call_list") else [], "campaigns": running, "now": now,
        "people": sum(one.size for one in found), "tried": sum(one.tried for one in found), "may_add": request.whole_actor.may("checkins.appoint_warden"),
    }  # fmt: skip
    return render(request, "checkins/lists.html", context)


def _wardens(actor) -> list[dict]:
    held = queries.wardens(actor)
    names = {area.path: area.name for country in sorted({w.path.split("/")[0] for w in held}) for area in places.areas(country)}
    return [
        {"card": w, "place": names.get(w.path, w.path), "holds": rules.may_hold_list(signed_on=w.signed_on, signed_until=w.signed_until, today=timezone.now().date())} for w in held
    ]


@page("checkins.appoint_warden", help_data=True)
def add_warden(request):
    """Who knows a district and keeps its names?"""
    return _appoint(request, new_uid(), [], {})


@page("checkins.appoint_warden", help_data=True)
def warden(request, uid):
    """What holds for this warden now?"""
    held = next((one for one in queries.wardens(request.actor) if one.uid == uid), None)
    if held is None:
        raise NotFound()
    told = {"name": held.name, "path": held.path, "signed_on": held.signed_on, "signed_until": held.signed_until, "user": str(held.user.uid) if held.user else ""}
    return _appoint(request, uid, held.languages, told)


def _appoint(request, uid, languages, told):
    now = timezone.now()
    form = forms.NewWarden(request.POST or None, initial=told, accounts=queries.accounts(request.actor.organisation_id, now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_warden(request.whole_actor, warden=uid, languages=languages, at=now, **form.cleaned_data)
            return redirect("checkins:lists")
        except Refusal as refusal:
            form.add_error("user", refusal.sentence())
    return render(request, "checkins/add_warden.html", {"form": form, "known": bool(told)}, status=422 if request.method == "POST" else 200)


@page("checkins.make_call_list", help_data=True)
@require_POST
def make_list(request, campaign, warden):
    """Give a warden a list."""
    uid = new_uid()
    try:
        actions.make_call_list(request.whole_actor, call_list=uid, campaign=campaign, warden=warden, at=timezone.now())
    except Refusal as refusal:
        messages.error(request, refusal.sentence())
        return redirect("checkins:lists")
    return redirect("checkins:list", uid)


@page("checkins.see_lists", help_data=True)
def call_list(request, uid):
    """Whom do I call?"""
    now = timezone.now()
    if request.method == "POST" and request.whole_actor.may("checkins.record_call"):
        form = forms.Call(request.POST)
        item = _uuid(request.POST.get("item"))
        if form.is_valid() and item:
            actions.record_call(request.whole_actor, item=item, outcome=form.cleaned_data["outcome"], said=form.cleaned_data["said"], at=now)
        return redirect("checkins:list", uid)
    return render(request, "checkins/list.html", {"list": queries.call_list(request.actor, uid, now), "now": now, "form": forms.Call()})


@page("checkins.see_lists", help_data=True)
def call_list_pdf(request, uid):
    """The list on paper."""
    now = timezone.now().replace(microsecond=0)
    held = queries.call_list(request.actor, uid, now)
    crisis = crises.crisis(request.actor, held.crisis_uid)
    country = crisis.paths[0].split("/")[0] if crisis.paths else ""
    numbers = places.emergency_numbers(country)
    sheet = printed.CallList(
        number=held.number, organisation=access.organisation_name(request.actor.organisation_id), where=crisis.name, holder=held.warden, signed_date=held.signed_on or held.made_at.date(),
        printed_at=now, destroy_date=held.until.date(), emergency=numbers[0][1] if numbers else "", exercise=bool(request.actor.space),
        rows=[printed.Callee(**_callee(p)) for p in held.people],
    )  # fmt: skip
    content = printed.call_list_pdf(sheet, translation.get_language() or "en", settings.FONT_DIR or None)  # NoFont is a refusal with its sentence
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="list-{held.number}.pdf"'})


def _callee(person) -> dict:
    """A name that can be read aloud from paper first, then the name in its own script; a language by the name that can be drawn."""
    shown = [n for n in (_written(name) for name in person.names) if n]
    latin = next((n for n in shown if "LATIN" in unicodedata.name(next(filter(str.isalpha, n), " "), "")), "")
    own = next((n for n in shown if n != latin), "")
    speak = own_name(person.language)
    if person.language and not pdf.can_draw(speak, settings.FONT_DIR or None):
        speak = load.language(person.language).english
    return {"name": latin or person.name, "own_name": own if latin else "", "phone": person.telephones[0] if person.telephones else "", "speak": speak, "hours": person.hours}


def _written(name: dict) -> str:
    return name.get("full") or " ".join(filter(None, (name.get("given"), name.get("family"))))

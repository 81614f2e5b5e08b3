"""Pages of cases: who needs help first, and one case."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.access import queries as access
from safeconduct.access.pages import looked, page
from safeconduct.cases import actions, forms, queries, rules
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.places import queries as places
from safeconduct.standards import load
from safeconduct.web import pdf, printed
from safeconduct.web.tables import Column, Table
from safeconduct.web.written import moment

STATES = {"received": _("received, not read"), "read": _("read"), "assigned": _("in hand"), "answered": _("answered"), "closed": _("closed")}
WAYS = {"sms": _("SMS"), "web": _("open door"), "link": _("personal link"), "code": _("telephone code"), "call": _("telephone"), "officer": _("officer"), "warden": _("warden")}


def reasons_in_words(ids) -> str:
    """The rules that gave a class, by name and number."""
    named = {rule.id: rule.name for rule in load.triage().rules}
    return ", ".join(f"{gettext(named.get(rule, rule))} ({rule})" for rule in ids)


def _why(card) -> str:
    told = reasons_in_words(card.rules)
    return f"{told}; {gettext('came with many others from one connection')}" if card.many_from_one_source else told


def needs_in_words(needs) -> str:
    """What was chosen on the page "What do you need?", in the language of the page."""
    language = get_language() or "en"
    named = {n.key: load.sentence(n.sentence) for n in load.triage().needs}
    return "; ".join(named[n].texts.get(language, named[n].texts["en"]) for n in needs if n in named)


def waits(card, now) -> str:
    """How long a request waits to be read, or that it was read."""
    if card.read_at is not None:
        return gettext("read")
    return span(now - card.opened_at)


def span(long: timedelta) -> str:
    """A time in minutes, from two hours on in hours."""
    minutes = int(long.total_seconds() // 60)
    if minutes < 120:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}
    return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": minutes // 60}


def news(card, now) -> str:
    """By when the person was promised to hear from us, or for how long that is overdue."""
    overdue = rules.news_late(state=card.state, next_news_at=card.next_news_at, now=now)
    if overdue is not None:
        return gettext("late by %(time)s") % {"time": span(overdue)}
    return gettext("before %(time)s") % {"time": moment(card.next_news_at)} if card.next_news_at else ""


def place_in_words(where) -> str:
    """The last known place in words, how far off it may be, and since when; never surer than it is."""
    if where is None:
        return ""
    metres, digits = where["accuracy_m"], rules.decimals(where["accuracy_m"])
    rounded = rules.rounded_up(metres)
    shown = {
        "point": f"{where['lat']:.{digits}f}, {where['lon']:.{digits}f}", "time": moment(where["as_of"]), "n": rounded if rounded < 1000 else rounded // 1000,
        "place": getattr(places.area(places.path_of(where["lon"], where["lat"])), "name", ""),
    }  # fmt: skip
    near = gettext("in or near %(place)s (%(point)s)") % shown if shown["place"] else gettext("near %(point)s") % shown
    off = gettext("nobody says how exactly") if not metres else (gettext("within about %(n)s m") if rounded < 1000 else gettext("within about %(n)s km")) % shown
    return ", ".join((near, off, gettext("as of %(time)s") % shown))


def help_in_words(card) -> str:
    """What the person says to the question whether help came; nothing where nobody asked."""
    if card.help_came is None:
        return gettext("The person was asked.") if card.asked_back_at else ""
    return gettext("The person says yes.") if card.help_came else gettext("The person says no.")


def _table(now, closed=False, holders=None):
    ways = [Column("way", _("Came by"), value=lambda c: WAYS.get(c.way, c.way), content=False), Column("language", _("Language"), hxl="#language")]
    waiting = [
        Column("waits", _("Waits"), value=lambda c: waits(c, now), content=False), Column("state", _("State"), value=lambda c: STATES[c.state], content=False, hxl="#status"),
        Column("holder", _("In the hands of"), value=lambda c: (holders or {}).get(c.assigned_to, "")),
        Column("news", _("Next news"), value=lambda c: news(c, now), content=False), Column("people", _("People"), numeric=True, hxl="#affected"),
    ]  # fmt: skip
    ended = [
        Column("outcome", _("How did it end?"), value=lambda c: forms.OUTCOME_NAMES.get(c.outcome, ""), content=False),
        Column("help", _("Did help come?"), value=help_in_words, content=False),
    ]
    return Table(
        name="cases",
        caption=_("The newest first.") if closed else _("The most urgent class first; inside a class whoever waits longest."),
        empty=(_("Nothing."), "", "", "") if closed else (_("Nobody waits"), _("Requests for assistance come by SMS, by the open door and from officers."), "", ""),
        columns=[
            Column("code", _("Code"), lead=True, plain=True, url=lambda c: reverse("cases:case", args=[c.uid]), hxl="#meta+id"),
            Column("triage", _("Class"), value=lambda c: f"T{c.triage}" + ("?" if c.provisional else ""), hxl="#severity"),
            Column("rules", _("Why this class"), value=_why, content=False),
            *(ended if closed else waiting),
            *ways,
        ],
    )


@page("cases.see_queue", text="See who needs help", help_data=True)
def queue(request):
    """Who needs help first? And what became of those that are closed."""
    now, closed, mine = timezone.now(), request.GET.get("state") == "closed", request.GET.get("state") == "mine"
    cards = queries.queue(request.actor, state="closed" if closed else "", mine=mine, limit=101)
    counts, (held, _waiting) = queries.counts(request.actor), queries.in_hands(request.actor)
    unread = sum(n for (_t, state), n in counts.items() if state == "received")
    critical = sum(n for (t, state), n in counts.items() if t <= 1 and state != "closed")
    open_ = sum(n for (_t, state), n in counts.items() if state != "closed")
    ended = sum(counts.values()) - open_
    table, here = _table(now, closed, queries.holders(cards)), reverse("cases:queue")
    tabs = [
        {"url": here, "title": _("open"), "count": open_, "current": not closed and not mine}, {"url": f"{here}?state=mine", "title": _("in my hands"), "count": held, "current": mine},
        {"url": f"{here}?state=closed", "title": STATES["closed"], "count": ended, "current": closed},
    ]  # fmt: skip
    files = {} if closed or mine else {"csv_url": reverse("cases:queue-file", args=["csv"]), "xlsx_url": reverse("cases:queue-file", args=["xlsx"])}
    shown = table.page(cards, table.want(request.GET, {}), request.GET, total=ended if closed else held if mine else open_, tabs=tabs, **files)
    context = {"page": shown, "unread": unread, "critical": critical, "open": open_, "late": 0 if closed else queries.late(request.actor, now), "as_of": now, "on_duty": queries.on_duty(request.actor.organisation_id, now)}
    return render(request, "cases/queue.html", context)


@page("cases.see_queue", help_data=True)
def queue_file(request, form):
    """The queue as CSV or XLSX."""
    cards = queries.queue(request.actor, limit=10_000)
    table = _table(timezone.now(), holders=queries.holders(cards))
    if form == "xlsx":
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return HttpResponse(table.xlsx(cards, gettext("Cases")), content_type=kind, headers={"Content-Disposition": 'attachment; filename="cases.xlsx"'})
    return StreamingHttpResponse(table.csv(cards), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": 'attachment; filename="cases.csv"'})


def _context(request, uid, **forms_):
    whole, now = queries.case(request.actor, uid), timezone.now()
    if whole.person is not None:
        looked(request.whole_actor, "cases.see_case", [whole.person.uid])
    overdue = rules.news_late(state=whole.card.state, next_news_at=whole.card.next_news_at, now=now)
    hand_form = forms_.get("hand")
    if hand_form is None and whole.card.state != "closed" and request.whole_actor.may("cases.assign"):
        hand_form = forms.Hand(colleagues=_others(request, uid, now))
    return {
        "whole": whole, "card": whole.card, "person": whole.person, "reasons": reasons_in_words(whole.card.rules), "needs": needs_in_words(whole.card.needs),
        "state": STATES[whole.card.state], "way": WAYS.get(whole.card.way, whole.card.way), "now": now, "late": news(whole.card, now) if overdue else "", "outcome": forms.OUTCOME_NAMES.get(whole.card.outcome, ""), "help": help_in_words(whole.card),
        "place": place_in_words(whole.where), "may_print": request.whole_actor.may("cases.print_case"), "answer_by": dict(queries.ways_in_words(get_language() or "en")).get(whole.card.answer_by, ""), "may_write": whole.card.answer_by not in ("only_when_i_write", "code"),
        "answer_form": forms_.get("answer") or forms.Answer(), "note_form": forms_.get("note") or forms.NoteForm(), "close_form": forms_.get("close") or forms.Close(),
        "triage_form": forms_.get("triage") or forms.Triage(), "hand_form": hand_form, "holder": queries.holders([whole.card]).get(whole.card.assigned_to, ""),
    }  # fmt: skip


def _others(request, uid, now):
    return [one for one in queries.hands(request.whole_actor, uid, now) if one[0] != request.actor.uid]


@page("cases.see_case", text="See one request for assistance", help_data=True)
def case(request, uid):
    """What does this person need?"""
    if request.whole_actor.may("cases.read_case"):
        actions.read_case(request.whole_actor, case=uid, at=timezone.now())
    return render(request, "cases/case.html", _context(request, uid))


@page("cases.print_case", help_data=True)
@require_POST
def paper(request, uid):
    """A request on paper."""
    now = timezone.now().replace(microsecond=0)
    whole = queries.case(request.actor, uid)
    if whole.person is not None:
        looked(request.whole_actor, "cases.print_case", [whole.person.uid], purpose="export")
    number = actions.print_case(request.whole_actor, case=uid, at=now)
    try:
        content = printed.case_paper_pdf(_sheet(request, whole, number, now), translation.get_language() or "en", settings.FONT_DIR or None)
    except pdf.NoFont as refusal:
        messages.error(request, refusal.sentence())
        return redirect("cases:case", uid)
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="case-{number}.pdf"'})


def _sheet(request, whole, number, now) -> printed.CasePaper:
    card, person, we = whole.card, gettext("The person"), gettext("We")
    first = " · ".join(filter(None, (whole.story, whole.where_text))) or gettext("No words.")
    said = [(n.at, we if n.kind == "to_person" else person, n.text) for n in whole.notes if n.kind in ("to_person", "from_person")]
    return printed.CasePaper(
        code=card.code, number=number, organisation=access.organisation_name(request.actor.organisation_id), holder=request.user.name, printed_at=now,
        destroy_date=(now + timedelta(days=actions.PAPER_DAYS)).date(), state=STATES[card.state], triage=f"T{card.triage}", reasons=reasons_in_words(card.rules),
        provisional=card.provisional, needs=needs_in_words(card.needs), people=card.people,
        next_news_at=card.next_news_at if card.state != "closed" else None, lines=[(card.opened_at, person, first), *said], exercise=bool(request.actor.space),
    )  # fmt: skip


@page("cases.assign", help_data=True)
@require_POST
def take(request, uid):
    """Take the case into one's own hands."""
    actions.assign(request.whole_actor, case=uid, user=request.actor.uid, at=timezone.now())
    messages.success(request, _("The case is in your hands; the person is told that the office is dealing with it."))
    return redirect("cases:case", uid)


@page("cases.assign", help_data=True)
@require_POST
def hand(request, uid):
    """Put the case into the hands of a colleague of the unit."""
    form = forms.Hand(request.POST, colleagues=_others(request, uid, timezone.now()))

    def call(data):
        actions.assign(request.whole_actor, case=uid, user=UUID(data["user"]), at=timezone.now())
        messages.success(request, _("The case is in the hands of your colleague, who is told."))

    return _do(request, uid, "hand", form, call)


def _do(request, uid, name, form, call):
    """Call a verb with what was typed; a refusal stands beside the field, nothing is lost."""
    if form.is_valid():
        try:
            call(form.cleaned_data)
            return redirect("cases:case", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "cases/case.html", _context(request, uid, **{name: form}), status=422)


@page("cases.answer", help_data=True)
@require_POST
def answer(request, uid):
    """Answer the person."""
    now = timezone.now()
    whole = queries.case(request.actor, uid)
    language = whole.card.language

    def call(data):
        actions.answer(
            request.whole_actor, case=uid, text=data["text"], neutral=data["neutral"], language=language, leave_only=data["leave_only"],
            next_news_at=now + timedelta(hours=data["hours"]), at=now,
        )  # fmt: skip

    return _do(request, uid, "answer", forms.Answer(request.POST), call)


@page("cases.add_note", help_data=True)
@require_POST
def add_note(request, uid):
    """Write a note."""
    return _do(request, uid, "note", forms.NoteForm(request.POST), lambda data: actions.add_note(request.whole_actor, case=uid, text=data["text"], at=timezone.now()))


@page("cases.set_triage", help_data=True)
@require_POST
def triage(request, uid):
    """Say what was seen; the class follows."""
    return _do(request, uid, "triage", forms.Triage(request.POST), lambda data: actions.set_triage(request.whole_actor, case=uid, factors=data["factors"], at=timezone.now()))


@page("cases.close", help_data=True)
@require_POST
def close(request, uid):
    """Close a case."""
    return _do(request, uid, "close", forms.Close(request.POST), lambda data: actions.close(request.whole_actor, case=uid, outcome=data["outcome"], at=timezone.now()))


@page("cases.see_queue", help_data=True)
def duty_page(request):
    """Who is on duty? And who comes next: whoever may says so here."""
    now, organisation = timezone.now(), request.actor.organisation_id
    form, status = None, 200
    if request.whole_actor.may("cases.set_duty"):
        form = forms.OnDuty(request.POST or None, colleagues=access.colleagues(organisation, now))
    if request.method == "POST" and form is not None:
        status = 422
        if form.is_valid():
            told = form.cleaned_data
            begins = now + timedelta(hours=told["begins"])
            actions.set_duty(
                request.whole_actor, duty_uid=new_uid(), unit=request.unit.uid, user=UUID(told["user"]), step=told["step"], from_at=begins,
                to_at=begins + timedelta(hours=told["hours"]), at=now,
            )  # fmt: skip
            return redirect("cases:duty")
    context = {"duties": queries.on_duty(organisation, now), "now": now, "next": queries.next_duty(organisation, now), "form": form}
    return render(request, "cases/duty.html", context, status=status)

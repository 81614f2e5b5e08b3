"""Pages of messaging: whom we write to, what came back."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from safeconduct.access.actors import gateway
from safeconduct.access.pages import looked, page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import Refusal
from safeconduct.messaging import actions, choosing, forms, queries, rules
from safeconduct.messaging.channels import simulated
from safeconduct.messaging.queries.phones import simulated_phones, simulated_texts
from safeconduct.standards import load
from safeconduct.web.languages import own_name

STATES = {
    "draft": _("draft"), "approved": _("approved"), "superseded": _("replaced by a newer one"), "waiting": _("waits for a second person"), "sending": _("leaving"), "sent": _("sent"), "withdrawn": _("withdrawn"), "cancelled": _("cancelled"),
}  # fmt: skip
DELIVERIES = {
    "waiting": _("waits"), "handed_over": _("handed to the gateway"), "delivered": _("arrived"), "failed": _("failed"), "expired": _("too late"), "withdrawn": _("withdrawn"),
}  # fmt: skip
PURPOSES = dict(forms.PURPOSES) | {"ask_status": _("Ask: are you safe?")}
MARKS = {"source": _("written here"), "reviewed": _("reviewed"), "machine": _("machine, not reviewed")}


def _uuid(text) -> UUID | None:
    try:
        return UUID(str(text)) if text else None
    except ValueError:
        return None


@page("messaging.see_outreach", text="See what was said to whom", help_data=True)
def outreach(request):
    """What have we said, and did it arrive?"""
    cards = queries.messages(request.actor)
    rows = [{"card": c, "text": c.text_in(request.actor.language)[0], "state": STATES.get(c.state, c.state), "purpose": PURPOSES.get(c.purpose, c.purpose)} for c in cards]
    context = {
        "rows": rows, "as_of": timezone.now(), "inbox": queries.inbox_count(request.actor), "calls": len(queries.calls(request.actor)), "simulated": simulated("sms"),
        "waiting": sum(c.state == "waiting" for c in cards), "drafts": sum(c.state == "draft" for c in cards),
    }  # fmt: skip
    return render(request, "messaging/outreach.html", context)


@page("messaging.draft_message", help_data=True)
def write(request):
    """What do we say to the people inside?"""
    now = timezone.now()
    hazards = queries.hazard_choices(request.actor, now)
    ready = [t for t in queries.templates(request.actor, state="approved") if t.key != "are_you_safe"]
    approved = [(str(t.uid), f"{_title(t.key)} ({PURPOSES.get(t.purpose, t.purpose)})") for t in ready]
    fits = next((str(t.uid) for t in ready if t.key == request.GET.get("text")), "")
    form = forms.Write(request.POST or None, hazards=hazards, templates=approved, initial={"inside": request.GET.get("inside", ""), "template": fits})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data, uid = form.cleaned_data, new_uid()
        try:
            actions.draft_message(
                request.whole_actor, message=uid, hazard=UUID(data["inside"]), alert=_uuid(request.GET.get("alert")), template=UUID(data["template"]),
                audience={"inside": data["inside"], "possible": data["possible"]}, expires_at=now + timedelta(days=2), at=now,
            )  # fmt: skip
            return redirect("messaging:message", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "messaging/write.html", {"form": form, "none": not hazards, "no_text": not approved}, status=status)


@page("messaging.draft_message", help_data=True)
def people(request):
    """Whom do we write to?"""
    actor, now, do = request.actor, timezone.now(), request.POST.get("do", "")
    kept, chosen = queries.kept_audiences(actor), _uuid(request.GET.get("kept"))
    held = next((one.asked for one in kept if one.uid == chosen), {})
    ready = [(str(t.uid), f"{_title(t.key)} ({PURPOSES.get(t.purpose, t.purpose)})") for t in queries.templates(actor, state="approved") if t.key != "are_you_safe"]
    name = next((one.name for one in kept if one.uid == chosen), "")
    form = forms.Choose(request.POST or None, choices=choosing.choices(actor, now, ready, held), initial={**choosing.initial(actor, held), "name": name})
    asked = (choosing.read(actor, form) if form.is_valid() else None) if request.method == "POST" else held or None
    if asked == {}:
        form.add_error(None, rules.NobodyChosen().sentence())
        asked = None
    if asked and do in ("save", "write"):
        try:
            done = _keep(request, form, asked, now) if do == "save" else _draft(request, form, asked, now)
            if done is not None:
                return done
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    preview = queries.audience(actor, asked, now) if asked else None
    channels = {one.key: _now(one.name) for one in load.channels()}
    context = {
        "form": form, "preview": preview, "kept": kept, "chosen": chosen, "now": now, "spoken": preview.by_language.items() if preview else (),
        "channels": [(channels.get(key, key), n) for key, n in preview.by_channel.items()] if preview else [],
    }  # fmt: skip
    return render(request, "messaging/people.html", context, status=422 if form.errors else 200)


def _keep(request, form, asked, now):
    uid = actions.save_audience(request.whole_actor, audience=new_uid(), name=form.cleaned_data["name"], asked=asked, at=now)
    notes.success(request, _("Kept. Who is in it is asked anew each time."))
    return redirect(f"{request.path}?kept={uid}")


def _draft(request, form, asked, now):
    if not form.cleaned_data["template"]:
        form.add_error("template", _("Choose a text."))
        return None
    uid = new_uid()
    actions.draft_message(
        request.whole_actor, message=uid, template=UUID(form.cleaned_data["template"]), audience=asked, crisis=_uuid(asked.get("crisis")), hazard=_uuid(asked.get("inside")),
        expires_at=now + timedelta(days=2), at=now,
    )  # fmt: skip
    return redirect("messaging:message", uid)


@page("messaging.drop_audience", help_data=True)
@require_POST
def drop_audience(request, uid):
    """Throw a kept audience away."""
    actions.drop_audience(request.whole_actor, audience=uid, at=timezone.now())
    notes.success(request, _("Thrown away. Messages that were written to it keep theirs."))
    return redirect("messaging:people")


def _message_context(request, uid, form=None):
    now = timezone.now()
    card = queries.message(request.actor, uid)
    preview = queries.preview(request.actor, uid, now) if card.state in ("draft", "waiting") else None
    texts = [
        {"code": code, "text": entry.get("text", ""), "neutral": entry.get("neutral", ""), "mark": MARKS.get(entry.get("state"), ""), "machine": entry.get("state") == "machine",
         "people": (preview.by_language.get(code, 0) if preview else None)}
        for code, entry in sorted(card.texts.items(), key=lambda pair: -(preview.by_language.get(pair[0], 0) if preview else 0))
    ]  # fmt: skip
    channels = {one.key: _now(one.name) for one in load.channels()}
    counts = queries.counts_of(request.actor, uid) if card.state not in ("draft", "waiting") else None
    return {
        "card": card, "preview": preview, "texts": texts, "counts": counts, "form": form or forms.Release(), "now": now, "state": STATES.get(card.state, card.state),
        "by_channel": [(channels.get(key, key), n) for key, n in preview.by_channel.items()] if preview else [], "authority_at": parse_datetime(card.authority.get("time") or ""),
        "purpose": PURPOSES.get(card.purpose, card.purpose), "states": [(DELIVERIES[s], counts.people.get(s, 0)) for s in DELIVERIES if counts and counts.people.get(s)],
        "mine": card.proposed_by == request.actor.uid, "correctable": card.state in ("sending", "sent", "withdrawn") and card.purpose != "correct",
    }  # fmt: skip


@page("messaging.see_message", text="See one message and how it arrived", help_data=True)
def message(request, uid):
    """What will this message do, or what has it done?"""
    return render(request, "messaging/message.html", _message_context(request, uid))


@page("messaging.release", help_data=True)
@require_POST
def release(request, uid):
    """Let it go."""
    form = forms.Release(request.POST)
    if form.is_valid():
        try:
            state = actions.release(request.whole_actor, message=uid, at=timezone.now(), **form.cleaned_data)
            notes.success(request, _("It waits for a second person, who finds it under “What waits for me?”.") if state == "waiting" else _("It is leaving."))
            return redirect("messaging:message", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "messaging/message.html", _message_context(request, uid, form), status=422)


@page("messaging.withdraw_message", help_data=True)
@require_POST
def withdraw(request, uid):
    """Stop it."""
    state = actions.withdraw_message(request.whole_actor, message=uid, at=timezone.now())
    notes.success(request, _("It is taken back; nothing left.") if state == "cancelled" else _("What had not left does not leave. Those who have it can be told by a correction."))
    return redirect("messaging:message", uid)


@page("messaging.draft_correction", help_data=True)
@require_POST
def correct(request, uid):
    """Draft a correction for everybody whom it reached."""
    fresh = new_uid()
    actions.draft_correction(request.whole_actor, message=fresh, of=uid, at=timezone.now())
    return redirect("messaging:message", fresh)


def _title(key: str) -> str:
    """The name of a template as a person reads it."""
    return key.replace("_", " ").capitalize()


@page("messaging.see_templates", text="See templates")
def templates(request):
    """Which texts are ready?"""
    rows = []
    for t in queries.templates(request.actor):
        states = [entry.get("state") for entry in t.texts.values()]
        rows.append({"card": t, "title": _title(t.key), "state": STATES.get(t.state, t.state), "languages": len(states), "machine": states.count("machine"), "purpose": PURPOSES.get(t.purpose, t.purpose)})
    return render(request, "messaging/templates.html", {"rows": rows, "ready": sum(r["card"].state == "approved" for r in rows), "machine": sum(r["machine"] for r in rows)})


@page("messaging.see_templates")
def template(request, uid):
    """What does this text say in each language?"""
    card = queries.template(request.actor, uid)
    if request.method == "POST":
        try:
            if request.POST.get("do") == "approve":
                actions.approve_template(request.whole_actor, template=uid, at=timezone.now())
            elif request.POST.get("do") == "review":
                actions.review_text(request.whole_actor, template=uid, language=request.POST.get("language", ""), at=timezone.now())
            return redirect("messaging:template", uid)
        except Refusal as refusal:
            notes.error(request, refusal.sentence())
            return redirect("messaging:template", uid)
    rows = [{"code": code, "entry": entry, "mark": MARKS.get(entry.get("state"), ""), "machine": entry.get("state") == "machine"} for code, entry in sorted(card.texts.items())]
    context = {"card": card, "title": _title(card.key), "rows": rows, "purpose": PURPOSES.get(card.purpose, card.purpose), "may_review": request.whole_actor.may("messaging.review_text") and not card.shipped}
    return render(request, "messaging/template.html", context)


@page("messaging.write_template")
def write_template(request):
    """What text do we want to have ready?"""
    languages = [(code, own_name(code)) for code in ((one if isinstance(one, str) else one.code) for one in load.catalogue_languages())]
    form = forms.TemplateText(request.POST or None, languages=languages, initial={"language": "en"})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        data, uid = form.cleaned_data, new_uid()
        try:
            texts = {data["language"]: {"text": data["text"], "neutral": data["neutral"], "state": "source"}}
            actions.write_template(request.whole_actor, template=uid, key=data["key"].replace("-", "_"), purpose=data["purpose"], texts=texts, at=timezone.now())
            return redirect("messaging:template", uid)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "messaging/write_template.html", {"form": form}, status=status)


@page("messaging.see_inbox", text="Read what came in", help_data=True)
def inbox(request):
    """What came in that nobody has read?"""
    if request.method == "POST":
        form, uid = forms.Handle(request.POST), _uuid(request.POST.get("inbound"))
        if form.is_valid() and uid and request.whole_actor.may("messaging.handle_inbound"):
            actions.handle_inbound(request.whole_actor, inbound=uid, at=timezone.now(), **form.cleaned_data)
        return redirect("messaging:inbox")
    cards = queries.inbox(request.actor)
    looked(request.whole_actor, "messaging.see_inbox", {p.uid for c in cards for p in c.people})
    understood = dict(forms.UNDERSTOOD)
    rows = [{"card": c, "guess": understood.get(c.understood, "") if c.understood != "unclear" else ""} for c in cards]
    return render(request, "messaging/inbox.html", {"rows": rows, "total": queries.inbox_count(request.actor), "choices": forms.UNDERSTOOD, "as_of": timezone.now()})


@page("messaging.see_calls", text="See whom to call", help_data=True)
def calls(request):
    """Whom do we call?"""
    if request.method == "POST":
        form, uid = forms.Called(request.POST), _uuid(request.POST.get("delivery"))
        if form.is_valid() and uid and request.whole_actor.may("messaging.record_called"):
            actions.record_called(request.whole_actor, delivery=uid, at=timezone.now(), **form.cleaned_data)
        return redirect("messaging:calls")
    lines = queries.calls(request.actor)
    looked(request.whole_actor, "messaging.see_calls", [line.person_uid for line in lines])
    return render(request, "messaging/calls.html", {"lines": lines, "choices": forms.CAME, "as_of": timezone.now()})


@page("messaging.use_simulated_telephone", text="Use the simulated telephone of a demonstration", help_data=True)
def telephone(request):
    """What does the telephone show? Only where no real gateway is set up."""
    if not simulated("sms"):
        raise Http404
    form = forms.Reply(request.POST or None)
    if request.method == "POST" and form.is_valid():
        uid = new_uid()
        actions.receive_inbound(
            gateway(), inbound=uid, channel="sms", provider_id=f"sim-{uid}", address=form.cleaned_data["number"], text=form.cleaned_data["text"], at=timezone.now()
        )
        return redirect(f"{request.path}?number={form.cleaned_data['number'].replace('+', '%2B')}")
    number = request.GET.get("number", "")
    phones = simulated_phones(request.actor)
    number = number or (phones[0].number if phones else "")
    return render(request, "messaging/telephone.html", {"phones": phones, "number": number, "texts": simulated_texts(request.actor, number) if number else []})

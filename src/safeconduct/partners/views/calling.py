"""Pages of who is on call."""

from __future__ import annotations

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.kernel.verbs import ask
from safeconduct.partners import actions, forms, queries, rules, shown, words
from safeconduct.partners.views.answering import choices, done


@page("partners.see_contacts")
def on_call(request):
    """Who is on call now, and when is nobody?"""
    now, whole = timezone.now(), request.whole_actor
    form, status = None, 200
    if whole.may("partners.put_watch"):
        options = choices(request, "contacts", "areas")
        zone = actions.zone_of(request.POST.get("path", "")) if request.method == "POST" else "UTC"
        form = forms.OnCall(request.POST or None, **options)
        if request.method == "POST":
            status = 422
            with timezone.override(rules.clock(zone)):
                valid = form.is_valid()
            if valid and done(form, lambda told: actions.put_watch(whole, watch=new_uid(), at=now, **{**told, "contact": shown.uid_of(told["contact"])})):
                return redirect("partners:on-call")
    held = queries.watches(request.actor, now, now, now + rules.AHEAD)
    known = held + [one for one in queries.watches(request.actor, now, now - rules.AHEAD, now) if (one.path, one.function) not in {(h.path, h.function) for h in held}]
    names = shown.area_names(one.path for one in known)
    rows = [
        {
            "card": one, "function": words.FUNCTIONS.get(one.function, one.function), "place": names.get(one.path, one.path), "now": one.from_at <= now,
            "one": shown.contact(one.contact, now, names), "may": one.mine and one.from_at <= now and whole.may("partners.hand_over"), "may_cut": one.mine and whole.may("partners.cut_watch"),
        }
        for one in held
    ]  # fmt: skip
    gaps = shown.gaps(known, now, names)
    context = {
        "rows": rows, "gaps": gaps, "now": now, "form": form, "here": sum(one["now"] for one in rows), "bare": sum(one["now"] for one in gaps),
        "duties": [card for answer in ask("partners.duty", whole, now) for card in answer],
    }  # fmt: skip
    return render(request, "partners/on_call.html", context, status=status)


@page("partners.hand_over")
def hand_over(request, watch):
    """To whom do you hand over, and what must they know?"""
    now = timezone.now()
    held = next((one for one in queries.on_call(request.actor, now) if one.uid == watch and one.mine), None)
    if held is None:
        raise NotFound()
    options = [(uid, name) for uid, name in choices(request, "contacts")["contacts"] if uid != str(held.contact.uid)]
    form, status = forms.HandOver(request.POST or None, contacts=options), 200
    if request.method == "POST":
        status = 422
        if done(form, lambda told: actions.hand_over(request.whole_actor, watch=watch, to=new_uid(), contact=shown.uid_of(told["contact"]), note=told["note"], at=now)):
            return redirect("partners:on-call")
    names = shown.area_names([held.path])
    context = {"form": form, "card": held, "function": words.FUNCTIONS.get(held.function, held.function), "place": names.get(held.path, held.path)}
    return render(request, "partners/hand_over.html", context, status=status)


@page("partners.cut_watch")
@require_POST
def cut_watch(request, watch):
    """Take it off the list."""
    actions.cut_watch(request.whole_actor, watch=watch, at=timezone.now())
    return redirect("partners:on-call")

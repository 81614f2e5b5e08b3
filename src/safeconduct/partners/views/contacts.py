"""Pages of contacts: whom we reach, and whether it works."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import actions, forms, queries, rules, shown, words
from safeconduct.partners.views.answering import choices, done


@page("partners.see_contacts", text="See contacts and who is on call")
def contacts(request):
    """Whom do we reach, and does it work?"""
    now, whole = timezone.now(), request.whole_actor
    form = forms.Find(request.GET or None, areas=shown.areas(), kinds=words.FUNCTIONS.items(), tongues=shown.tongue_choices())
    told = form.cleaned_data if form.is_bound and form.is_valid() else {}
    ended = request.GET.get("ended") == "1"
    cards = queries.contacts(
        request.actor, now, path=told.get("path", ""), function=told.get("kind", ""), language=told.get("language", ""), text=told.get("text", ""), ended=ended
    )  # fmt: skip
    names = shown.area_names(one.path for one in cards)
    context = {
        "rows": [shown.contact(one, now, names) for one in cards[:300]], "all": len(cards), "fresh": sum(one.counts for one in cards), "ended": ended, "form": form, "now": now,
        "limit": rules.CONTACT_DAYS, "may_add": whole.may("partners.put_contact"), "may_give": whole.may("partners.export_contacts"),
    }  # fmt: skip
    return render(request, "partners/contacts.html", context)


@page("partners.put_contact")
def add_contact(request):
    """Who answers, for what, and how do we reach them?"""
    return _write(request, new_uid(), {}, "partners/write_contact.html")


@page("partners.put_contact")
def change_contact(request, uid):
    """What changed?"""
    card = queries.contact(request.actor, uid, timezone.now())
    if not card.mine:
        raise NotFound()
    ways: dict[str, list[str]] = {}
    for kind, value in card.channels:
        ways.setdefault(kind, []).append(value)
    told = {
        "name": card.name, "kind": card.kind, "function": card.function, "organisation": str(card.organisation_uid or ""), "organisation_name_": "" if card.organisation_uid else card.organisation,
        "unit": card.unit, "post": card.post, "path": card.path, "languages": list(card.languages), "round_the_clock": card.round_the_clock, "is_open": card.is_open,
    } | {kind: ", ".join(values) for kind, values in ways.items()}  # fmt: skip
    return _write(request, uid, told, "partners/write_contact.html", card)


def _write(request, uid, initial, template, card=None):
    form, status = forms.ContactForm(request.POST or None, initial=initial, **choices(request, "organisations", "areas", "tongues")), 200
    if request.method == "POST":
        status = 422
        if done(form, lambda told: actions.put_contact(request.whole_actor, contact=uid, at=timezone.now(), **told)):
            messages.success(request, _("Kept. It counts once it has answered a test."))
            return redirect("partners:contact", uid=uid)
    return render(request, template, {"form": form, "card": card}, status=status)


@page("partners.see_contacts")
def contact(request, uid, test_form=None, end_form=None, status=200):
    """How do we reach this contact?"""
    now, whole = timezone.now(), request.whole_actor
    card = queries.contact(request.actor, uid, now)
    held = queries.watches(request.actor, now, now, now + rules.AHEAD)
    names = shown.area_names([card.path, *(one.path for one in held)])
    open_ = card.mine and card.ended_at is None
    context = {
        "one": shown.contact(card, now, names), "card": card, "tests": [(test, words.TESTED.get(test.how, test.how)) for test in queries.tests_of(request.actor, uid)],
        "test_form": (test_form or forms.Tried()) if open_ and whole.may("partners.record_test") else None, "may_change": open_ and whole.may("partners.put_contact"),
        "end_form": (end_form or forms.EndContact()) if open_ and whole.may("partners.end_contact") else None, "may_erase": card.mine and whole.may("partners.erase_contact"),
        "ended": words.ENDED.get(card.ended_reason, ""), "limit": rules.CONTACT_DAYS,
        "watches": [(one, words.FUNCTIONS.get(one.function, one.function), names.get(one.path, one.path)) for one in held if one.contact.uid == uid],
    }  # fmt: skip
    return render(request, "partners/contact.html", context, status=status)


@page("partners.record_test")
@require_POST
def try_contact(request, uid):
    """Did it answer?"""
    form = forms.Tried(request.POST)
    if done(form, lambda told: actions.record_test(request.whole_actor, test=new_uid(), contact=uid, at=timezone.now(), **told)):
        return redirect("partners:contact", uid=uid)
    return contact(request, uid, test_form=form, status=422)


@page("partners.end_contact")
@require_POST
def end_contact(request, uid):
    """It is in post no more."""
    form = forms.EndContact(request.POST)
    if done(form, lambda told: actions.end_contact(request.whole_actor, contact=uid, at=timezone.now(), **told)):
        return redirect("partners:contact", uid=uid)
    return contact(request, uid, end_form=form, status=422)


@page("partners.erase_contact")
@require_POST
def erase_contact(request, uid):
    """Erase it."""
    actions.erase_contact(request.whole_actor, contact=uid, at=timezone.now())
    messages.success(request, _("Erased, with its tests and its time on call."))
    return redirect("partners:contacts")

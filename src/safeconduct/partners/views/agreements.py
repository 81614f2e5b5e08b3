"""Pages of agreements: what was agreed with whom, what lapses, which data may leave by it."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from safeconduct.access.pages import page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound
from safeconduct.partners import actions, forms, queries, shown, words
from safeconduct.partners.views.answering import choices, done


@page("partners.see_agreements", text="See agreements and their clauses on data")
def agreements(request):
    """What was agreed with whom, and what lapses?"""
    now = timezone.now()
    cards = queries.agreements(request.actor, now)
    names = shown.area_names(path for one in cards for path in one.paths)
    covered = [(words.AGREED[function], number) for function, number in queries.coverage(cards)]
    states = [one.term.state for one in cards]
    context = {
        "rows": [shown.agreement(one, names) for one in cards], "covered": covered, "lacking": [said for said, number in covered if not number], "now": now,
        "in_force": states.count("in_force") + states.count("soon"), "soon": states.count("soon"), "lapsed": states.count("lapsed"), "may_add": request.whole_actor.may("partners.put_agreement"),
    }  # fmt: skip
    return render(request, "partners/agreements.html", context)


@page("partners.put_agreement")
def add_agreement(request):
    """What is agreed, with whom, until when?"""
    return _write(request, new_uid(), {"valid_from": timezone.now().date()})


@page("partners.put_agreement")
def change_agreement(request, uid):
    """What changed?"""
    card = queries.agreement(request.actor, uid, timezone.now())
    if not card.mine:
        raise NotFound()
    told = {name: getattr(card, name) for name in ("title", "kind", "valid_from", "valid_to", "cost_rule")}
    told |= {"functions": list(card.functions), "paths": list(card.paths), "contact": str(card.contact or "")}
    told |= {"organisations": [str(one.uid) for one in card.parties if one.uid], "others": "\n".join(one.name for one in card.parties if not one.uid)}
    return _write(request, uid, told, card)


def _write(request, uid, initial, card=None):
    form, status = forms.AgreementForm(request.POST or None, initial=initial, **choices(request, "organisations", "areas", "contacts")), 200
    if request.method == "POST":
        status = 422
        if done(form, lambda told: actions.put_agreement(request.whole_actor, agreement=uid, at=timezone.now(), **told)):
            messages.success(request, _("Kept as a draft. Somebody else puts it into force."))
            return redirect("partners:agreement", uid=uid)
    return render(request, "partners/write_agreement.html", {"form": form, "card": card}, status=status)


@page("partners.see_agreements")
def agreement(request, uid, status=200, **bound):
    """What may we ask for by this agreement, and which data may leave by it?"""
    now, whole = timezone.now(), request.whole_actor
    card = queries.agreement(request.actor, uid, now)
    draft, held = card.term.state == "draft", card.mine and card.term.state != "ended"
    names = shown.area_names(card.paths)
    focal = queries.contact_card(request.actor, card.contact, now) if card.contact else None
    context = {
        "one": shown.agreement(card, names), "card": card, "focal": shown.contact(focal, now, names) if focal and focal.ended_at is None else None, "draft": draft, "today": now.date(),
        "clause_form": (bound.get("clause_form") or forms.ClauseForm(organisations=shown.organisations())) if held and draft and whole.may("partners.add_clause") else None,
        "sign_form": (bound.get("sign_form") or forms.Sign()) if held and draft and whole.may("partners.sign_agreement") else None, "own_draft": card.drafted_by == whole.uid,
        "end_form": (bound.get("end_form") or forms.EndAgreement()) if held and whole.may("partners.end_agreement") else None,
        "used_form": (bound.get("used_form") or forms.Used()) if held and not draft and whole.may("partners.record_use") else None,
        "may_change": held and draft and whole.may("partners.put_agreement"), "may_end_clause": held and whole.may("partners.end_clause"), "may_read": card.mine and whole.may("access.read_file"),
        "ended": words.AGREEMENT_ENDED.get(card.ended_reason, ""),
    }  # fmt: skip
    return render(request, "partners/agreement.html", context, status=status)


@page("partners.add_clause")
@require_POST
def add_clause(request, uid):
    """Which data may leave by it?"""
    form = forms.ClauseForm(request.POST, organisations=shown.organisations())
    if done(form, lambda told: actions.add_clause(request.whole_actor, clause=new_uid(), agreement=uid, at=timezone.now(), **told)):
        return redirect("partners:agreement", uid=uid)
    return agreement(request, uid, status=422, clause_form=form)


@page("partners.end_clause")
@require_POST
def end_clause(request, uid, clause):
    """Nothing leaves by it any more."""
    actions.end_clause(request.whole_actor, clause=clause, at=timezone.now())
    return redirect("partners:agreement", uid=uid)


@page("partners.sign_agreement")
@require_POST
def sign(request, uid):
    """Put it into force."""
    form = forms.Sign(request.POST, request.FILES)

    def call(told):
        file = told["file"]
        actions.sign_agreement(request.whole_actor, agreement=uid, content=file.read() if file else b"", name=file.name if file else "", at=timezone.now())

    if done(form, call):
        return redirect("partners:agreement", uid=uid)
    return agreement(request, uid, status=422, sign_form=form)


@page("partners.record_use")
@require_POST
def used(request, uid):
    """Was it called upon?"""
    form = forms.Used(request.POST)
    if done(form, lambda told: actions.record_use(request.whole_actor, agreement=uid, at=timezone.now(), **told)):
        return redirect("partners:agreement", uid=uid)
    return agreement(request, uid, status=422, used_form=form)


@page("partners.end_agreement")
@require_POST
def end_agreement(request, uid):
    """End it."""
    form = forms.EndAgreement(request.POST)
    if done(form, lambda told: actions.end_agreement(request.whole_actor, agreement=uid, at=timezone.now(), **told)):
        return redirect("partners:agreement", uid=uid)
    return agreement(request, uid, status=422, end_form=form)

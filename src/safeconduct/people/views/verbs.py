"""What is done with a record from its card: each form one verb. A refusal stands where it was typed."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from safeconduct.access.pages import looked, page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.people import actions, forms, queries, rules
from safeconduct.people.telephones import read_telephone
from safeconduct.people.views.records import context_of
from safeconduct.web.drawn import Will


def _do(request, uid, name, call, said):
    """Call a verb with what a small form says; a refusal is shown in it and nothing that was typed is lost."""
    form = forms.FORMS[name](request.POST, auto_id=f"id_{name}_%s")
    if form.is_valid():
        try:
            call(form.cleaned_data)
            messages.success(request, said)
            return redirect("people:person", uid)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "people/person.html", context_of(request, uid, **{name: form}), status=422)


@page("people.confirm", help_data=True)
@require_POST
def confirm(request, uid):
    """The record still holds."""
    actions.confirm(request.whole_actor, person=uid, at=timezone.now())
    messages.success(request, _("Confirmed. It is asked again in half a year."))
    return redirect("people:person", uid)


@page("people.add_contact", help_data=True)
@require_POST
def contact(request, uid):
    """One more way to reach the person."""

    def call(data):
        if data["kind"] == "phone":
            home = queries.card(request.actor, uid).country
            data = {**data, "value": read_telephone(data["value"], home) or data["value"]}
        actions.add_contact(request.whole_actor, contact=new_uid(), person=uid, at=timezone.now(), **data)

    return _do(request, uid, "contact", call, _("Written."))


@page("people.mark_contact", help_data=True)
@require_POST
def mark(request, uid, point):
    """Say whether an address is safe to use; unsafe takes effect at once."""
    safe = request.POST.get("safe") == "yes"
    actions.mark_contact(request.whole_actor, person=uid, contact=point, marks={"may_write": safe, "may_call": safe, **({} if safe else {"may_leave_message": False, "may_say_who": False})}, at=timezone.now())
    messages.success(request, _("It may be used again.") if safe else _("It is not used any more, from this moment on."))
    return redirect("people:person", uid)


@page("people.add_document", help_data=True)
@require_POST
def document(request, uid):
    """A document and what became of it."""
    return _do(request, uid, "document", lambda data: actions.add_document(request.whole_actor, document=new_uid(), person=uid, at=timezone.now(), **data), _("Written."))


@page("people.add_stay", help_data=True)
@require_POST
def stay(request, uid):
    """A residence or a trip."""
    return _do(request, uid, "stay", lambda data: actions.add_stay(request.whole_actor, stay=new_uid(), person=uid, path=data["country"], at=timezone.now(), **data), _("Written."))


@page("people.add_emergency_contact", help_data=True)
@require_POST
def emergency(request, uid):
    """Whom do we tell in an emergency?"""

    def call(data):
        home = queries.card(request.actor, uid).country
        data = {**data, "telephone": read_telephone(data["telephone"], home) or data["telephone"]}
        actions.add_emergency_contact(request.whole_actor, contact=new_uid(), person=uid, at=timezone.now(), **data)

    return _do(request, uid, "emergency", call, _("Written."))


@page("people.join_household", help_data=True)
@require_POST
def household(request, uid):
    """Who is with this person, and who answers for a child?"""

    def call(data):
        other = _who(request, data["other"], uid)
        held = queries.household_of(request.actor, uid)
        house, known = held or queries.household_of(request.actor, other) or (new_uid(), {})
        guardians = {"this": {str(other): str(uid)}, "other": {str(uid): str(other)}}.get(data["guardian"], {})
        own = known.get(uid, data["own_role"]) if held else data["own_role"]
        actions.join_household(request.whole_actor, household=house, people=[uid, other], roles=[own, data["role"]], guardians=guardians, at=timezone.now())

    return _do(request, uid, "household", call, _("Written. The two are kept together."))


def _who(request, text, uid):
    """The one person on file who answers to what was typed; with several, their codes are said, for one to be chosen."""
    found = [one.person for one in queries.find(request.actor, text) if one.person.uid != uid]
    looked(request.whole_actor, "people.find_people", [one.uid for one in found])
    if len(found) == 1:
        return found[0].uid
    if not found:
        raise rules.NotARecord(field="household", remedy=_("nobody on file answers to this; put the other person on file first"))
    raise rules.NotARecord(field="household", remedy=_("several people answer to this; write the code of one: %(people)s") % {"people": ", ".join(f"{one.name} {one.code}" for one in found[:10])})


@page("people.record_stranded", help_data=True)
@require_POST
def stranded(request, uid):
    """Why the person can't stay, move on or return."""
    now = timezone.now()
    return _do(request, uid, "stranded", lambda data: actions.record_stranded(request.whole_actor, stranded=new_uid(), person=uid, since=now, at=now, **data), _("Written."))


@page("people.lift_reason", help_data=True)
@require_POST
def lift(request, uid):
    """One reason is lifted."""
    held = queries.card(request.actor, uid).more["stranded"]
    if held is None:
        raise NotFound()
    still = actions.lift_reason(request.whole_actor, person=uid, stranded=held.uid, reason=request.POST.get("reason", ""), at=timezone.now())
    messages.success(request, _("Lifted; other reasons are still open.") if still else _("The last reason is lifted: the person is no longer stranded."))
    return redirect("people:person", uid)


@page("people.note_special", help_data=True)
@require_POST
def special(request, uid):
    """Facts of the special class, by trained people."""
    held = queries.card(request.actor, uid).more["special"] or {}
    return _do(request, uid, "special", lambda data: actions.note_special(request.whole_actor, person=uid, facts={k: held.get(k, "") for k in data["facts"]}, at=timezone.now()), _("Written and sealed."))


@page("people.come_under_regime", help_data=True)
@require_POST
def regime(request, uid):
    """From now on under another protection. The page may be closed to this office afterwards, and says so."""

    def call(data):
        actions.come_under_regime(request.whole_actor, person=uid, regime=data["regime"], at=timezone.now())

    answer = _do(request, uid, "regime", call, _("From now on the record is under this protection."))
    return redirect("people:find") if answer.status_code == 302 and not queries.cards(request.actor, uids=[uid]) else answer


@page("people.agree", help_data=True)
@require_POST
def agree(request, uid):
    """The person agrees to a purpose, perhaps to a State."""

    def call(data):
        states = [f"state:{data['state']}"] if data["state"] else []
        actions.agree(request.whole_actor, consent=new_uid(), person=uid, purpose=data["purpose"], recipients=states, text_version="1", language=data["language"], valid_until=data["valid_until"], at=timezone.now())

    return _do(request, uid, "agree", call, _("Written."))


@page("people.withdraw", help_data=True)
@require_POST
def withdraw(request, uid):
    """The person takes one consent back, or all. It takes effect at once."""
    one = request.POST.get("consent")
    known = {str(c.uid): c.uid for c in queries.card(request.actor, uid).more["consents"]}
    if one and one not in known:
        raise NotFound()
    count = actions.withdraw(request.whole_actor, person=uid, consent=known.get(one), at=timezone.now())
    messages.success(request, ngettext("%(n)s consent is taken back; it holds at once everywhere.", "%(n)s consents are taken back; it holds at once everywhere.", count) % {"n": count})
    return redirect("people:person", uid)


@page("people.revoke_code", help_data=True)
@require_POST
def code(request, uid):
    """The old code ends, a new one begins."""
    actions.revoke_code(request.whole_actor, person=uid, at=timezone.now())
    messages.success(request, _("The old code is worth nothing any more. Tell the person the new one."))
    return redirect("people:person", uid)


@page("people.decide_match", text="Decide whether two records are one person", help_data=True)
@require_POST
def match(request, uid):
    """The same human, or another?"""
    known = {str(m.uid): m.uid for m in queries.card(request.actor, uid).more["matches"]}
    chosen = known.get(request.POST.get("match", ""))
    if chosen is None:
        raise NotFound()
    same = request.POST.get("same") == "yes"
    on = actions.decide_match(request.whole_actor, match=chosen, same=same, at=timezone.now())
    messages.success(request, _("The two records are one now; both histories are kept.") if same else _("They stay two people."))
    return redirect("people:person", on if same else uid)


@page("people.erase_person", text="Erase a person", help_data=True)
def erase(request, uid):
    """What will be erased? It can't be undone."""
    card = queries.card(request.actor, uid)
    looked(request.whole_actor, "people.erase_person", [uid])
    form, status, refused = forms.Erase(request.POST or None), 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            actions.erase_person(request.whole_actor, person=uid, because=form.cleaned_data["because"], at=timezone.now())
            messages.success(request, _("Erased. Only the fact that somebody was erased stays in the journal."))
            return redirect("people:find")
        except NotFound:
            raise
        except Refusal as refusal:
            refused, status = refusal.sentence(), 422
    more = card.more
    rows = [
        (len(card.contacts), _("ways to reach the person")), (len(more["documents"]), _("documents")), (len(more["stays"]), _("stays and trips")),
        (len(more["consents"]), _("consents")), (len(more["merged"]), _("records that were joined with this one")),
    ]  # fmt: skip
    will = Will(
        _("Erase this person?"), [(1, _("record, with everything that other rooms hold of it: requests, answers, messages, files")), *((n, what) for n, what in rows if n)],
        _("Erase for good"), reverse("people:erase", args=[uid]), after=_("The journal keeps what was done, but not of whom. A restored backup erases the person again."),
        undo=_("This can't be undone."), keep_url=reverse("people:person", args=[uid]), hidden=[("because", request.GET.get("because", "asked"))], danger=True,
    )  # fmt: skip
    return render(request, "people/erase.html", {"card": card, "will": will, "refused": refused}, status=status)

"""Who is it? Search first; there is no list of everybody."""

from __future__ import annotations

from django.shortcuts import render
from django.utils import timezone

from safeconduct.access.pages import looked, page
from safeconduct.kernel.refusals import Refusal
from safeconduct.people import forms, queries
from safeconduct.people.views.words import reason


@page("people.find_people", text="Search for people", help_data=True)
def find(request):
    """Who is it? A name in any spelling or script, a telephone, a document number or a code."""
    given = request.POST if request.method == "POST" else request.GET
    form = forms.Search(given if "q" in given else None)
    found, asked, status = [], False, 200
    if form.is_bound and form.is_valid() and (form.cleaned_data["q"].strip() or form.cleaned_data["born"]):
        asked = True
        try:
            found = queries.find(request.actor, form.cleaned_data["q"], form.cleaned_data["born"])
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
            status = 422
        looked(request.whole_actor, "people.find_people", [one.person.uid for one in found])
    rows = [{"card": one.person, "sure": round(one.probability * 100), "why": [reason(r) for r in one.reasons]} for one in found]
    context = {"form": form, "rows": rows, "asked": asked, "refused": status == 422, "as_of": timezone.now(), "may_register": request.whole_actor.may("people.register_person"), "may_import": request.whole_actor.may("people.see_imports")}
    return render(request, "people/find.html", context, status=status)

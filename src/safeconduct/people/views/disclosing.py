"""To show somebody under protection to an own State: said in words by one trained person, read and agreed to by a second."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safeconduct.access import queries as access
from safeconduct.access.pages import looked, page
from safeconduct.kernel.ids import new_uid
from safeconduct.kernel.refusals import NotFound, Refusal
from safeconduct.kernel.verbs import answers
from safeconduct.people import actions, forms, queries, rules
from safeconduct.people.views import words
from safeconduct.standards import load


def states_of(card, own_state: str) -> list[tuple[str, str]]:
    """The States of a person that the record is closed to, by name; not the officer's own."""
    codes = [*card.nationalities, *card.more["former"], card.country]
    return [(code, words.places([code])) for code in dict.fromkeys(codes) if code and code != own_state]


def may_disclose(actor, card) -> bool:
    """Whether the way to this page is shown: to officers with protection training, for somebody under protection."""
    return actor.may("people.propose_disclosure") and rules.is_protected(card.regime) and actions.is_trained(actor)


def shared(card) -> list[tuple[int, str]]:
    """What the State would see: how many of what."""
    more = card.more
    rows = [
        (len(card.contacts), _("ways to reach the person")), (len(more["documents"]), _("documents")), (len(more["stays"]), _("stays and trips")),
        (1 if more["position"] else 0, _("last known place")), (len(more["emergency"]), _("people to tell in an emergency")),
    ]  # fmt: skip
    return [(n, what) for n, what in rows if n]


def in_words(card, state: str, purpose: str, language: str) -> dict:
    """What would be shared with whom and what for, for the template."""
    return {
        "card": card, "state": words.places([state]), "purpose": words.name_of(purpose, load.purposes()), "explained": language, "regime": words.regime(card.regime), "shared": shared(card),
    }  # fmt: skip


@page("people.propose_disclosure", text="Propose to show somebody under protection to an own State", help_data=True)
def propose(request, uid):
    """What would be shared, with whom, what for? Nothing is, until a second, trained person agrees."""
    card = queries.card(request.actor, uid)
    if not may_disclose(request.whole_actor, card):
        raise rules.NotTrained() if rules.is_protected(card.regime) else NotFound()
    looked(request.whole_actor, "people.propose_disclosure", [uid])
    form, status = forms.Disclose(request.POST or None, states=states_of(card, request.whole_actor.state)), 422 if request.method == "POST" else 200
    if request.method == "POST" and form.is_valid():
        try:
            count = 1 + sum(n for n, _what in shared(card))
            given = {name: form.cleaned_data[name] for name in ("purpose", "state", "language")}
            actions.propose_disclosure(request.whole_actor, proposal=new_uid(), person=uid, records=count, at=timezone.now(), **given)
            messages.success(request, _("It waits for a second person with protection training. Until then nothing is shared."))
            return redirect("people:person", uid)
        except NotFound:
            raise
        except Refusal as refusal:
            form.add_error(None, refusal.sentence())
    return render(request, "people/disclose.html", {"form": form, "card": card, "regime": words.regime(card.regime), "shared": shared(card)}, status=status)


@page("people.disclose", text="Agree that somebody under protection is shown to an own State", help_data=True)
def decide(request, uid):
    """The second, trained person reads what would be shared with whom and what for, and agrees or declines."""
    held = access.waiting_proposal(request.actor, uid, timezone.now())
    if held is None or held[0].verb != "people.disclose":
        raise NotFound()
    proposal, given = held
    if not actions.is_trained(request.whole_actor):
        raise rules.NotTrained()
    card = next(iter(queries.cards(request.actor, uids=[given["person"]])), None)
    if card is None:
        raise NotFound()
    card = queries.card(request.actor, card.uid)
    looked(request.whole_actor, "people.disclose", [card.uid])
    context = {**in_words(card, given["state"], given["purpose"], given["language"]), "proposal": proposal, "by": access.user_name(proposal.proposed_by)}
    return render(request, "people/disclosure.html", {**context, "own": proposal.proposed_by == request.whole_actor.uid})


@answers("access.proposal")
def where_to_read(verb: str, uid) -> str:
    """A disclosure is decided where it is said in words, not on the list of what waits."""
    return reverse("people:disclosure", args=[uid]) if verb == "people.disclose" else ""

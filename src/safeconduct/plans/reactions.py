"""What plans say when a room below asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.verbs import answers

COUNTED = {"plan_errors": _("errors that stand against it"), "plan_warnings": _("warnings"), "plan_complete": _("of 100 complete")}


@answers("access.counted")
def counted_in_words() -> dict:
    """What the numbers of a plan that waits for approval count."""
    return COUNTED


@answers("access.proposal")
def page_of_a_proposal(verb: str, uid) -> str:
    """The page on which a version that waits for approval is read."""
    from django.urls import NoReverseMatch, reverse

    try:
        return reverse("plans:proposed", args=[uid]) if verb == "plans.approve" else ""
    except NoReverseMatch:
        return ""

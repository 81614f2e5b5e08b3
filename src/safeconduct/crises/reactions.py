"""What crises say when another room asks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.verbs import answers

COUNTED = {"days_over": _("days past its end"), "open_tasks": _("tasks still open"), "people_on_its_list": _("people on its list, whose records end with it")}


@answers("access.counted")
def counted_in_words() -> dict:
    """What the numbers of a crisis that waits to be closed count."""
    return COUNTED

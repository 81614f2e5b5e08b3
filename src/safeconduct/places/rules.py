"""Paths, codes and statuses of places. Pure."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from safeconduct.kernel.refusals import Refusal

KINDS = ("mission", "airport", "port", "crossing", "assembly_point", "reception_centre", "shelter", "hospital", "hub", "other")
STATUSES = ("open", "limited", "shut", "unknown")


class NoParent(Refusal):
    """An admin area whose parent is not there."""

    text = _("Area %(code)s: its parent %(parent)s is not there. Bring the upper level first.")


class NotARange(Refusal):
    """An estimate that is not low, best, high."""

    text = _("An estimate needs a lowest and a highest number, the lowest first; the best one lies between.")


class NotAStatus(Refusal):
    """A status or kind that does not exist."""

    text = _("%(value)s is not one of %(choices)s.")


def check_range(low: int, best: int | None, high: int) -> None:
    """Refuse ``NotARange``."""
    if low < 0 or high < low or (best is not None and not low <= best <= high):
        raise NotARange()


def inside(path: str, of: str) -> bool:
    """Whether a path lies in another, or is it."""
    return not of or path == of or path.startswith(of.rstrip("/") + "/")

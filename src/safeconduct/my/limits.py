"""
How often one source may look codes and links up; whoever says that they are safe or need help is never refused.

Many people share one address (a camp, a ship, a carrier), so what an honest person does counts little: a link that exists is not
counted, nor is a slip of the finger, which the check character catches. What only somebody who guesses does, a well-formed code
or a link that is none, counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from safeconduct.access import knocking

MINUTE, DAY, CROWD = timedelta(minutes=1), timedelta(days=1), timedelta(minutes=10)
LOOKUPS = 30  # codes that are looked up a minute
WRONG_LINKS = 30  # links that are none a minute
WRONG_CODES = 20  # well-formed codes that are none a day
ANSWERS = 20  # answers in ten minutes; the ones after these are marked


def codes_shut_until(request, now: datetime) -> datetime | None:
    """Count one look-up of a code; from when on codes are looked up again, where this was one too many."""
    for shut, length in ((knocking.knock("code", request, now, MINUTE) > LOOKUPS, MINUTE), (knocking.tries("wrong", request, now, DAY) >= WRONG_CODES, DAY)):
        if shut:
            return knocking.stretch(now, length)[1] + MINUTE
    return None


def wrong_code(request, now: datetime) -> None:
    """Count a code that could be one and is none."""
    knocking.knock("wrong", request, now, DAY)


def links_shut_until(request, now: datetime) -> datetime | None:
    """From when on links are looked up again, where too many that are none came from this source."""
    return knocking.stretch(now, MINUTE)[1] + MINUTE if knocking.tries("link", request, now, MINUTE) >= WRONG_LINKS else None


def wrong_link(request, now: datetime) -> None:
    """Count a link that is none."""
    knocking.knock("link", request, now, MINUTE)


def many_from_one_source(request, now: datetime) -> bool:
    """Count an answer at the open door; whether it is one of many from one source."""
    return knocking.knock("door", request, now, CROWD) > ANSWERS

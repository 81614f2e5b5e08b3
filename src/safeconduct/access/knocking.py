"""
How often one source knocks: the number of tries in a stretch of time, the same for every process of the house.

Where somebody comes from is never kept: only a digest of it under a key that changes every day, and that only until its stretch
is over. A count is bookkeeping, not a verb; it has its own short transaction, and what can not be counted is let in.
"""

from __future__ import annotations

import hmac
import ipaddress
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from safeconduct.access import keys
from safeconduct.access.models import Knock


def address_of(request) -> str:
    """
    The network address of whoever asks: the one that the outermost of our own proxies saw, and where there is none, the server.

    ``SAFECONDUCT_PROXIES`` says how many proxies of ours stand before the server. Of an IPv6 address only the network (64 bits),
    since one telephone has the whole of it.
    """
    seen = request.META.get("REMOTE_ADDR", "")
    passed = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    if settings.PROXIES and len(passed) >= settings.PROXIES:
        seen = passed[-settings.PROXIES]
    try:
        address = ipaddress.ip_address(seen)
    except ValueError:
        return ""
    if address.version == 6:
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def source(kind: str, where: str, at: datetime) -> str:
    """What is kept of a source: 32 hex signs that say nothing tomorrow, and nothing without our keys."""
    day = keys.ring().digest("index", "knock", at.astimezone(UTC).date().isoformat())
    return hmac.digest(day, f"{kind}\0{where}".encode(), "sha256")[:16].hex()


def disguised(request) -> str:
    """The address of whoever signs in as a made-up one (fd00::/8, RFC 4193) of the day, for the lock against guessed passwords."""
    raw = bytes.fromhex(source("sign-in", address_of(request), datetime.now(UTC)))
    return str(ipaddress.IPv6Address(b"\xfd" + raw[1:]))


def stretch(at: datetime, length: timedelta) -> tuple[datetime, datetime]:
    """The stretch of time in which a moment lies, from the beginning of its day (UTC)."""
    midnight = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    begins = midnight + (at - midnight) // length * length
    return begins, begins + length


def knock(kind: str, request, at: datetime, length: timedelta) -> int:
    """Count one try of a source, and say how many these are in this stretch; 0 where it could not be counted."""
    begins, ends = stretch(at, length)
    values = [kind, source(kind, address_of(request), at), begins, ends]
    table = connection.ops.quote_name(Knock._meta.db_table)
    times = [connection.ops.adapt_datetimefield_value(v) for v in values[2:]]
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (kind, source, begins_at, ends_at, tries) VALUES (%s, %s, %s, %s, 1) "
                f"ON CONFLICT (kind, source, begins_at) DO UPDATE SET tries = {table}.tries + 1 RETURNING tries",
                [*values[:2], *times],
            )
            return cursor.fetchone()[0]
    except DatabaseError:
        return 0


def tries(kind: str, request, at: datetime, length: timedelta) -> int:
    """How many tries of this source were counted in this stretch, without counting one."""
    found = Knock.objects.filter(kind=kind, source=source(kind, address_of(request), at), begins_at=stretch(at, length)[0])
    return found.values_list("tries", flat=True).first() or 0

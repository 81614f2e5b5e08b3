"""
One answer of one address, fetched with care: no transaction is open meanwhile, nothing inside our own network is reached.

Only http and https; the name is looked up once and the connection goes to that very address, which must be public (a server of
our own network answers no feed); at most three redirects, each judged anew; at most 20 MiB and 30 seconds.
"""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

MOST_BYTES, MOST_SECONDS, MOST_TURNS = 20 * 2**20, 30.0, 3
CALLED = "Safeconduct feed reader"


class NotFetched(Exception):
    """An address that gave nothing; ``str()`` of it says why in a sentence for the page of feeds."""


@dataclass(frozen=True)
class Answer:
    """What came: ``body`` is None where nothing is new since last time."""

    body: bytes | None
    etag: str = ""
    modified: str = ""


def local_allowed() -> bool:
    """Whether addresses of this machine and its network may be asked: only where tests or a local simulator need it."""
    return os.environ.get("SAFECONDUCT_FEEDS_LOCAL") == "1"


def fetch(url: str, *, etag: str = "", modified: str = "", local: bool | None = None, most_bytes: int = MOST_BYTES, seconds: float = MOST_SECONDS) -> Answer:
    """Fetch one address. Raises `NotFetched` with the reason."""
    local = local_allowed() if local is None else local
    until = time.monotonic() + seconds
    headers = {"User-Agent": CALLED, "Accept": "application/cap+xml, application/atom+xml, application/rss+xml, application/geo+json, */*;q=0.5", "Accept-Encoding": "identity"}
    headers |= {"If-None-Match": etag} if etag else {}
    headers |= {"If-Modified-Since": modified} if modified else {}
    try:
        for _ in range(MOST_TURNS + 1):
            status, answer, onward = _once(url, headers, local, most_bytes, until)
            if not onward:
                return answer
            url = urljoin(url, onward)
        raise NotFetched(f"sends on more than {MOST_TURNS} times")
    except NotFetched:
        raise
    except TimeoutError as slow:
        raise NotFetched(f"no whole answer in {seconds:g} seconds") from slow
    except ssl.SSLError as wrong:
        raise NotFetched(f"its certificate or encryption is not good ({wrong.reason or type(wrong).__name__})") from wrong
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as wrong:
        raise NotFetched(f"can not be reached ({type(wrong).__name__})") from wrong


def _once(url: str, headers: Mapping[str, str], local: bool, most_bytes: int, until: float) -> tuple[int, Answer, str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username is not None:
        raise NotFetched("is not an http or https address")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    link = _connection(parts.scheme, parts.hostname, port, _address(parts.hostname, port, local), until)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        link.request("GET", path, headers=dict(headers))
        got = link.getresponse()
        if got.status in (301, 302, 303, 307, 308) and got.headers.get("Location"):
            return got.status, Answer(None), got.headers["Location"]
        if got.status == 304:
            return 304, Answer(None, headers.get("If-None-Match", ""), headers.get("If-Modified-Since", "")), ""
        if got.status != 200:
            raise NotFetched(f"answers {got.status} {got.reason}"[:120])
        return 200, Answer(_body(got, link, most_bytes, until), (got.headers.get("ETag") or "")[:200], (got.headers.get("Last-Modified") or "")[:80]), ""
    finally:
        link.close()


def _address(host: str, port: int, local: bool) -> str:
    """The one address of a name to which the connection goes; refuses every name that leads into a network of ours."""
    try:
        found = {row[4][0] for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    except OSError as unknown:
        raise NotFetched("its name is not known") from unknown
    if not found:
        raise NotFetched("its name is not known")
    if not local and not all(is_public(one) for one in found):
        raise NotFetched("leads into a private network: refused")
    return sorted(found, key=lambda one: (":" in one, one))[0]


def is_public(address: str) -> bool:
    """Whether an IP address is one of the open Internet, also where an IPv4 address is hidden in an IPv6 one."""
    one = ipaddress.ip_address(address.split("%", 1)[0])
    hidden = getattr(one, "ipv4_mapped", None) or getattr(one, "sixtofour", None) or (one.teredo[1] if getattr(one, "teredo", None) else None)
    if hidden is None and one.version == 6 and one in ipaddress.ip_network("64:ff9b::/96"):
        hidden = ipaddress.ip_address(int(one) & 0xFFFFFFFF)
    return one.is_global and not one.is_multicast and (hidden is None or is_public(str(hidden)))


def _connection(scheme: str, host: str, port: int, address: str, until: float) -> http.client.HTTPConnection:
    """A connection to that address which speaks to that host: looked up once, so that the answer can not change in between."""
    left = max(until - time.monotonic(), 0.1)
    sock = socket.create_connection((address, port), timeout=min(left, 10.0))
    link = http.client.HTTPConnection(host, port, timeout=min(left, 10.0))
    if scheme == "https":
        try:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=host)
        except BaseException:
            sock.close()
            raise
        link.default_port = 443
    link.sock = sock
    return link


def _body(got: http.client.HTTPResponse, link: http.client.HTTPConnection, most_bytes: int, until: float) -> bytes:
    said = got.headers.get("Content-Length", "")
    if said.isdigit() and int(said) > most_bytes:
        raise NotFetched(f"has {said} bytes, more than the {most_bytes} that are read")
    parts, size = [], 0
    while True:
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        if link.sock is not None:
            link.sock.settimeout(min(left, 10.0))
        part = got.read1(65536)
        if not part:
            break
        size += len(part)
        if size > most_bytes:
            raise NotFetched(f"has more than the {most_bytes} bytes that are read")
        parts.append(part)
    if said.isdigit() and size < int(said):
        raise NotFetched("its answer broke off")
    return b"".join(parts)

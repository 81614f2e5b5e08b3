"""
SMS by any gateway that speaks HTTP, described in a file.

Settings: ``url``, ``method`` (POST), ``headers``, one of ``json`` or ``form`` (the body as a structure whose strings may hold
``{to}``, ``{text}``, ``{reference}``, ``{language}``) or both left out for a query string; ``id_path`` (``messages.0.id``)
to the provider's id in the answer; ``retry`` (statuses that may pass, as they stand 408, 425, 429 and all of 500); ``at_once``
(requests side by side, 8); ``timeout`` (10 seconds).
"""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlencode, urlsplit

from safeconduct.messaging.channels.base import Outcome, Parcel, Transport

MAY_PASS = {408, 425, 429}
LONGEST_ANSWER = 65_536


class _Stays(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere is not followed: the text would go to somebody else."""

    def redirect_request(self, *args, **kwargs):
        return None


OPENER = urllib.request.build_opener(_Stays)


class HttpGateway(Transport):
    """One request a text, some side by side."""

    def hand_over(self, batch: Sequence[Parcel]) -> list[Outcome]:
        if urlsplit(self.settings["url"]).scheme not in ("http", "https"):
            return [Outcome(parcel.reference, fault="wrong-url", final=False) for parcel in batch]
        with ThreadPoolExecutor(max_workers=int(self.settings.get("at_once", 8))) as pool:
            return list(pool.map(self._one, batch))

    def _one(self, parcel: Parcel) -> Outcome:
        try:
            with OPENER.open(self._request(parcel), timeout=self.settings.get("timeout", 10)) as answer:
                body = answer.read(LONGEST_ANSWER)
        except urllib.error.HTTPError as error:
            error.close()
            again = error.code in self.settings.get("retry", MAY_PASS) or error.code >= 500 or 300 <= error.code < 400
            return Outcome(parcel.reference, fault=f"http-{error.code}", final=not again)
        except (OSError, ValueError) as error:
            return Outcome(parcel.reference, fault=type(error).__name__)
        return Outcome(parcel.reference, provider_id=_found(body, self.settings.get("id_path", "id"))[:80] or str(parcel.reference))

    def _request(self, parcel: Parcel) -> urllib.request.Request:
        values = {"to": parcel.address, "text": parcel.text, "reference": str(parcel.reference), "language": parcel.language}
        url, headers, body = self.settings["url"], dict(self.settings.get("headers", {})), None
        if "json" in self.settings:
            body = json.dumps(_put(self.settings["json"], values)).encode()
            headers.setdefault("Content-Type", "application/json")
        elif "form" in self.settings:
            body = urlencode(_put(self.settings["form"], values)).encode()
            headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        else:
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(_put(self.settings.get('query', {'to': '{to}', 'text': '{text}'}), values))}"
        return urllib.request.Request(url, data=body, headers=headers, method=self.settings.get("method", "POST" if body else "GET"))


def _put(shape: Any, values: dict[str, str]) -> Any:
    """The structure with its places filled; values go in whole, so that no text can change the structure."""
    if isinstance(shape, dict):
        return {key: _put(one, values) for key, one in shape.items()}
    if isinstance(shape, list):
        return [_put(one, values) for one in shape]
    if not isinstance(shape, str):
        return shape
    parts = shape.split("{")
    out = parts[0]
    for part in parts[1:]:
        name, closed, rest = part.partition("}")
        out += values[name] + rest if closed and name in values else "{" + part
    return out


def _found(body: bytes, path: str) -> str:
    """The value under a dotted path in a JSON answer; the whole answer where it is a plain short text."""
    try:
        value: Any = json.loads(body)
    except ValueError:
        return body.decode("utf8", "replace").strip()[:80]
    for step in path.split("."):
        if isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return ""
    return str(value) if isinstance(value, (str, int)) else ""

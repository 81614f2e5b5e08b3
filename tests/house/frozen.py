"""Two worlds that can be compared: time stands still, uids come in order, and what is random is named by its first appearance."""

from __future__ import annotations

import hashlib
import io
import json
import re
import secrets
import zipfile
from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from unittest.mock import patch

from safeconduct.kernel import ids

RANDOM = re.compile(
    r"(?P<uid>[0-9a-f]{8}-?[0-9a-f]{4}-?7[0-9a-f]{3}-?[0-9a-f]{4}-?[0-9a-f]{12})"
    r"|(?P<code>(?:(?<![\w-])|(?<=filename=\"list-)|(?<=filename=\"case-)|(?<=filename=\"situation-report-))[2-9A-HJKMNP-TV-Z]{3}-[2-9A-HJKMNP-TV-Z]{3,4}(?![\w-]))"
    r"|(?P<link>(?<=/my/i/)[a-z2-7]{16})"
    r"|(?P<signed>[A-Za-z0-9_-]{8,}(?::[A-Za-z0-9_-]{5,8})?:[A-Za-z0-9_-]{27,43})"
)
CSRF = re.compile(r"(csrfmiddlewaretoken\" value=\"|X-CSRFToken&quot;: &quot;|\"X-CSRFToken\": \")[A-Za-z0-9]{64}")


@contextmanager
def frozen(at: datetime):
    """Everything inside happens at ``at``; each new uid is later than the one before, whatever else was made between."""
    count = [0]

    def now():
        count[0] += 1
        return at.timestamp() + count[0] / 1000

    clock = SimpleNamespace(time=now)
    with (
        patch.object(ids, "time", clock),
        patch("django.utils.timezone.now", lambda: at),
        patch("safeconduct.web.pdf.typst.Compiler", Paper),
        patch("pyotp.random_base32", lambda *a, **k: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"),
    ):
        yield


class Paper:
    """Stands for the compiler of print: the paper is what is set on it, as text, so that random numbers on it can be named."""

    def __init__(self, *, sys_inputs: dict[str, str], **_kept):
        self.inputs = sys_inputs

    def compile(self, *, input: str, **_kept) -> bytes:
        return json.dumps({"template": input.rsplit("/", 1)[-1], **{key: self.inputs[key] for key in ("data", "lang", "dir")}}, ensure_ascii=False, sort_keys=True).encode()


class Names:
    """Names whatever is random by the order in which it appears in one walk, so that two walks can be compared."""

    def __init__(self):
        self.known: dict[str, str] = {}

    def plain(self, text: str) -> str:
        """The text with every uid, code and signed token named by its first appearance, and without CSRF tokens."""
        return RANDOM.sub(self._named, CSRF.sub(r"\1token", text))

    def _named(self, found: re.Match) -> str:
        kind = found.lastgroup
        key = found.group().replace("-", "") if kind == "uid" else found.group()
        if key not in self.known:
            self.known[key] = f"<{kind} {len(self.known)}>"
        return self.known[key]


def readable(content: bytes, media: str) -> str:
    """What a download says: a zipped book as its parts, anything else as text or as the digest of its bytes."""
    if content[:4] == b"PK\x03\x04":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(f"{name}: {book.read(name).decode('utf8', 'replace')}" for name in sorted(book.namelist()) if not name.startswith("docProps/core"))
    try:
        return content.decode()
    except UnicodeDecodeError:
        return hashlib.sha256(content).hexdigest()


def never_used() -> str:
    """A random word that stands nowhere."""
    return secrets.token_hex(8)

"""The templates that come with the product: nothing but sentences of the catalogue, put together."""

from __future__ import annotations

from typing import Any

from safeconduct.messaging.rules import filled
from safeconduct.standards import load

ADVICE = ("earthquake", "storm", "flood", "tsunami", "heat", "fire", "violence")
SHIPPED = {"are_you_safe": "ask_status", **{f"advice_{kind}": "warn" for kind in ADVICE}}
RANK = {"source": 2, "reviewed": 1, "machine": 0}


def _joined(*keys: str, between: str = " ") -> dict[str, tuple[str, str]]:
    """Sentences one after the other, by language: the text, and the least sure state of its parts. Only languages that have all."""
    parts = [load.sentence(key) for key in keys]
    shared = [code for code in parts[0].texts if all(code in part.texts for part in parts)]
    return {code: (between.join(part.texts[code] for part in parts), min((part.states[code] for part in parts), key=lambda s: RANK[s])) for code in shared}


def _entries(full: dict[str, tuple[str, str]], discreet: dict[str, tuple[str, str]]) -> dict[str, dict[str, Any]]:
    out = {}
    for code, (text, state) in full.items():
        neutral, other = discreet.get(code, ("", state))
        out[code] = {"text": text, "neutral": neutral, "state": min(state, other, key=lambda s: RANK[s])}
    return out


def texts_of_shipped(key: str) -> dict[str, dict[str, Any]]:
    """The texts of a shipped template. A neutral text names no office and asks nothing that tells who writes."""
    if key == "are_you_safe":
        return _entries(_joined("sms.ask", "sms.link"), _joined("sms.ask_neutral"))
    advice = f"advice.{key.removeprefix('advice_')}"
    with_office = {code: (f"{{office}}. {text}", state) for code, (text, state) in _joined("sms.our_advice", advice).items()}
    return _entries(with_office, _joined(advice))


def texts_of_correction(when: str) -> dict[str, dict[str, Any]]:
    """That the earlier message is withdrawn, in every language; it says nothing of anybody, so it is neutral too."""
    out = {}
    for code, (text, state) in _joined("sms.withdrawn").items():
        said = filled(text, {"when": when})
        out[code] = {"text": said, "neutral": said, "state": state}
    return out

"""Which transport carries which channel: ``channels.json`` in the data folder (or the setting CHANNELS), else the file outbox."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from safeconduct.messaging.channels.base import Transport
from safeconduct.messaging.channels.mail import Smtp
from safeconduct.messaging.channels.outbox import Outbox
from safeconduct.messaging.channels.simulator import Simulator
from safeconduct.messaging.channels.sink import Sink
from safeconduct.messaging.channels.sms_http import HttpGateway

TRANSPORTS: dict[str, type[Transport]] = {"http": HttpGateway, "smtp": Smtp, "file": Outbox, "simulator": Simulator, "sink": Sink}
NAME = "channels.json"


@lru_cache(maxsize=4)
def _read(path: Path, changed: float) -> dict:
    return json.loads(path.read_text("utf8"))


def settings_of(channel: str) -> dict:
    """The settings of a channel: ``transport`` and what that transport wants; the file outbox where nothing is said."""
    chosen = getattr(settings, "CHANNELS", None)
    path = Path(settings.DATA) / NAME
    if chosen is None and path.exists():
        chosen = _read(path, path.stat().st_mtime)
    return (chosen or {}).get(channel) or {"transport": "file"}


def transport_for(channel: str) -> Transport:
    """The transport of a channel; of an exercise's channel always the sink."""
    if channel == "sink":
        return Sink()
    chosen = settings_of(channel)
    return TRANSPORTS[chosen.get("transport", "file")](chosen)


def simulated(channel: str) -> bool:
    """Whether the texts of this channel stay on this machine: then a simulated telephone shows them."""
    return settings_of(channel).get("transport", "file") in ("file", "simulator")

"""Safeconduct as it runs: its own process with its own data folder, its server and its runner of jobs; and people in front of it."""

from __future__ import annotations

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path

from tests.shared import ROOT

STARTS_WITHIN = 300.0  # seconds until the server answers first, on a machine that has much else to do
ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>{identifier}</identifier><sender>seismo@example.org</sender><sent>{sent}</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
<info><language>en-US</language><category>Geo</category><event>Earthquake</event><urgency>Immediate</urgency><severity>Severe</severity>
<certainty>Observed</certainty><onset>{sent}</onset><expires>{expires}</expires><senderName>Seismological service</senderName>
<headline>{headline}</headline><instruction>Stay in the open.</instruction>
<area><areaDesc>Ouest</areaDesc><polygon>18,-73 18,-72 19,-72 19,-73 18,-73</polygon></area></info></alert>"""


@dataclass(frozen=True)
class Served:
    """Where it answers, and who may sign in."""

    url: str
    passwords: dict[str, str]


def alert(identifier: str, headline: str) -> dict:
    """An alert file of this hour, as a person would have it on the own machine."""
    now = datetime.now(UTC).replace(microsecond=0)
    text = ALERT.format(identifier=identifier, sent=now.isoformat(), expires=(now + timedelta(days=1)).isoformat(), headline=headline)
    return {"name": f"{identifier}.xml", "mimeType": "application/xml", "buffer": text.encode()}


def free_port() -> int:
    """A port that nothing listens on, below those that the machine gives to connections by itself: nobody takes it before the server does."""
    for port in random.SystemRandom().sample(range(15_000, 30_000), 100):
        with socket.socket() as one:
            try:
                one.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("no free port")


@contextmanager
def running(command: list[str], environment: dict[str, str], url: str, log: Path) -> Iterator[subprocess.Popen]:
    """``safeconduct`` with these words in a process group of its own, from its first answer to the end of the block."""
    with log.open("wb") as told:
        server = subprocess.Popen([sys.executable, "-m", "safeconduct.config.cli", *command], cwd=ROOT, env=environment, stdout=told, stderr=told, start_new_session=True)
        try:
            _wait(url, server, log)
            yield server
        finally:
            with suppress(ProcessLookupError):
                os.killpg(server.pid, signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


@contextmanager
def served(data: Path, *, near: int = 0, channels: dict | None = None) -> Iterator[Served]:
    """Make the small post in a data folder and serve it while the block runs; with real channels where some are given."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT")}
    environment |= {
        "SAFECONDUCT_DATA": str(data), "SAFECONDUCT_URL": f"http://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings",
        "STORY_NEAR": str(near or ""), "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }  # fmt: skip
    made = subprocess.run([sys.executable, "-m", "tests.stories.small"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)
    assert made.returncode == 0, made.stderr[-3000:]
    sign_ins = dict(json.loads(made.stdout.splitlines()[-1]))
    if channels:
        (data / "channels.json").write_text(json.dumps(channels))
    url = f"http://127.0.0.1:{port}"
    with running(["serve", "--no-demo", "--port", str(port)], environment, url, data.parent / "server.log"):
        yield Served(url, sign_ins)


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"{url}/health/", timeout=10):
                return
        except (OSError, HTTPException):
            time.sleep(0.25)
    raise AssertionError(log.read_text()[-3000:])

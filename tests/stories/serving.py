"""Safeconduct as it runs: its own process with its own data folder, its server and its runner of jobs; and people in front of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from safeconduct.web.words import compile_all
from tests.shared import ROOT

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
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextmanager
def served(data: Path, *, near: int = 0, channels: dict | None = None) -> Iterator[Served]:
    """Make the small post in a data folder and serve it while the block runs; with real channels where some are given."""
    port = free_port()
    compile_all(ROOT / "src" / "safeconduct" / "locale")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SAFECONDUCT")}
    environment |= {
        "SAFECONDUCT_DATA": str(data), "SAFECONDUCT_URL": f"http://127.0.0.1:{port}", "DJANGO_SETTINGS_MODULE": "safeconduct.config.settings",
        "STORY_NEAR": str(near or ""), "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
    }  # fmt: skip
    made = subprocess.run([sys.executable, "-m", "tests.stories.small"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=120)
    assert made.returncode == 0, made.stderr[-3000:]
    sign_ins = dict(json.loads(made.stdout.splitlines()[-1]))
    if channels:
        (data / "channels.json").write_text(json.dumps(channels))
    log = (data.parent / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "-m", "safeconduct.config.cli", "serve", "--no-demo", "--port", str(port)], cwd=ROOT, env=environment, stdout=log, stderr=log, start_new_session=True
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, server, data.parent / "server.log")
        yield Served(url, sign_ins)
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()
        log.close()


def _wait(url: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(240):
        assert server.poll() is None, log.read_text()[-3000:]
        try:
            with urllib.request.urlopen(f"{url}/health/", timeout=2):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(log.read_text()[-3000:])

"""A field installation that nobody uses: the keys leave the process, nothing is read, the passphrase opens it again."""

import contextlib
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from safeconduct.access import keys, locking
from safeconduct.jobs import runner
from tests.shared import ROOT

PASSPHRASE = "a passphrase of the field"


@pytest.fixture
def locked_office(tmp_path, monkeypatch):
    """A sealed ring in a folder of its own, in the place of the ring of the tests; what the lock touches besides is put back."""
    monkeypatch.setattr(keys, "_ring", None)
    monkeypatch.setattr(settings, "KEY_FOLDER", tmp_path)
    monkeypatch.setattr(settings, "SECRET_KEY", settings.SECRET_KEY)
    monkeypatch.setattr(settings, "KEYS", settings.KEYS)
    monkeypatch.setattr(locking.connections, "close_all", lambda: None)
    keys.open_ring(tmp_path, PASSPHRASE)
    keeper = locking.Keeper(idle=0.3)
    monkeypatch.setattr(locking, "KEEPER", keeper)
    yield keeper
    runner.RESTING.clear()


def test_locked_the_ring_is_overwritten_and_nothing_opens(locked_office):
    ring = keys.ring()
    database, before = ring.keys["database"], settings.SECRET_KEY
    held = bytes(database)
    locked_office.lock()
    assert not any(database) and any(held) and ring.keys == {} and before != settings.SECRET_KEY
    assert runner.RESTING.is_set()
    with pytest.raises(keys.NoKey):
        keys.ring()
    with pytest.raises(keys.NoKey):
        locked_office.unlock("not the passphrase")
    assert locked_office.locked
    locked_office.unlock(PASSPHRASE)
    assert held == bytes(keys.ring().keys["database"]) and keys.ring().keys["session"].hex() == settings.SECRET_KEY and not runner.RESTING.is_set()


def test_it_locks_by_itself_and_not_while_an_officer_is_there(locked_office):
    locked_office.watch()
    for _ in range(8):
        time.sleep(0.1)
        locked_office.touch()
    assert not locked_office.locked
    time.sleep(1)
    assert locked_office.locked


def test_five_wrong_passphrases_close_the_door_for_a_minute(locked_office, monkeypatch):
    locked_office.lock()
    monkeypatch.setattr(keys, "unwrap", lambda *_: (_ for _ in ()).throw(keys.NoKey()))
    for _ in range(locking.TRIES):
        with pytest.raises(keys.NoKey):
            locked_office.unlock("wrong")
    with pytest.raises(locking.TooOften):
        locked_office.unlock(PASSPHRASE)


def test_the_keys_stay_until_whoever_is_inside_has_left(locked_office, monkeypatch):
    monkeypatch.setattr(locking, "PATIENCE", 0.2)
    with locked_office.entered() as may:
        assert may
        begun = time.monotonic()
        locked_office.lock()
        assert time.monotonic() - begun >= 0.2
    with locked_office.entered() as may:
        assert not may


def test_every_address_shows_the_page_that_asks_for_the_passphrase(locked_office, client):
    locked_office.lock()
    for address in ("/", "/people/", "/my/", "/health/"):
        answer = client.get(address, headers={"accept-language": "en"})
        assert answer.status_code == 503 and "Passphrase of this installation" in answer.content.decode() and not answer.cookies
    wrong = client.post("/", {"passphrase": "something else"}, headers={"accept-language": "en"})
    assert wrong.status_code == 422 and "does not open" in wrong.content.decode()
    assert client.post("/", {"passphrase": PASSPHRASE}).headers["Location"] == "/"
    assert not locked_office.locked


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def got(address: str, data: dict | None = None) -> tuple[int, str]:
    """Status and text of an answer."""
    try:
        with urllib.request.urlopen(address, urllib.parse.urlencode(data).encode() if data else None, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except (urllib.error.URLError, OSError):
        return 0, ""


def until(wanted, seconds: float = 60.0):
    """What ``wanted`` says as soon as it says something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = wanted()
        if found:
            return found
        time.sleep(0.2)
    raise AssertionError("it did not happen in time")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads the environment of processes as Linux shows it")
def test_a_field_server_locks_forgets_and_opens_again(tmp_path):
    port = free_port()
    own = {k: v for k, v in os.environ.items() if not k.startswith(("SAFECONDUCT", "DJANGO"))}
    environment = {
        **own, "SAFECONDUCT_DATA": str(tmp_path / "data"), "SAFECONDUCT_IDLE_SECONDS": "8", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "safeconduct.config.cli", "serve", "--field", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs, start_new_session=True)
    until(lambda: b"installation:" in os.read(ours, 1000))  # what is typed before the question is thrown away
    os.write(ours, PASSPHRASE.encode() + b"\n")
    base = f"http://127.0.0.1:{port}/"
    try:
        assert "User name" in until(lambda: (text := got(base + "sign-in/")[1]) and "User name" in text and text, 120)
        serving = [server.pid, *children(server.pid)]
        assert len(serving) > 1
        for one in serving:
            assert PASSPHRASE.encode() not in Path(f"/proc/{one}/environ").read_bytes(), "the serving process carries the passphrase in its environment"
        until(lambda: got(base)[0] == 503)
        status, text = got(base + "people/")
        assert status == 503 and "passphrase" in text
        assert not [f for f in open_files(serving) if ".sqlite3" in f], "the encrypted database is still open"
        assert got(base, {"passphrase": "wrong " + PASSPHRASE})[0] == 422
        assert got(base, {"passphrase": PASSPHRASE})[0] == 200
        assert "User name" in got(base + "sign-in/")[1]
        assert not list((tmp_path / "data" / "keys").glob("start.*")) and not (tmp_path / "data" / "keys" / keys.RING).exists()
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def children(pid: int) -> list[int]:
    """Processes that a process started, and theirs."""
    out = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                parent = int(re.search(r"^PPid:\s+(\d+)", (folder / "status").read_text(), re.M).group(1))
            except (OSError, AttributeError):
                continue
            if parent == pid:
                out += [int(folder.name), *children(int(folder.name))]
    return out


def open_files(pids: list[int]) -> list[str]:
    """Files that these processes hold open."""
    found = []
    for pid in pids:
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                found.append(os.readlink(link))
    return found

"""The wheel holds everything that runs: it is built, installed into an environment of its own elsewhere, and serves there. Without a network."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import urllib.request
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.once]
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    pytest.importorskip("hatchling")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("safeconduct-*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A fresh environment with the wheel; what the wheel needs is borrowed from the environment of the tests."""
    folder = tmp_path_factory.mktemp("elsewhere") / "venv"
    venv.create(folder, with_pip=False, symlinks=True)
    python = folder / "bin" / "python"
    own = subprocess.run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], check=True, capture_output=True, text=True).stdout.strip()
    Path(own, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    subprocess.run([sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", "--no-index", "--force-reinstall", str(wheel)], check=True, capture_output=True)
    return folder / "bin" / "safeconduct"


@pytest.fixture(scope="module")
def elsewhere(installed, tmp_path_factory):
    """A folder with a small demonstration, made by the installed command."""
    folder = tmp_path_factory.mktemp("data")
    run(installed, folder, "demo", "--people", "60")
    return folder


def settings(data: Path) -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SAFECONDUCT_", "DJANGO_", "PYTHON", "PYTEST"))}
    return {**kept, "SAFECONDUCT_DATA": str(data), "PYTHONDONTWRITEBYTECODE": "1"}


def run(command: Path, data: Path, *arguments: str) -> subprocess.CompletedProcess:
    done = subprocess.run([command, *arguments], cwd=data, env=settings(data), capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done


def test_every_file_of_the_sources_is_in_the_wheel_and_every_catalogue_compiled(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    source = ROOT / "src"
    wanted = {p.relative_to(source).as_posix() for p in source.rglob("*") if p.is_file() and "__pycache__" not in p.parts and p.suffix not in (".pyc", ".mo") and ".egg-info" not in str(p)}
    assert wanted - names == set()
    catalogues = {name for name in wanted if name.endswith(".po")}
    assert catalogues and {name.removesuffix(".po") + ".mo" for name in catalogues} <= names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "benchmarks/"))]


def test_doctor_finds_nothing_to_mend_where_the_wheel_was_installed(installed, elsewhere):
    where = subprocess.run([installed.parent / "python", "-c", "import safeconduct; print(safeconduct.__file__)"], env=settings(elsewhere), capture_output=True, text=True, check=True)
    assert str(installed.parents[1]) in where.stdout, "the installed copy is the one that runs"
    lines = [json.loads(line) for line in run(installed, elsewhere, "doctor", "--json").stdout.splitlines()]
    assert {line["check"] for line in lines} >= {"versions", "database", "keys", "journal"}
    assert not [line for line in lines if line["state"] == "mend"]


def test_the_installed_server_answers_in_another_language_with_its_styles(installed, elsewhere):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen([installed, "serve", "--port", str(port)], cwd=elsewhere, env=settings(elsewhere), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        page = answered(f"http://127.0.0.1:{port}/sign-in/", {"Accept-Language": "fr"})
        assert 'lang="fr"' in page and "Mot de passe" in page, "the compiled catalogue is read"
        style = page.split('rel="stylesheet" href="', 1)[1].split('"', 1)[0]
        assert "{" in answered(f"http://127.0.0.1:{port}{style}", {})
        assert "<form" in answered(f"http://127.0.0.1:{port}/my/am/", {})
    finally:
        server.terminate()
        assert server.wait(30) is not None


def answered(url: str, headers: dict[str, str]) -> str:
    until = time.monotonic() + 90
    while True:
        try:
            with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:  # noqa: S310
                return response.read().decode()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.3)

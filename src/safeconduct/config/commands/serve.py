"""``safeconduct serve``: migrations, static files, then the server with its runner of jobs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from safeconduct.config.commands import complain, ready


def add(parser):
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--field", action="store_true", help="keep no usable key on disk: ask for a passphrase at start, lock after minutes")
    parser.add_argument("--no-demo", action="store_true", help="start empty, without the demonstration world")
    parser.add_argument("--people", type=int, default=25_000, help="people of the demonstration world")


def run(options) -> int:
    if taken(options.host, options.port):
        complain(f"safeconduct: something else answers on {options.host}:{options.port} already. Stop it, or choose another: --port {options.port + 1}")
        return 2
    os.environ.setdefault("SAFECONDUCT_URL", f"http://localhost:{options.port}")
    if options.field:
        from safeconduct.config.commands.field import ask_passphrase

        os.environ["SAFECONDUCT_FIELD"] = "1"
        passphrase = os.environ["SAFECONDUCT_PASSPHRASE"] = ask_passphrase()
    create_database()
    ready()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    collect()
    if not options.no_demo and not options.field:
        from safeconduct.config.commands.demo import ensure_beside

        ensure_beside(options.people)
    if options.field:
        leave_to_the_server(passphrase)
        passphrase = ""
    return start(options)


def leave_to_the_server(passphrase: str) -> None:
    """From here on only the serving process holds keys: it gets the passphrase through a pipe, and this one forgets."""
    from django.conf import settings

    from safeconduct.access import keys, locking

    keys.hand_over(Path(settings.KEY_FOLDER), passphrase)
    locking.forget()


def taken(host: str, port: int) -> bool:
    """
    Whether another server listens there. The server itself would not notice: it shares a port with whoever is on it, and every
    other request would go to another installation.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return True
    return False


def server():
    """A connection to the PostgreSQL server of the settings, beside its databases."""
    import psycopg
    from django.conf import settings

    chosen = settings.DATABASES["default"]
    where = {"host": chosen["HOST"] or None, "port": chosen["PORT"] or None, "user": chosen["USER"] or None, "password": chosen["PASSWORD"] or None}
    return psycopg.connect(dbname="postgres", autocommit=True, **where)


def create_database() -> None:
    """Make the PostgreSQL database where one is named and it does not exist yet."""
    from django.conf import settings

    chosen = settings.DATABASES["default"]
    if "postgresql" not in chosen["ENGINE"]:
        return
    with server() as link:
        known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [chosen["NAME"]]).fetchone()
        if not known:
            link.execute(f'CREATE DATABASE "{chosen["NAME"]}"')


def collect() -> None:
    """Gather static files once a version into the data folder."""
    from django.conf import settings
    from django.core.management import call_command

    from safeconduct import __version__

    mark = Path(settings.STATIC_ROOT) / ".version"
    stamp = f"{__version__} {max((f.stat().st_mtime for f in Path(settings.BASE).rglob('static/**/*') if f.is_file()), default=0)}"
    if mark.exists() and mark.read_text() == stamp:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    mark.write_text(stamp)


class Beside(threading.Thread):
    """Keeps the runner of jobs going in a process of its own, beside the server and no longer than it."""

    def __init__(self):
        super().__init__(name="beside", daemon=True)
        self.process: subprocess.Popen | None = None
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            begun = time.monotonic()
            self.process = subprocess.Popen([sys.executable, "-m", "safeconduct.config.cli", "jobs", "work", "--beside"], stdin=subprocess.PIPE)
            self.process.wait()
            if not self.stopping:
                complain("the runner of jobs ended; it is started again")
                time.sleep(max(0.0, 5 - (time.monotonic() - begun)))

    def stop(self) -> None:
        """End the runner; what it was doing is taken up at the next start."""
        self.stopping = True
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait(10)


def start(options) -> int:
    """
    Serve until stopped: one process with many threads for the pages, one for the jobs.

    A field installation has a single process, jobs and all, so that its keys are in one place and are forgotten there.
    """
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    os.environ.setdefault("SAFECONDUCT_DATA", str(settings.DATA))
    complain(f"Operations room: http://{'localhost' if options.host == '127.0.0.1' else options.host}:{options.port}/  (stop with Ctrl+C)")
    sys.stdout.flush()
    beside = None if options.field else Beside()
    if beside is not None:
        os.environ["SAFECONDUCT_RUNNER"] = "0"  # the server runs none then
        beside.start()
    try:
        Granian(
            "safeconduct.config.wsgi:application",
            address=options.host,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=8,
            websockets=False,
            log_enabled=False,
        ).serve()
    finally:
        if beside is not None:
            beside.stop()
    return 0

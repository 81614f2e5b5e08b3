"""
Check-ins while a long list is imported: a served installation with its runner, and telephones that do not wait for each other.

    python benchmarks/checkin_load.py                          small, on SQLite and, where a server is named or found, on PostgreSQL
    python benchmarks/checkin_load.py --rows 100000            the promise: p99 <= 200 ms, none fails, every row accounted for, <= 500 MB
    python benchmarks/checkin_load.py --rows 100000 --json     one JSON object a database

Steps: a demonstration world in a temporary folder; `safeconduct serve`; check-ins at a steady rate while nothing else happens;
the same rate while the runner imports (2 % of the rows are bad); the same list again, which must change nothing. Half of the
check-ins come by personal link, half through the open door. Each is sent at its own time, whether or not those before it were
answered (open loop), over a new connection, and is timed from that moment to the last byte. The load average stands beside every
figure: others on the machine make a check-in slower, not this programme.
"""

from __future__ import annotations

import argparse
import csv
import http.client
import io
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
CLI = [sys.executable, "-m", "safeconduct.config.cli"]
QUIET = 10.0  # seconds of check-ins before the import
GIVEN = ("Ana", "Ali", "Sara", "Omar", "Liya", "Juan", "Wei", "Olga", "Fatima", "Pierre", "Amina", "Ravi", "Mariam", "Dawit", "Lan")
FAMILY = ("Santos", "Hassan", "Bekele", "Ivanova", "Lima", "Dupont", "Li", "Khan", "Mensah", "Moyo", "Thapa", "Nguyen", "Haile", "Silva", "Yusuf")


def listed(rows: int, bad_share: float = 0.02, seed: int = 4) -> tuple[bytes, int]:
    """A list of invented people as CSV, and how many of its rows are bad (a day of birth that is none)."""
    lot, out, bad = random.Random(seed), io.StringIO(), 0
    writer = csv.writer(out)
    writer.writerow(["Reference", "Given name", "Family name", "Sex", "Date of birth", "Nationality", "Language", "Country", "Phone"])
    for i in range(rows):
        wrong = lot.random() < bad_share
        bad += wrong
        born = "never" if wrong else f"{lot.randint(1940, 2020)}-{lot.randint(1, 12):02}-{lot.randint(1, 28):02}"
        writer.writerow([
            f"R{i:07}", lot.choice(GIVEN), lot.choice(FAMILY) + lot.choice("abcdefgh"), lot.choice("fm"), born, lot.choice(["UTO", "ETH", "PHL", "NPL"]),
            lot.choice(["am", "en", "ne", "tl"]), "HTI", f"+9995{i:07}",
        ])  # fmt: skip
    return out.getvalue().encode(), bad


# ---------------------------------------------------------------- the process that knows the database
def side(rows: int) -> None:
    """Answers lines on standard input: ``tokens`` gives personal links, ``import`` starts the list and says how far it is until it ends."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "safeconduct.config.settings")
    import django

    django.setup()
    for line in sys.stdin:
        if line.strip() == "tokens":
            answer({"tokens": tokens()})
        elif line.strip() == "import":
            follow(rows)


def answer(record: dict) -> None:
    print(json.dumps(record), flush=True)


def tokens() -> list[str]:
    """The personal links of everybody who is asked and did not answer yet."""
    from safeconduct.access.actors import duty
    from safeconduct.checkins.models import Ask, Standing
    from safeconduct.checkins.tokens import token_of
    from safeconduct.people import queries as people

    who = duty("people.relabel")
    open_ = set(Standing.objects.within(who).filter(state="not_yet").values_list("person_id", flat=True))
    asks = [(c, p) for c, p in Ask.objects.within(who).values_list("campaign__uid", "person_id") if p in open_]
    uids = {card.id: card.uid for start in range(0, len(asks), 500) for card in people.cards(who, ids=[p for _c, p in asks[start : start + 500]])}
    return [token_of(campaign, uids[person]) for campaign, person in asks]


def follow(rows: int) -> None:
    """Bring the list as its officer would, and tell how far the runner is."""
    from django.utils import timezone

    from safeconduct.access import actors
    from safeconduct.access.models import Unit, User
    from safeconduct.kernel.ids import new_uid
    from safeconduct.people import actions
    from safeconduct.people import queries as people
    from safeconduct.people.models import ImportRun, Person, RefusedRow

    content, bad = listed(rows)
    at, uid = timezone.now(), new_uid()
    user, unit = User.objects.get(username="head"), Unit.objects.get(name="Consular section")
    who = actors.acting(user.uid, unit.uid, at)
    actions.import_people(who, run=uid, content=content, name="list.csv", size=len(content), unit=unit.uid, at=at)
    actions.start_import(who, run=uid, columns=people.columns_of(who, uid).proposed, dry=False, at=at)
    begun = time.monotonic()
    while True:
        run = ImportRun.objects.get(uid=uid)
        if run.state in ("done", "failed", "cancelled"):
            break
        time.sleep(1)
    answer({
        "state": run.state, "seconds": round(time.monotonic() - begun, 1), "rows": run.rows, "created": run.created, "updated": run.updated, "unchanged": run.unchanged,
        "refused": run.refused, "bad": bad, "kept": RefusedRow.objects.filter(run=run).count(),
        "people": Person.objects.within(actors.duty("people.relabel")).filter(source="import").count(),
    })  # fmt: skip


class Side:
    """The process beside, asked and answered line by line."""

    def __init__(self, rows: int, environment: dict[str, str]):
        command = [sys.executable, __file__, "--side", "--rows", str(rows)]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)

    def ask(self, what: str) -> dict:
        """Blocks until it answers."""
        self.process.stdin.write(what + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def end(self) -> None:
        self.process.communicate(timeout=30)


# ---------------------------------------------------------------- the telephones
class Telephones:
    """Check-ins at a steady rate, each at its own time, until told to stop."""

    def __init__(self, port: int, rate: float, links: list[str]):
        self.port, self.rate, self.links = port, rate, links
        self.times: list[float] = []
        self.failed: list[str] = []
        self.sent = 0

    def during(self, until) -> tuple[list[float], list[str], float]:
        """Send while ``until()`` is false; returns the times in ms, what failed, and the highest load average meanwhile."""
        self.times, self.failed = [], []
        load, begun, number = os.getloadavg()[0], time.perf_counter(), 0
        with ThreadPoolExecutor(64) as crowd:
            while not until():
                due = begun + number / self.rate
                time.sleep(max(0.0, due - time.perf_counter()))
                crowd.submit(self._send, due, self.sent)
                number, self.sent = number + 1, self.sent + 1
                load = max(load, os.getloadavg()[0])
        return sorted(self.times), self.failed, load

    def _send(self, due: float, number: int) -> None:
        form = {"answer": "safe", "id": str(_uid(number)), "sent": "1"}
        if number % 2 and number // 2 < len(self.links):
            form["t"] = self.links[number // 2]
        try:
            link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            link.request("POST", "/my/en/a", urllib.parse.urlencode(form), {"Content-Type": "application/x-www-form-urlencoded"})
            response = link.getresponse()
            body = response.read()
            link.close()
            if response.status != 200 or b'name="r"' not in body:
                self.failed.append(f"{response.status}")
        except OSError as fault:
            self.failed.append(type(fault).__name__)
        self.times.append((time.perf_counter() - due) * 1000)


def _uid(number: int):
    from uuid import UUID

    return UUID(int=(int(time.time() * 1000) << 80) | (7 << 76) | (2 << 62) | number)


def share(times: list[float], part: float) -> float:
    """The time within which this part of the check-ins was answered."""
    return times[min(len(times) - 1, int(len(times) * part))] if times else 0.0


# ---------------------------------------------------------------- one database
def measured(options, name: str, url: str) -> dict:
    """The whole measurement on one database."""
    with tempfile.TemporaryDirectory(prefix="safeconduct-bench-") as folder:
        environment = {**os.environ, "SAFECONDUCT_DATA": folder, "SAFECONDUCT_DATABASE_URL": url, "PYTHONPATH": str(ROOT / "src")}
        subprocess.run([*CLI, "demo", "--people", str(options.people)], env=environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with (Path(folder) / "server.log").open("wb") as log:
            server = subprocess.Popen([*CLI, "serve", "--no-demo", "--port", str(options.port)], env=environment, stdout=log, stderr=log)
            try:
                return {"database": name, **_during(options, server, environment)}
            finally:
                server.terminate()
                server.wait(30)
                log_text = (Path(folder) / "server.log").read_text(errors="replace")
                if " ERROR " in log_text or "Traceback" in log_text:
                    print(log_text[-3000:], file=sys.stderr)
                if url:
                    _drop(url)


def _during(options, server, environment) -> dict:
    beside = Side(options.rows, environment)
    links = beside.ask("tokens")["tokens"]
    random.Random(3).shuffle(links)
    _wait(options.port)
    runner = _runner(server.pid)
    phones = Telephones(options.port, options.rate, links)
    phones.during(_after(2))  # the first requests of a process load what they need
    out: dict = {"rate": options.rate, "rows": options.rows, "links": len(links)}
    out["quiet"] = _said(*phones.during(_after(QUIET)))
    for name in ("first", "second"):
        held: dict = {}
        waiting = threading.Thread(target=lambda held=held: held.update(beside.ask("import")))
        waiting.start()
        out[name] = _said(*phones.during(lambda waiting=waiting: not waiting.is_alive()))
        if not held:
            raise SystemExit("the import did not end")
        out[name] |= held
    out["runner_peak_mb"], out["server_peak_mb"] = _peak(runner), max(_peak(pid) for pid in [server.pid, *_children(server.pid)] if pid != runner)
    beside.end()
    first, second = out["first"], out["second"]
    good = options.rows - first["bad"]
    out["accounted_for"] = (first["created"], first["refused"], first["kept"], first["people"]) == (good, first["bad"], first["bad"], good)
    out["second_changed_nothing"] = (second["created"], second["updated"], second["unchanged"], second["people"]) == (0, 0, good, good)
    return out


def _said(times: list[float], failed: list[str], load: float) -> dict:
    return {
        "answered": len(times), "failed": len(failed), "p50": round(share(times, 0.5)), "p95": round(share(times, 0.95)), "p99": round(share(times, 0.99)),
        "worst": round(times[-1]) if times else 0, "load": round(load, 1),
    }  # fmt: skip


def _after(seconds: float):
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            link = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            link.request("GET", "/my/en/")
            if link.getresponse().status == 200:
                return
        except OSError:
            pass
        time.sleep(0.2)
    raise SystemExit("the server does not answer")


def _children(pid: int) -> list[int]:
    """All processes of the server: children may be started by any of its threads."""
    return [int(p.parent.name) for p in Path("/proc").glob("[0-9]*/stat") if _parent(p) == pid]


def _parent(stat: Path) -> int:
    try:
        return int(stat.read_text().rsplit(")", 1)[1].split()[1])
    except (OSError, IndexError):
        return 0


def _runner(server: int) -> int:
    for _ in range(100):
        for pid in _children(server):
            if b"jobs\0work" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        time.sleep(0.2)
    raise SystemExit("no runner was started")


def _peak(pid: int) -> int:
    """The most memory that a process had, in MB."""
    try:
        line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) // 1024
    except (OSError, StopIteration):
        return 0


def _drop(url: str) -> None:
    import psycopg

    where = urllib.parse.urlparse(url)
    with psycopg.connect(where._replace(path="/postgres").geturl(), autocommit=True) as link:
        link.execute(f'DROP DATABASE IF EXISTS "{where.path.lstrip("/")}" WITH (FORCE)')


def databases(options) -> list[tuple[str, str]]:
    """SQLite, and PostgreSQL where one answers; its database is made for this run and dropped after it."""
    found = [("SQLite", "")]
    server = os.environ.get("SAFECONDUCT_BENCH_POSTGRES", "postgresql://postgres@127.0.0.1:5432")
    try:
        import psycopg

        psycopg.connect(server + "/postgres", connect_timeout=2).close()
        found.append(("PostgreSQL", f"{server}/safeconduct_bench_{os.getpid()}"))
    except Exception:
        print("no PostgreSQL answers: measured on SQLite alone", file=sys.stderr)
    return [one for one in found if options.only in ("", one[0].lower())]


def table(results: list[dict]) -> str:
    """The figures for people."""
    lines = [f"{'database':11}{'phase':16}{'check-ins':>10}{'failed':>8}{'p50 ms':>8}{'p95':>6}{'p99':>6}{'worst':>7}{'load':>6}  rows/s"]
    for one in results:
        for phase, words in (("quiet", "nothing else"), ("first", "first import"), ("second", "the same again")):
            p = one[phase]
            speed = f"{p['rows'] / p['seconds']:.0f}" if p.get("seconds") else ""
            lines.append(f"{one['database']:11}{words:16}{p['answered']:10}{p['failed']:8}{p['p50']:8}{p['p95']:6}{p['p99']:6}{p['worst']:7}{p['load']:6}  {speed}")
        said = f"{one['rows']:,} rows: every row accounted for: {'yes' if one['accounted_for'] else 'NO'}; the second import changed nothing: {'yes' if one['second_changed_nothing'] else 'NO'}"
        lines.append(f"{one['database']:11}{said}; peak memory {one['runner_peak_mb']} MB (runner), {one['server_peak_mb']} MB (server)")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=2_000, help="rows of the list")
    parser.add_argument("--people", type=int, default=2_000, help="people of the demonstration world that is asked")
    parser.add_argument("--rate", type=float, default=5.0, help="check-ins a second")
    parser.add_argument("--port", type=int, default=18750)
    parser.add_argument("--only", default="", choices=["", "sqlite", "postgresql"])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--side", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.side:
        side(options.rows)
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server and the folder go, also when we are stopped
    results = []
    for name, url in databases(options):
        results.append(measured(options, name, url))
        if options.json:
            print(json.dumps(results[-1]), flush=True)
    if not options.json:
        print(table(results))
    good = all(r["accounted_for"] and r["second_changed_nothing"] and not any(r[p]["failed"] for p in ("quiet", "first", "second")) for r in results)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())

"""
Run the tests that this machine can run, on SQLite and, where a server answers, on PostgreSQL, and say what was skipped and why.

With ``--fast``: what a developer runs at every step, on SQLite, without the slow tests and without a browser. In CI every
skip but ``needs_shared`` is a failure.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_IN_CI = "needs_shared"


def postgres_url() -> str:
    """A PostgreSQL server on which a test database can be made: the one named, else a local one that answers."""
    named = os.environ.get("SAFECONDUCT_TEST_POSTGRES") or os.environ.get("SAFECONDUCT_DATABASE_URL")
    if named:
        return named
    try:
        import psycopg

        with psycopg.connect("postgresql://postgres@127.0.0.1:5432/postgres", connect_timeout=2):
            return "postgresql://postgres@127.0.0.1:5432/safeconduct"
    except Exception:
        return ""


def run(name: str, arguments: list[str], environment: dict[str, str]) -> tuple[int, Counter]:
    """One run of pytest; its exit code and the skips by reason."""
    print(f"== {name}", flush=True)
    with tempfile.TemporaryDirectory(prefix="safeconduct-tests-") as folder:
        report = Path(folder) / "report.xml"
        settings = {**os.environ, "PYTHONPATH": "src:.", "SAFECONDUCT_TEST_FOLDER": folder, **environment}
        done = subprocess.run([sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments], cwd=ROOT, env=settings, check=False)
        skips: Counter = Counter()
        if report.exists():
            for case in ElementTree.parse(report).iter("skipped"):
                skips[case.get("message", "no reason given")] += 1
        return done.returncode, skips


def main() -> int:
    """Run it all; returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    plain = {"SAFECONDUCT_DATABASE_URL": ""}
    if options.fast:
        return run("SQLite, quick part", ["-m", "not slow and not needs_chromium", *options.rest], plain)[0]
    results = [("SQLite", *run("SQLite", options.rest, plain))]
    url = postgres_url()
    if url:
        # the two worlds of the firewall are compared in a database of their own: sequences do not go back with a transaction
        apart = [] if options.rest else ["--ignore=tests/house/test_firewall.py"]
        marks = ["-m", "not once", *apart, *options.rest]
        results.append(("PostgreSQL", *run("PostgreSQL (all but browser, axe, screenshots and print, which run once; the chain story runs here too)", marks, {"SAFECONDUCT_DATABASE_URL": url})))
        if apart:
            results.append(("PostgreSQL", *run("PostgreSQL, the firewall", ["tests/house/test_firewall.py"], {"SAFECONDUCT_DATABASE_URL": url})))
    else:
        print("== PostgreSQL: skipped, no server answers at 127.0.0.1:5432 and SAFECONDUCT_TEST_POSTGRES is not set")
    failed = [name for name, code, _ in results if code]
    for name, _code, skips in results:
        for reason, count in skips.most_common():
            print(f"{name}: skipped {count}: {reason}")
            if os.environ.get("CI") and ALLOWED_IN_CI not in reason:
                failed.append(f"{name}: a skip that CI does not allow: {reason}")
    if os.environ.get("CI") and not url:
        failed.append("CI has no PostgreSQL")
    for line in failed:
        print(f"FAILED: {line}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

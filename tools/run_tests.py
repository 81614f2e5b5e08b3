"""
Run the tests that this machine can run, on SQLite and, where a server answers, on PostgreSQL, and say what was skipped and why.

With ``--fast``: what a developer runs at every step, on SQLite, without the slow tests and without a browser. In CI every
skip but ``needs_shared`` is a failure.

A browser, a server and a runner of jobs on a busy machine can miss each other once. Where nothing failed but browser tests
(files that use the mark ``needs_chromium``), and at most three of them, those are told once more, alone. What passes then is
named loudly at the end ("passed only the second time") and is a defect of the test to be mended; what fails again fails the
run. Any other failure fails the run at once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ALLOWED_IN_CI = "needs_shared"
MOST_TOLD_AGAIN = 3
TESTS_FAILED = 1  # pytest's exit code where all else went well


@dataclass
class Outcome:
    """How one run of pytest ended: its exit code, the skips by reason, and what passed only when it was told again."""

    name: str
    code: int
    skips: Counter = field(default_factory=Counter)
    second: list[str] = field(default_factory=list)


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


def told(arguments: list[str], environment: dict[str, str]) -> tuple[int, list[ElementTree.Element]]:
    """Pytest with these arguments in a data folder of its own: its exit code, and what its report says of each test."""
    with tempfile.TemporaryDirectory(prefix="safeconduct-tests-") as folder:
        report = Path(folder) / "report.xml"
        settings = {**os.environ, "PYTHONPATH": "src:.", "SAFECONDUCT_TEST_FOLDER": folder, **environment}
        command = [sys.executable, "-m", "pytest", "-q", "-o", "junit_family=xunit1", f"--junitxml={report}", *arguments]
        code = subprocess.run(command, cwd=ROOT, env=settings, check=False).returncode
        return code, list(ElementTree.parse(report).iter("testcase")) if report.exists() else []


def failed(cases: list[ElementTree.Element]) -> list[str]:
    """The ids of the tests that failed, as pytest takes them on its command line; a file that could not be read is its own id."""
    found = []
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            file, name, inside = case.get("file", ""), case.get("name", ""), case.get("classname", "")
            module = file.removesuffix(".py").replace("/", ".")
            classes = inside.removeprefix(module).strip(".").split(".") if inside.startswith(module) else []
            found.append("::".join([file, *[one for one in classes if one], name]))
    return list(dict.fromkeys(found))


def in_a_browser(test: str) -> bool:
    """Whether a test stands in a file that uses the mark of browser tests."""
    path = ROOT / test.partition("::")[0]
    return path.is_file() and "needs_chromium" in path.read_text("utf8")


def run(name: str, arguments: list[str], environment: dict[str, str]) -> Outcome:
    """One run of pytest; where only a few browser tests failed, those once more."""
    print(f"== {name}", flush=True)
    code, cases = told(arguments, environment)
    outcome = Outcome(name, code)
    for case in cases:
        for skip in case.iter("skipped"):
            outcome.skips[skip.get("message", "no reason given")] += 1
    lost = failed(cases)
    if code == TESTS_FAILED and 0 < len(lost) <= MOST_TOLD_AGAIN and all(in_a_browser(one) for one in lost):
        print(f"== {name}: only browser tests failed; told once more, alone: {', '.join(lost)}", flush=True)
        again, cases = told(lost, environment)
        if again == 0 and len(cases) == len(lost) and not any(list(case.iter("skipped")) for case in cases):
            outcome.code, outcome.second = 0, lost
        else:
            still = failed(cases)
            outcome.second = [one for one in lost if one not in still] if again == TESTS_FAILED else []
    return outcome


def main() -> int:
    """Run it all; returns the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--fast", action="store_true")
    parser.add_argument("rest", nargs="*")
    options = parser.parse_args()
    plain = {"SAFECONDUCT_DATABASE_URL": ""}
    if options.fast:
        return run("SQLite, quick part", ["-m", "not slow and not needs_chromium", *options.rest], plain).code
    results = [run("SQLite", options.rest, plain)]
    url = postgres_url()
    if url:
        # the two worlds of the firewall are compared in a database of their own: sequences do not go back with a transaction
        apart = [] if options.rest else ["--ignore=tests/house/test_firewall.py"]
        marks = ["-m", "not once", *apart, *options.rest]
        results.append(run("PostgreSQL (all but browser, axe, screenshots and print, which run once; the chain story runs here too)", marks, {"SAFECONDUCT_DATABASE_URL": url}))
        if apart:
            results.append(run("PostgreSQL, the firewall", ["tests/house/test_firewall.py"], {"SAFECONDUCT_DATABASE_URL": url}))
    else:
        print("== PostgreSQL: skipped, no server answers at 127.0.0.1:5432 and SAFECONDUCT_TEST_POSTGRES is not set")
    return said(results, url)


def said(results: list[Outcome], url: str) -> int:
    """Say what was skipped, what passed only the second time and what failed; returns the exit code."""
    lost = [one.name for one in results if one.code]
    for one in results:
        for reason, count in one.skips.most_common():
            print(f"{one.name}: skipped {count}: {reason}")
            if os.environ.get("CI") and ALLOWED_IN_CI not in reason:
                lost.append(f"{one.name}: a skip that CI does not allow: {reason}")
    if os.environ.get("CI") and not url:
        lost.append("CI has no PostgreSQL")
    for one in results:
        if one.second:
            print(f"{'!' * 100}\n{one.name}: passed only the second time: {', '.join(one.second)}\nThat is a defect: find what the test did not wait for.\n{'!' * 100}")
    for line in lost:
        print(f"FAILED: {line}")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())

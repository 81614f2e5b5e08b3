"""The command line: one JSON object a line, nothing else on standard output, an exit code that a program can trust."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from safeconduct.hazards.readers.__main__ import main
from tests.shared import ROOT

SAMPLES = Path(__file__).parent / "samples"


def run(*arguments):
    found = subprocess.run([sys.executable, "-m", "safeconduct.hazards.readers", *map(str, arguments)], capture_output=True, env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, check=False)
    return found.returncode, found.stdout.decode("utf-8").splitlines(), found.stderr.decode()


def test_each_file_is_one_line_of_json_in_the_order_given():
    code, lines, _ = run(SAMPLES / "first.xml", SAMPLES / "two_languages.xml", "--json")
    first, second = map(json.loads, lines)

    assert code == 0
    assert first["file"].endswith("first.xml") and second["outcome"] == "accepted"
    assert {"identifier", "hazard", "area", "effective", "onset", "expires", "languages", "status", "msg_type", "would_propose", "why"} <= set(first["alerts"][0])
    assert first["alerts"][0]["area"]["name"] == "Vale do rio" and first["alerts"][0]["area"]["bbox"] == [-41.0, -21.0, -40.0, -20.0]
    assert first["alerts"][0]["would_propose"] is True
    assert second["alerts"][0]["languages"] == ["en", "fr"]


def test_a_cancel_in_another_file_of_the_same_call_counts():
    _, lines, _ = run(SAMPLES / "first.xml", SAMPLES / "taken_back.xml", "--json")

    assert json.loads(lines[0])["alerts"][0]["why"] == "cancelled by river-2"


def test_a_moment_given_is_the_moment_judged_at():
    _, lines, _ = run(SAMPLES / "first.xml", "--json", "--at", "2027-01-01T00:00:00+00:00")

    assert "expired at" in json.loads(lines[0])["alerts"][0]["why"]


def test_a_refused_file_or_part_makes_the_exit_code_one(tmp_path):
    (tmp_path / "broken.xml").write_text("<alert>\n<oops>")
    code, lines, _ = run(tmp_path, "--json")
    line = json.loads(lines[0])

    assert code == 1
    assert (line["outcome"], line["alerts"]) == ("refused", [])
    assert line["reason"].startswith("line 2, column ")
    assert run(SAMPLES / "exercise_wrapper.xml", "--json")[0] == 1


@pytest.mark.parametrize("wrong", [[], ["--json"], ["no-such-file.xml", "--json"], [str(SAMPLES / "first.xml"), "--at", "tomorrow"], [str(SAMPLES / "first.xml"), "--xml"]])
def test_wrong_use_is_exit_code_two_and_says_nothing_on_standard_output(wrong):
    code, lines, said = run(*wrong)

    assert (code, lines) == (2, [])
    assert said


def test_a_folder_is_read_with_everything_in_it(tmp_path, capfdbinary):
    (tmp_path / "deeper").mkdir()
    shutil.copy(SAMPLES / "first.xml", tmp_path / "deeper" / "a.xml")
    shutil.copy(SAMPLES / "quakes.json", tmp_path / "b")

    assert main([str(tmp_path), "--json"]) == 1  # one earthquake has no place
    assert [json.loads(line)["form"] for line in capfdbinary.readouterr().out.splitlines()] == ["USGS", "CAP 1.2"]


def test_without_json_a_person_can_read_it(capfdbinary):
    assert main([str(SAMPLES / "first.xml")]) == 0
    assert "flood, Vale do rio: would propose" in capfdbinary.readouterr().out.decode()

"""The runner of the whole suite tells a few browser tests once more, says so, and lets nothing else pass: on small folders of tests of their own."""

import importlib.util
import sys
from textwrap import dedent

import pytest

from tests.shared import ROOT

pytestmark = [pytest.mark.once, pytest.mark.slow]
BROWSER = """
import pytest
from pathlib import Path

pytestmark = pytest.mark.needs_chromium


def only_once(name):
    mark = Path(__file__).with_name(name)
    mark.write_text(mark.read_text() + "x" if mark.exists() else "x")
    return len(mark.read_text())


class TestShaky:
    @pytest.mark.parametrize("word", ["a b", "é"])
    def test_first_lost(self, word):
        assert only_once(f"first-{word}") > 1


def test_sound():
    assert only_once("sound") == 1, "what passed is not told again"
"""
BROKEN = "import pytest\n\n\n@pytest.mark.needs_chromium\n@pytest.mark.parametrize('n', range(%d))\ndef test_broken(n):\n    assert False\n"
PLAIN = "def test_plain():\n    assert False\n"


@pytest.fixture
def tools(tmp_path, monkeypatch):
    """tools/run_tests.py over a folder of tests of its own."""
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p no:django -p no:cacheprovider --strict-markers\nmarkers =\n    needs_chromium: a browser\n")
    spec = importlib.util.spec_from_file_location("run_tests_under_test", ROOT / "tools" / "run_tests.py")
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.delenv("CI", raising=False)
    return module


def ran(tools, capfd, **files):
    """What a run over these files came to: the exit code, what passed only the second time, and all that was said."""
    folder = tools.ROOT / "tests"
    folder.mkdir()
    for name, text in files.items():
        (folder / f"test_{name}.py").write_text(dedent(text), "utf8")
    outcome = tools.run("here", [], {})
    code = tools.said([outcome], "url")
    return code, outcome.second, capfd.readouterr().out


def test_a_browser_test_that_passes_the_second_time_passes_and_is_named_loudly(tools, capfd):
    code, second, said = ran(tools, capfd, browser=BROWSER)
    shaky = ["tests/test_browser.py::TestShaky::test_first_lost[a b]", "tests/test_browser.py::TestShaky::test_first_lost[\\xe9]"]
    assert (code, second) == (0, shaky)
    assert f"passed only the second time: {', '.join(shaky)}" in said and "only browser tests failed; told once more" in said


def test_a_browser_test_that_fails_again_fails_the_run(tools, capfd):
    code, second, said = ran(tools, capfd, browser=BROWSER, worse=BROKEN % 1)
    assert code == 1 and len(second) == 2, "and the others are named all the same"
    assert "FAILED: here" in said


def test_more_than_three_are_not_told_again(tools, capfd):
    code, second, said = ran(tools, capfd, worse=BROKEN % 4)
    assert (code, second) == (1, []) and "told once more" not in said


def test_any_other_failure_fails_at_once(tools, capfd):
    code, second, said = ran(tools, capfd, browser=BROWSER, plain=PLAIN)
    assert (code, second) == (1, []) and "told once more" not in said


def test_a_browser_file_that_cannot_be_read_fails_at_once(tools, capfd):
    code, second, said = ran(tools, capfd, browser="import nothing_of_this_name  # needs_chromium\n")
    assert (code, second) == (1, []) and "told once more" not in said


def test_a_run_without_failures_says_nothing_of_it(tools, capfd):
    code, second, said = ran(tools, capfd, plain="def test_plain():\n    pass\n")
    assert (code, second) == (0, []) and "second time" not in said

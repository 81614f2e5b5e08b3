"""What a test may need and a machine may lack: real input, a browser, a PostgreSQL. Each is one named kind of skip."""

import shutil

import pytest

from tests.shared import DATA, ROOT


def chromium_path():
    """The browser that stories are driven in, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# Folders and files whose tests touch no database, or one of their own: what they say does not depend on the chosen one. What in
# them asks for the database all the same runs on both.
WITHOUT_DATABASE = ("engines/", "kernel/", "plans/", "standards/", "web/", "commits/test_idle_lock.py", "commits/test_wheel.py", "commits/test_writer.py")


@pytest.fixture(scope="session", autouse=True)
def catalogues_are_compiled():
    """Every language speaks from the first test on, whichever that is."""
    from safeconduct.web.words import compile_all

    compile_all(ROOT / "src" / "safeconduct" / "locale")


def asks_for_the_database(item):
    """Whether a test is given the database of the suite."""
    from django.test import TransactionTestCase

    return bool(item.get_closest_marker("django_db")) or "db" in getattr(item, "fixturenames", ()) or (isinstance(getattr(item, "cls", None), type) and issubclass(item.cls, TransactionTestCase))


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.nodeid.startswith(tuple(f"tests/{place}" for place in WITHOUT_DATABASE)) and not asks_for_the_database(item):
            item.add_marker(pytest.mark.once)
        if item.get_closest_marker("needs_shared") and not DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason="needs_shared: the folder of real input is not beside this repository"))
        if item.get_closest_marker("needs_chromium") and chromium_path() is None:
            item.add_marker(pytest.mark.skip(reason="needs_chromium: no Chromium on this machine"))

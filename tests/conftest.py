"""What a test may need and a machine may lack: real input, a browser, a PostgreSQL. Each is one named kind of skip."""

import shutil

import pytest

from tests.shared import DATA


def chromium_path():
    """The browser that stories are driven in, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


# Folders whose tests touch no database: what they say does not depend on it.
WITHOUT_DATABASE = ("engines", "kernel", "plans", "standards")


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.nodeid.startswith(tuple(f"tests/{folder}/" for folder in WITHOUT_DATABASE)) and not item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.once)
        if item.get_closest_marker("needs_shared") and not DATA.is_dir():
            item.add_marker(pytest.mark.skip(reason="needs_shared: the folder of real input is not beside this repository"))
        if item.get_closest_marker("needs_chromium") and chromium_path() is None:
            item.add_marker(pytest.mark.skip(reason="needs_chromium: no Chromium on this machine"))

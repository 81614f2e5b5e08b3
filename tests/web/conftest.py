"""The gallery stands by itself: these tests draw without the rooms above, whatever settings the suite runs under."""

import shutil
from pathlib import Path

import pytest
from django.test import override_settings

from safeconduct.web import words
from tests.web import settings_web

KEPT = ("ROOT_URLCONF", "MIDDLEWARE", "TEMPLATES", "LANGUAGES", "LANGUAGE_CODE", "TIME_ZONE", "FORM_RENDERER", "STATIC_URL", "STORAGES", "ALLOWED_HOSTS")


@pytest.fixture(scope="session")
def catalogues(tmp_path_factory):
    """A folder with every catalogue compiled and the pseudo-language made: nothing is written beside the sources."""
    folder = tmp_path_factory.mktemp("locale")
    shutil.copytree(settings_web.ROOT / "locale", folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.mo"))
    words.compile_all(folder)
    words.compile_pseudo(words.extract(settings_web.ROOT), folder)
    return folder


@pytest.fixture(scope="module", autouse=True)
def gallery(catalogues):
    """The gallery's settings, for a file of these tests and no longer: files of other rooms run between them."""
    with override_settings(LOCALE_PATHS=[Path(catalogues)], USE_TZ=True, **{name: getattr(settings_web, name) for name in KEPT}):
        yield

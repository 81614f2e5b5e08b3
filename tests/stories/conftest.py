import pytest

from tests.stories import seeing, serving
from tests.web.browse import chromium


@pytest.fixture(scope="package")
def browser():
    """One browser for all stories; whoever sits before it has a context of their own."""
    with chromium() as started:
        yield started


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """One small post, served for all stories in a browser: each has its own alert, person and request."""
    with serving.served(tmp_path_factory.mktemp("story") / "data") as address:
        yield address


@pytest.fixture(scope="package")
def house(django_db_blocker, tmp_path_factory, browser):
    """The filled world, served from a file of its own, for all stories that look at its pages."""
    with django_db_blocker.unblock(), seeing.served(tmp_path_factory.mktemp("seen"), browser) as shown:
        yield shown

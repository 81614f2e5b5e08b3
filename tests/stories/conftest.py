import pytest

from tests.stories import serving


@pytest.fixture(scope="package")
def served(tmp_path_factory):
    """One small post, served for all stories in a browser: each has its own alert, person and request."""
    with serving.served(tmp_path_factory.mktemp("story") / "data") as address:
        yield address

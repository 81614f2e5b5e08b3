import pytest
from django.test import Client

from tests import worlds


@pytest.fixture
def post(db):
    return worlds.post()


@pytest.fixture
def client(post):
    browser = Client()
    browser.force_login(post.user, backend="django.contrib.auth.backends.ModelBackend")
    return browser

import pytest

from safeconduct.messaging.channels.simulator import Simulator
from tests import worlds
from tests.messaging import world


@pytest.fixture(autouse=True)
def remembered(settings):
    settings.CHANNELS = {name: dict(chosen) for name, chosen in world.PLAIN["CHANNELS"].items()}
    Simulator.sent.clear()
    yield
    Simulator.sent.clear()


@pytest.fixture
def post(db):
    return worlds.post()

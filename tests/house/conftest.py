"""The law of the writer is judged last: it reads what every verb of the whole run has held."""

import time
from types import SimpleNamespace

import pytest


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: item.nodeid.startswith("tests/house/test_writer.py"))


@pytest.fixture(scope="session", autouse=True)
def writer_in_processor_time():
    """
    The gate measures with the processor time of its own thread while the suite runs.

    Eight other programmes on two cores stretch the time on the wall, not the work; a verb that waits for a network or a lock is
    caught by the law against it, not by this one.
    """
    from safeconduct.access import gate

    gate.time = SimpleNamespace(perf_counter=time.thread_time, sleep=time.sleep)
    yield
    gate.time = time

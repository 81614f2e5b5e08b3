"""Small alerts of our own making, for machines without the folder of real input."""

from pathlib import Path

from safeconduct.hazards.readers import read_file


def sample(name: str) -> bytes:
    return (Path(__file__).parent / name).read_bytes()


def read(name: str):
    """All results of one sample."""
    return read_file(sample(name), name)


def alert_of(name: str):
    """The first alert of one sample."""
    return read(name)[0].alerts[0]

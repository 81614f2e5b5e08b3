"""An example of every verb, a file a room; a new verb gets its example in the file of its room (see table.py)."""

from tests.house.examples import access, places, crises, people, partners, hazards, cases, messaging, checkins, plans, reporting  # noqa: F401, I001  (the order in which the world is filled)
from tests.house.examples.table import EXAMPLES, Example, example, of_the_house

__all__ = ["EXAMPLES", "Example", "example", "of_the_house"]

"""
Simulation: what happens when a plan is carried out: who is warned, decides, is called, queues, is carried, and when they are in a place of safety.

A pure engine: numpy, no Django, no database, no clock. `simulate()` runs a `Case` many times; each replication has its own streams of chance.
"""

from .case import families
from .explain import explain
from .model import (
    DAY,
    NEVER,
    VERSION,
    Assumption,
    Call,
    Cancelled,
    Case,
    Channel,
    Delay,
    Fleet,
    Leg,
    Place,
    Point,
    Population,
    Reason,
    Route,
    SimulationError,
    Station,
    Stock,
    Tree,
    Warden,
    everybody,
)  # fmt: skip
from .solve import Simulation, simulate
from .whatif import Change, changes, what_if

__all__ = [
    "DAY", "NEVER", "VERSION", "Assumption", "Call", "Change", "Cancelled", "Case", "Channel", "Delay", "Fleet", "Leg", "Place", "Point", "Population", "Reason", "Route", "Simulation",
    "SimulationError", "Station", "Stock", "Tree", "Warden", "changes", "everybody", "explain", "families", "simulate", "what_if",
]  # fmt: skip

"""
Who travels when, by what, and to which place of safety: trips, who is left and why, and a proven bound.

Families stay whole, nobody goes to a place that is not on their list, and need alone decides the order. The engine
speaks of rules and capacity and never of another person.
"""

VERSION = "evacuation-2"

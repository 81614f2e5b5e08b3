"""
What is happening, where, since when, at which level, and what must be done.

Promises that a crisis has an end date, a controller, a data officer and a short impact assessment from its first day, that a
level has a reason and a history, and that nothing of an exercise can reach a real person.
"""

GUIDELINES = (5, 9)

"""
What threatens, where, until when, and who is inside.

Promises that an alert is taken once, in any order of arrival, that only what is actual and current may propose a message,
that a footprint of our own is marked as an estimate, and that a trigger asks for a judgement and changes no level.
"""

GUIDELINES = (1,)

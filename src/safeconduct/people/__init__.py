"""
Who the people are, how each of them can safely be reached, and on what ground we know it.

Promises search without browsing, names in every script, consent that takes effect at once, a label that hides what must be
hidden, duties that are kept by the clock, and that importing twice changes nothing.
"""

GUIDELINES = (2, 3, 6)

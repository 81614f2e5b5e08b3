"""
Reach people in their language on the telephone that is safe for them, and know whether it arrived.

Promises that an unsafe contact is never used, that a shared telephone gets a neutral text, that the numbers are shown before
anything leaves, that the delivery row is the truth, and that nothing of an exercise leaves.
"""

GUIDELINES = (6, 9)

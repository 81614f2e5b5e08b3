"""
Whoever asks for help is put before an officer, in an order that can be explained, and is told only what is true.

Promises a triage class with its reasons, a queue ordered by need and waiting time, an alarm when a life-threatening request
lies unopened, and that the person is asked whether help came.
"""

GUIDELINES = (11, 12)

"""
Nobody reads or writes without a right, a scope and a trace.

Users and the unit they act in, grants of roles, the label on every row of a person's life, the page gate and the action
gate, the journal, field keys, files, proposals of two people, leases of devices, and the record of who looked at whom.
"""

GUIDELINES = (2,)

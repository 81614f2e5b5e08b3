"""
Who else helps, and how to reach them: officials and focal points, services, and what was agreed with whom.

Promises that an official is a contact here and never a person of the register, that a service says when it was last verified
and for whom it is, and that what an agreement says of data binds the gate through which data leaves.
"""

GUIDELINES = (7, 12)

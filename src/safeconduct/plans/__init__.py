"""
Contingency plans that execute: one document from first draft to after-action review, checked like a program.

Promises that a plan goes out as YAML or JSON and comes back without loss, that what cannot be read is an error with its line
and its remedy and never dropped, that the same document has the same digest everywhere, and that every finding of a check names
its place, its reason and what to do. What is measured here is practice, not compliance: the Guidelines are voluntary.
"""

GUIDELINES = (4, 5, 7, 8)

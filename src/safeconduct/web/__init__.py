"""
Everything that draws.

Promises that a page is readable by ear, by keyboard, in both directions and on a bad line; that a number is never shown
surer than it is; that what a person or another system typed stands in ``<bdi data-content>`` and is told from our own words;
and that a download cannot run as a formula. Knows no room above it: what is drawn is given to it.
"""

GUIDELINES = ()

"""
Where things are: admin areas with their codes, places with a door, and how many people of whom are thought to be where.

Promises that a place has one path (``HTI/HT07/HT0711``) by which rows and rights are cut, that territory and nationality
stay apart, and that presence is never one number.
"""

GUIDELINES = (1, 2)

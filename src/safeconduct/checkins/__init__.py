"""
Are you safe? Everybody is asked, everybody can come forward, and nobody who is silent is forgotten.

Promises that all ways of answering are one verb that may be sent twice, that an answer by another is marked, that the open
door asks for no link, document, status, nationality or account, and that *on file*, *came forward* and *estimated, not heard
of* are never added up into one number.
"""

GUIDELINES = (3, 9)

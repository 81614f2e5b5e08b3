"""
What is known before any crisis begins, as data: countries, languages, alert schemes, guidelines, the words of the migrant's pages.

Promises: every entry carries the mark of how sure it is ([V] seen, [S] the programme's page, [K] known rule, [U] unverified,
[D] a proposal of this project); nothing here needs Django, a clock or a network; `load` is the only door.
"""

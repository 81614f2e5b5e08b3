"""
The raw material of the demo world: real places, invented people, alerts of a specimen authority. No Django.

Two areas. The south of Haiti after the earthquake of 14 August 2021 (M 7.2): roads, land crossings, a
damaged peninsula. And the north of the Bahamas where Hurricane Dorian passed in September 2019: islands
that only air and sea reach, and many migrants without papers in Abaco, who feared those who came to help;
so the two ask for different ways out and for the same firewall. Both lie in one picture and one day.

`geography` gives areas, places and ways; `alerts` hazard files with fresh times; `generate` the people.
PROVENANCE.md says where every fact comes from.
"""

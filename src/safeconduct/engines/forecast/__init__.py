"""Arrivals ahead with a fan, a back-test that says whether to trust it, and an alarm for unusual flows. No Django, no clock, no files."""

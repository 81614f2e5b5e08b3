"""Situation reports: every figure with its definition, its moment and its source; conflicting totals side by side."""

GUIDELINES = (9,)

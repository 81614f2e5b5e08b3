"""The words that every room shares: actor, verb, figure, refusal, state table, ids, time. Pure Python, no Django."""

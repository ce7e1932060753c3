"""Polls: who may vote, open and secret ballots, budgets, results with reasons, and the owner's answer."""

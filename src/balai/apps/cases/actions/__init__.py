"""Every write of the case engine, one module for each group of verbs."""

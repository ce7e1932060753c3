"""What is old, late, stuck and in whose hands; absence, transfers, second looks, people and roles."""

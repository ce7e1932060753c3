"""The administrative tree: where things are, and which area holds a point."""

"""What the city shows of all its public cases."""

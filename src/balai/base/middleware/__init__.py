"""What every request passes: its number, limits, time, reading only."""

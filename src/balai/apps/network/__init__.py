"""Other cities: who they are, what was agreed with them, witnessing, reading, comparing, learning."""

"""Tell people: one row for each event, recipient and channel, written with its cause and handed over at least once."""

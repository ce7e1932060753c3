"""The city's log: statements written with the act, sequenced, served as tiles, verified from outside."""

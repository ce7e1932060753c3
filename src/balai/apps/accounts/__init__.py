"""People's log-in, second factor and own pages; the city as a sign-in for other systems."""

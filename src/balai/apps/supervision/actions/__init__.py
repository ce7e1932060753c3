"""Every write of the supervisor's room, by verb."""

"""Every write on the way through a service."""

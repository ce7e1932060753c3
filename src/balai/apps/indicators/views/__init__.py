"""Pages and machine addresses of this app."""

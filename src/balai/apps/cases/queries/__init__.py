"""Every read of the case engine: lists page by key, never by count."""

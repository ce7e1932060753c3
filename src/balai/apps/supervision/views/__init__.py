"""The supervisor's pages, by what they are about."""

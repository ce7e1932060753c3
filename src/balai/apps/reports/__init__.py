"""The citizen's way to report a problem, and the pages of one's own case, whatever its service."""

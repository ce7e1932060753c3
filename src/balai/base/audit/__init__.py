"""Who did what with authority, and who looked at whose data: written once, never changed."""

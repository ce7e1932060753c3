"""The officer's desk and the field crew's phone, as pages."""

"""My data: seeing, downloading and having erased what the city holds of a person."""

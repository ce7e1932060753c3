"""How often one address, one account or one name may do the same thing: counted in PostgreSQL, for every process."""

"""How often one address or one account may send something: counted in PostgreSQL, by all processes together."""

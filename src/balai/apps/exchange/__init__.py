"""Cases come in from other systems and go out again; neighbours such as SP4N-LAPOR!."""

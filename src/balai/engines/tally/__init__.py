"""Counting rules with reasons: from ballots to winners, with every step, in words, tables and a picture.

`counting.count` is the door: a rule's name and a profile go in, a `Result` comes out. `files.read_ballots` and
`files.write_ballots` know Pabulib, BLT, PrefLib and CSV. Numbers are exact: integers, fractions, or five decimals
where a law says so. Ties are broken by one published rule (`ties`). Nothing here knows a database, a clock or chance.
"""

"""Secret ballots that strangers can recount: the Belenios 2.0 protocol, homomorphic questions.

Source of every rule: S. Glondu, "Belenios specification", version 2.0; its section is named beside each part.
Works alone as a library: numbers and strings in, numbers and strings out; randomness is passed in.

    groups       the group BELENIOS-2048 and fast powers in it
    credentials  the voter's secret code, the public key that follows from it, the roll of all
    elections    questions and the election file
    trustees     who holds the key: each alone, or so many of them together (threshold)
    ballots      making a ballot; its tracker
    checking     verifying a ballot
    tally        adding encrypted ballots up, partial decryptions, the result
    archive      the `.bel` file: writing and reading
    verification an archive checked from the first byte to the last, on all cores
    comparison   whether a later archive continues an earlier one
"""

"""Stock counts: what is in the bins of a location, compared with what is recorded, and put right by papers."""

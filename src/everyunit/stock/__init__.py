"""The ledger: units, postings, movements, balances. Nothing else writes where a unit is or what it cost."""

"""Proof that the ledger holds: the oracle simulation and the benchmark with its floors."""

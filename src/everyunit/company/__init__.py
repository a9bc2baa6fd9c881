"""Beginning: found a company, load the demonstration data."""

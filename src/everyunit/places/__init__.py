"""Where stock can be: the company, its locations, stock areas and bins, and which bin is the default for what."""

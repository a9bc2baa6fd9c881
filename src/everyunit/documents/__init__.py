"""Business papers: their kinds as one table, drafts, attaching units to lines, posting, reversing."""

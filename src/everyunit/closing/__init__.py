"""Closing the books: up to a day nothing changes any more, and what was known of it is kept."""

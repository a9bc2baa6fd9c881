"""The HTTP API door: decode JSON, call a verb or a query, encode the answer."""

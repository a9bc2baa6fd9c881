"""Plumbing that knows Django and no business: operations, set-based SQL, numbering, the clock."""

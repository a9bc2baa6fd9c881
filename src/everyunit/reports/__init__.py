"""What people want to know: the dashboard, the unit page, the Serial Numbers list, search, verification."""

"""Who may do what: users, roles and rights, API tokens."""

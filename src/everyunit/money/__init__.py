"""The journal: accounts and one balanced entry for each posting that changes what we own."""

"""What moves value from account to account while the goods stay where they are: categories, and rules for accounts."""

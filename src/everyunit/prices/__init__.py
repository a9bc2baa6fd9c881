"""What an item costs at a vendor, and what a customer pays for it."""

"""What only the buying side knows: when to buy again, how much, and from whom."""

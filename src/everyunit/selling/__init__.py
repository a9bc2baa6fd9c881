"""What only the selling side knows: pull sheets by which orders are picked, and the parcels they leave in."""

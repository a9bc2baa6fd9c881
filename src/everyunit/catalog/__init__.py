"""What is traded: items, how they are tracked, and the barcodes they answer to."""

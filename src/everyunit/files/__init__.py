"""Files and pictures of units, items, parties and documents: kept by what is in them, once."""

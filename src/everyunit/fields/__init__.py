"""Own fields: what a company keeps of its units, items, parties and documents besides what everybody keeps."""

"""Lists as files: what a row of each list holds, and how it is written as CSV."""

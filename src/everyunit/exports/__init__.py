"""Lists as files: what a row of each list holds, written as CSV or as a workbook, at once or in the background."""

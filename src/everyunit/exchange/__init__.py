"""Files in and out: importing receipts, exporting lists."""

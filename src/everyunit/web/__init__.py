"""The browser door: pages and forms for clerks."""

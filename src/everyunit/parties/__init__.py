"""Whom we trade with: vendors and customers."""

"""Assembly: work orders, which parts go into which unit, taking apart and exchanging parts."""

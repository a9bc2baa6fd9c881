"""Pure rules of the trade: money, serial numbers, scanning, refusals. Imports the standard library only."""

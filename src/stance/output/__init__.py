"""How verdicts are written: as JSON lines, as CSV, and as a table for people."""

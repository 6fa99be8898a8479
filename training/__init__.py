"""What makes the shipped models and word lists from data."""

"""Ours against other methods, on the same pairs in one run: ``python -m training.compare``."""

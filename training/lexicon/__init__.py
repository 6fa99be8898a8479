"""Builds the word list with which damaged text is repaired."""

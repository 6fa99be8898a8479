"""Fits the learnt reader of the extraction."""

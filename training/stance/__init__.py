"""Makes ``models/stance-sv`` from ``data/``."""

"""What the program knows of Swedish: damaged spelling, dates, places and public bodies.

The facts are in the files under ``data/``, each with a version; the modules hold the rules.
Nothing is read before it is needed.
"""

"""Judges how Swedish municipal committees answer their auditors' recommendations."""

from __future__ import annotations

__version__ = "0.1.0"

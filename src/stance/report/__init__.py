"""The page that an auditor reads: results as one file of HTML, Markdown or Word."""

from __future__ import annotations

from stance.report.entries import Report, gather
from stance.report.reviewed import Reviewed

__all__ = ["Report", "Reviewed", "gather"]

"""Judges how Swedish municipal committees answer their auditors' recommendations."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stance.scoring import StanceScorer as StanceScorer
    from stance.sklearn import StanceClassifier as StanceClassifier

__version__ = "0.1.0"

__all__ = ["StanceClassifier", "StanceScorer", "__version__"]


def __getattr__(name: str) -> object:
    """Import what is heavy only when somebody asks for it: ``import stance`` stays cheap."""
    if name == "StanceScorer":
        from stance.scoring import StanceScorer

        return StanceScorer
    if name == "StanceClassifier":
        from stance.sklearn import StanceClassifier

        return StanceClassifier
    raise AttributeError(f"module 'stance' has no attribute {name!r}")

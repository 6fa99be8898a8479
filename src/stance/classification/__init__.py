"""Exchange to verdict: what the body's answer says of the recommendation.

``StanceModel.load().judge(exchanges)`` judges; ``train`` makes a model of labelled pairs.
"""

from __future__ import annotations

"""Sentences to vectors: one small protocol, and encoders that follow it.

``load_encoder()`` gives the shipped Swedish encoder; ``load_encoder("folder or hub name")`` any
other static or sentence-transformers model. Nothing is ever fetched but by ``fetch_encoder``.
"""

from __future__ import annotations

from stance.encoding.loading import SHIPPED, fetch_encoder, load_encoder, shared_encoder
from stance.encoding.protocol import Encoder, Vectors

__all__ = ["SHIPPED", "Encoder", "Vectors", "fetch_encoder", "load_encoder", "shared_encoder"]

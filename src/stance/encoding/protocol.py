"""What the rest of the program asks of an encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

Vectors: TypeAlias = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into vectors whose dot product says how near their meanings are."""

    @property
    def name(self) -> str:
        """The model's name: that of its folder, or its name on the hub."""

    @property
    def dimensions(self) -> int:
        """The length of a vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text, in their order.

        Rows have unit length, or are all zeros where the encoder knows nothing of the text (an
        empty string). No text is cut off, however long. A row does not depend on the other texts.
        """

"""How much of the machine one file may use, and how a reader says that it gives up."""

from __future__ import annotations

from dataclasses import dataclass

from stance.schema import Document, Status


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Attributes:
        max_bytes: Size of the file.
        max_characters: Length of the text; spaCy's own limit is the same.
        seconds: Time for one file in the worker process.
        memory_bytes: Address space of the worker process, where the platform can limit it.
        files_per_worker: A worker is replaced after so many files, against slow leaks.
    """

    max_bytes: int = 200_000_000
    max_characters: int = 1_000_000
    seconds: float = 30.0
    memory_bytes: int = 1_000_000_000
    files_per_worker: int = 200


DEFAULT = Limits()


class Refusal(Exception):  # noqa: N818 - it is an answer, not an error of the program
    """A reader knows why it cannot read a file; ``read_document`` turns it into a Document."""

    def __init__(self, status: Status, detail: str) -> None:
        """Keep the status and the sentence for the user."""
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def document(self, name: str) -> Document:
        """Return the Document that says so."""
        return Document(name=name, status=self.status, detail=self.detail)


def too_long(max_characters: int) -> Refusal:
    """Return the refusal of a text with too many characters."""
    return Refusal(
        Status.TOO_LARGE,
        f"The text has more than {max_characters:,} characters. Split the document into parts.",
    )

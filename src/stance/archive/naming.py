"""What the inputs of several sources are called, and that they are called so in every run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from stance.archive.names import escape
from stance.archive.sources import LIST_SUFFIXES, Source
from stance.errors import StanceError


def sources_for(named: Sequence[str], before: Sequence[Source]) -> Sequence[Source]:
    """Return the sources of a run, with labels that keep their inputs' paths apart.

    The only source of an archive has no label: its inputs are called as in the source itself. Of
    several, each is labelled with its own name.

    Args:
        named: What was named now; nothing to take what the archive was made of before.
        before: What the archive was made of before.

    Raises:
        StanceError: When there are none, or their inputs could be called the same.
    """
    if not named:
        if not before:
            raise StanceError(
                "no-sources",
                "Nothing was named to be scored.",
                "Name a folder, a zip or tar file, or a list of paths.",
                exit_code=2,
            )
        return before
    places = list(
        dict.fromkeys(name if name == "-" else str(Path(name).absolute()) for name in named)
    )
    labelled = [place for place in places if not _is_list(place)]
    was_labelled = any(source.label for source in before)
    if len(labelled) == 1 and not was_labelled:
        return tuple(Source(place) for place in places)
    if before and not was_labelled and {source.place for source in before} != set(places):
        raise StanceError(
            "other-sources",
            "The archive was made of one source; the paths in it would mean something else now.",
            "Use another --out, or name the folder above all of them.",
            exit_code=2,
        )
    labels = {place: escape(Path(place).name) for place in labelled}
    if len(set(labels.values())) < len(labels):
        raise StanceError(
            "same-names",
            "Two of the sources have the same name.",
            "Name the folder above both of them.",
            exit_code=2,
        )
    return tuple(Source(place, labels.get(place, "")) for place in places)


def _is_list(place: str) -> bool:
    return place == "-" or Path(place).suffix.lower() in LIST_SUFFIXES

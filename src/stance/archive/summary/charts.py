"""A summary's charts: weak answers by year, by municipality, and by body and year.

Each is written as SVG and PNG. They carry their message in position and numbers, with one hue
(Okabe and Ito's blue, and shades of it), so that they read in grey and with any sight of colours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import IO, Any

from stance.archive.atomic import write_atomically
from stance.archive.summary import Summary
from stance.archive.summary.groups import UNKNOWN, WEAK, Cell, Group, Measure, Table
from stance.archive.summary.intervals import Share, Sums, share_of
from stance.archive.summary.words import Words, safe

MOST_PLACES, MOST_BODIES = 40, 25
# Of fewer answers a share in the heat map says little.
LEAST = 5
_BLUE, _INK, _QUIET, _LINE = "#0072b2", "#1c2226", "#565e64", "#dcded8"
_LONGEST = 38
_FORMATS = ("svg", "png")
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 10,
    "text.color": _INK,
    "axes.edgecolor": _QUIET,
    "axes.labelcolor": _INK,
    "axes.titlelocation": "left",
    "axes.titlesize": 13,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _LINE,
    "svg.fonttype": "path",
    "svg.hashsalt": "stance",
}


def write_charts(summary: Summary, folder: Path, words: Words) -> list[Path]:
    """Write the charts that the archive has figures for, and return their files.

    Args:
        summary: What ``summarise(..., charts=True)`` returned.
        folder: Where to; it is made.
        words: The words of a language.
    """
    from matplotlib import rc_context

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with rc_context(_STYLE):
        for name, figure in _figures(summary, words):
            for form in _FORMATS:
                path = folder / f"{name}.{form}"
                write_atomically(path, partial(_save, figure, form))
                written.append(path)
    return written


def _save(figure: Any, form: str, stream: IO[bytes]) -> None:  # noqa: ANN401 - no types
    # A date in the file would make each run's file another.
    known = {"metadata": {"Date": None}} if form == "svg" else {}
    figure.savefig(stream, format=form, dpi=160, facecolor="white", **known)


def shown_places(table: Table) -> tuple[list[Group], list[Group]]:
    """Return the municipalities that a chart has room for, those with most answers, and the rest.

    The unknown is among the rest when there are any.
    """
    largest = sorted(table.groups, key=lambda group: (group.name == UNKNOWN, -group.exchanges))
    return largest[:MOST_PLACES], largest[MOST_PLACES:]


def summed(groups: Sequence[Group]) -> Share:
    """Return the share of weak answers of several groups together.

    Each municipality is taken as one cluster: those of one are alike, too, and the interval is
    rather too wide than too narrow.
    """
    share = share_of(
        Sums.of(
            [group.counts[Measure(WEAK)].count for group in groups],
            [group.exchanges for group in groups],
        )
    )
    assert share is not None  # noqa: S101 - no group is empty
    return share


def _figures(summary: Summary, words: Words) -> Iterable[tuple[str, Any]]:
    years = [group for group in summary.charted["year"].groups if group.name != UNKNOWN]
    if years:
        yield words_name("year"), _by_year(years, words)
    places = summary.charted["municipality"]
    if places.groups:
        whole = summary.tables[0].groups[0].counts[Measure(WEAK)].share.value
        yield words_name("municipality"), _by_place(places, whole, words)
    cells = [cell for cell in summary.cells if cell.year != UNKNOWN]
    if cells:
        yield words_name("heat"), _heat(cells, len(cells) < len(summary.cells), words)


def words_name(chart: str) -> str:
    """Return the name of a chart's files, the same in every language."""
    return {
        "year": "weak-by-year",
        "municipality": "weak-by-municipality",
        "heat": "weak-by-body-and-year",
    }[chart]


def _by_year(groups: Sequence[Group], words: Words) -> Any:  # noqa: ANN401 - matplotlib has no types
    from matplotlib.figure import Figure

    by_year = {int(group.name): group for group in groups}
    first, last = min(by_year), max(by_year)
    width = min(16.0, max(6.5, 1.5 + 0.55 * (last - first + 1)))
    figure = Figure(figsize=(width, 4.6), layout="constrained")
    axes = figure.add_subplot()
    years = sorted(by_year)
    shares = [by_year[year].counts[Measure(WEAK)].share for year in years]
    axes.errorbar(
        years,
        [100 * share.value for share in shares],
        yerr=[
            [100 * (share.value - share.low) for share in shares],
            [100 * (share.high - share.value) for share in shares],
        ],
        fmt="o",
        color=_BLUE,
        ecolor=_BLUE,
        elinewidth=1.6,
        capsize=3,
        markersize=6,
    )
    # A line only between years that follow each other: over a gap nothing is known.
    for one, other in pairwise(years):
        if other == one + 1:
            ends = [100 * by_year[year].counts[Measure(WEAK)].share.value for year in (one, other)]
            axes.plot([one, other], ends, color=_BLUE, linewidth=1, alpha=0.5)
    for year in years:
        axes.annotate(
            words.number(by_year[year].exchanges),
            (year, 0),
            xytext=(0, 4),
            textcoords="offset points",
            ha="center",
            fontsize=8,
            color=_QUIET,
        )
    axes.set_ylim(0, 100)
    axes.set_xlim(first - 0.6, last + 0.6)
    step = max(1, round((last - first + 1) / 24))
    axes.set_xticks(range(first, last + 1, step), [str(y) for y in range(first, last + 1, step)])
    axes.grid(axis="y")
    axes.set_axisbelow(True)
    axes.set_ylabel(words["chart_share"])
    axes.set_title(words["chart_year"], pad=12)
    figure.supxlabel(words["chart_interval"], fontsize=9, color=_QUIET, x=0.01, ha="left")
    return figure


def _by_place(table: Table, whole: float, words: Words) -> Any:  # noqa: ANN401
    from matplotlib.figure import Figure

    shown, rest = shown_places(table)
    rows = [
        (
            words.group("municipality", group.name),
            group.exchanges,
            group.counts[Measure(WEAK)].share,
        )
        for group in shown
    ]
    rows.sort(key=lambda row: (row[2].value, row[0]))
    if rest:
        title = words["chart_rest"].format(count=words.number(len(rest)))
        rows.insert(0, (title, sum(group.exchanges for group in rest), summed(rest)))
    figure = Figure(figsize=(7.6, 1.7 + 0.27 * len(rows)), layout="constrained")
    axes = figure.add_subplot()
    for place, (_, _, share) in enumerate(rows):
        muted = bool(rest) and place == 0
        axes.plot(
            [100 * share.low, 100 * share.high],
            [place, place],
            color=_QUIET if muted else _BLUE,
            linewidth=2,
            alpha=0.6,
            solid_capstyle="butt",
        )
        axes.plot(
            [100 * share.value], [place], "s" if muted else "o", color=_QUIET if muted else _BLUE
        )
    axes.axvline(100 * whole, color=_INK, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        f"{words['chart_mean']}: {words.percent(whole)}",
        (100 * whole, len(rows) - 0.35),
        xytext=(4, 0),
        textcoords="offset points",
        fontsize=8.5,
        va="bottom",
        annotation_clip=False,
    )
    axes.set_yticks(range(len(rows)), [f"{_cut(name)} ({words.number(n)})" for name, n, _ in rows])
    axes.set_ylim(-0.7, len(rows) - 0.3)
    axes.set_xlim(0, 100)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    axes.set_xlabel(words["chart_share"])
    axes.set_title(words["chart_municipality"], pad=22)
    note = words["chart_interval"]
    if rest:
        note += "\n" + words["chart_rest_note"].format(
            shown=len(shown), count=words.number(len(rest))
        )
    figure.supxlabel(note, fontsize=9, color=_QUIET, x=0.01, ha="left")
    return figure


def _heat(cells: Sequence[Cell], undated: bool, words: Words) -> Any:  # noqa: ANN401
    import numpy as np
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.figure import Figure

    rows, left_out = heat_rows(cells, words)
    years = list(range(min(int(c.year) for c in cells), max(int(c.year) for c in cells) + 1))
    grid = np.full((len(rows), len(years)), np.nan)
    counts = np.zeros_like(grid)
    for number, (_, found) in enumerate(rows):
        for year, (exchanges, weak) in found.items():
            grid[number, int(year) - years[0]] = 100 * weak / exchanges
            counts[number, int(year) - years[0]] = exchanges
    figure = Figure(
        figsize=(min(20.0, 4.2 + 0.52 * len(years)), 2.2 + 0.34 * len(rows)), layout="constrained"
    )
    axes = figure.add_subplot()
    shades = LinearSegmentedColormap.from_list("weak", ["#f1f5f9", "#7fb2d9", "#0b3c5d"])
    # What rests on few answers has no shade: it would draw the eye.
    image = axes.imshow(
        np.where(counts >= LEAST, grid, np.nan), cmap=shades, vmin=0, vmax=100, aspect="auto"
    )
    for row, column in zip(*np.nonzero(counts), strict=True):
        few = counts[row, column] < LEAST
        dark = not few and grid[row, column] > 66
        axes.text(
            column,
            row,
            f"{grid[row, column]:.0f}",
            ha="center",
            va="center",
            fontsize=8,
            color=_QUIET if few else "white" if dark else _INK,
            style="italic" if few else "normal",
        )
    axes.set_xticks(range(len(years)), [str(year) for year in years], rotation=45, ha="right")
    axes.set_yticks(range(len(rows)), [_cut(name) for name, _ in rows])
    axes.set_xticks(np.arange(-0.5, len(years)), minor=True)
    axes.set_yticks(np.arange(-0.5, len(rows)), minor=True)
    axes.grid(which="minor", color="white", linewidth=1.5)
    axes.tick_params(which="both", length=0)
    axes.spines[:].set_visible(False)
    axes.set_title(words["chart_heat"], pad=12)
    bar = figure.colorbar(image, ax=axes, fraction=0.03, pad=0.02)
    bar.set_label(words["chart_share"])
    bar.outline.set_visible(False)
    notes = [words["chart_heat_note"].format(least=LEAST)]
    if undated:
        notes.append(words["chart_heat_undated"])
    if left_out:
        notes.append(
            words["chart_bodies_left_out"].format(shown=MOST_BODIES, count=words.number(left_out))
        )
    figure.supxlabel("\n".join(notes), fontsize=9, color=_QUIET, x=0.01, ha="left")
    return figure


def heat_rows(
    cells: Sequence[Cell], words: Words
) -> tuple[list[tuple[str, Mapping[str, tuple[int, int]]]], int]:
    """Return the heat map's rows, each with exchanges and weak ones by year, and how many are one.

    The bodies with most answers come first; those beyond ``MOST_BODIES`` are taken together.
    """
    sizes: Counter[str] = Counter()
    for cell in cells:
        sizes[cell.body] += cell.exchanges
    order = sorted(sizes, key=lambda body: (body == UNKNOWN, -sizes[body], body))
    shown, rest = order[:MOST_BODIES], order[MOST_BODIES:]
    named = {body: words.group("body", body) for body in shown}
    other = words["chart_rest_bodies"].format(count=words.number(len(rest)))
    rows: dict[str, dict[str, tuple[int, int]]] = {named[body]: {} for body in shown}
    for cell in cells:
        row = rows.setdefault(named.get(cell.body, other), {})
        exchanges, weak = row.get(cell.year, (0, 0))
        row[cell.year] = (exchanges + cell.exchanges, weak + cell.weak)
    return list(rows.items()), len(rest)


def _cut(name: str) -> str:
    text = safe(name).replace("$", "\\$")  # matplotlib would read formulas between dollars.
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"

"""How printed lines become blocks."""

from __future__ import annotations

import pytest

from stance.reading.builder import DocumentBuilder, Piece
from stance.reading.flow import add_drafts, continues, open_draft, set_list_depths, typical_pitch
from stance.reading.markers import heading_number, marker_of, opens_with_marker_only
from stance.reading.printed import Line, joined, make_line
from stance.schema import BlockKind


def line(
    text: str,
    *,
    down: int = 0,
    left: float = 50,
    region: int = 1,
    size: float = 10,
    style: str = "",
    full: bool = True,
    soft: str = "",
) -> Line:
    return make_line(
        [Piece(text, 0, 1, style)],
        region=region,
        left=left,
        right=500 if full else 250,
        limit=500,
        baseline=700 - 12 * down,
        size=size,
        advance=5,
        style=style,
        soft=soft,
    )


def plain(*lines: Line) -> str:
    builder = DocumentBuilder("x")
    builder.add_block(joined(lines))
    return builder.build().text


@pytest.mark.parametrize(
    ("text", "marker", "length"),
    [
        ("1. Nämnden bör", "1", 2),
        ("12) Nämnden bör", "12", 3),
        ("(a) Nämnden bör", "a", 3),
        ("ii) Nämnden bör", "ii", 3),
        ("2.3 Uppföljning", "2.3", 3),
        ("• att nämnden", "-", 1),
        ("\uf0b7 att nämnden", "-", 1),
        ("□ Klart", "-", 1),
        ("– att nämnden", "-", 1),
        ("o Säkerställa att", "-", 1),
        ("o att nämnden", "-", 1),
    ],
)
def test_markers(text: str, marker: str, length: int) -> None:
    assert marker_of(text) == (marker, length)


@pytest.mark.parametrize(
    "text",
    [
        "2023. Därefter",
        "Nämnden bör",
        "o och",
        "-fri miljö",
        "10.30 börjar mötet",
        "§ 12",
        "A. Berg",
    ],
)
def test_what_is_no_marker(text: str) -> None:
    assert marker_of(text) is None


def test_heading_numbers() -> None:
    assert heading_number("2.1 Bakgrund") == ("2.1", 3)
    assert heading_number("2024 års plan") is None


def test_a_marker_alone_waits_for_its_words() -> None:
    assert opens_with_marker_only("2.1")
    assert opens_with_marker_only("•")
    assert not opens_with_marker_only("Svar")


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("sam-", "verkan", "samverkan"),
        ("barn-", "och ungdom", "barn- och ungdom"),
        ("SIP-", "planen", "SIP-planen"),
        ("2023-", "åren", "2023-åren"),
        ("u-", "land", "u-land"),
        ("Skåne-", "Halland", "Skåne-Halland"),
        ("kort-", "(och lång-)", "kort- (och lång-)"),
        ("nämnden -", "och", "nämnden - och"),
    ],
)
def test_hyphens(first: str, second: str, whole: str) -> None:
    assert plain(line(first), line(second)) == whole


def test_a_soft_hyphen_always_goes() -> None:
    assert plain(line("sam", soft="\u00ad"), line("verkan")) == "samverkan"


def test_pdfiums_hyphen_is_written_as_one() -> None:
    assert plain(line("BUS", soft="\ufffe"), line("rådet")) == "BUS-rådet"


def test_a_hyphen_at_the_very_end_stays() -> None:
    assert plain(line("barn-")) == "barn-"


class TestContinues:
    def test_a_full_line(self) -> None:
        assert continues(open_draft(line("Nämnden delar")), line("Revisorernas", down=1), 1.2)

    def test_not_after_a_short_one(self) -> None:
        draft = open_draft(line("Sammanfattning", full=False))
        assert not continues(draft, line("Nämnden delar", down=1), 1.2)

    def test_a_short_one_within_a_sentence(self) -> None:
        draft = open_draft(line("Svar på skrivelsen om", full=False))
        assert continues(draft, line("samverkan i länet", down=1), 1.2)

    def test_not_over_a_gap(self) -> None:
        assert not continues(open_draft(line("Nämnden delar")), line("bilden", down=2), 1.2)

    def test_not_another_size(self) -> None:
        draft = open_draft(line("Rubrik", size=14))
        assert not continues(draft, line("Nämnden", down=1), 1.2)

    def test_not_another_style(self) -> None:
        draft = open_draft(line("Se över avtalen", style="bold"))
        assert not continues(draft, line("Nämnden instämmer", down=1), 1.2)

    def test_not_a_new_item(self) -> None:
        draft = open_draft(line("- följa upp planen"))
        assert not continues(draft, line("- och återkomma", down=1), 1.2)

    def test_an_indented_first_line_opens_a_paragraph(self) -> None:
        draft = open_draft(line("Nämnden delar bilden."))
        assert not continues(draft, line("Arbetet pågår", down=1, left=65), 1.2)

    @pytest.mark.parametrize(
        ("first", "second", "goes_on"),
        [
            ("nämnden och dess", "förvaltning", True),
            ("nämnden och dess.", "förvaltning", False),
            ("nämnden och dess", "Förvaltning", False),
            ("nämnden ska:", "utreda", False),
        ],
    )
    def test_over_columns(self, first: str, second: str, goes_on: bool) -> None:
        assert continues(open_draft(line(first)), line(second, region=2), 1.2) is goes_on


def test_pitch_is_that_of_running_text() -> None:
    lines = [line("x", down=at) for at in (0, 1, 2, 3, 5, 6, 7, 9)]
    assert typical_pitch(lines) == pytest.approx(1.2)


def test_depth_follows_the_left_edge() -> None:
    drafts = [
        open_draft(line(text, down=at, left=left))
        for at, (text, left) in enumerate([("1. a", 50), ("- b", 70), ("- c", 70), ("2. d", 50)])
    ]
    set_list_depths(drafts)
    assert [draft.level for draft in drafts] == [1, 2, 2, 1]


def test_blocks_stop_at_the_limit() -> None:
    builder = DocumentBuilder("x")
    drafts = [open_draft(line("Nämnden " * 20)) for _ in range(50)]
    assert not add_drafts(builder, drafts, 1000)
    assert builder.length < 1500


def test_markers_are_set_apart_from_the_body() -> None:
    builder = DocumentBuilder("x")
    add_drafts(builder, [open_draft(line("2) Se över avtalen"))], 1000)
    document = builder.build()
    block = document.blocks[0]
    assert block.kind is BlockKind.LIST_ITEM
    assert document.text[block.body_start : block.end] == "Se över avtalen"

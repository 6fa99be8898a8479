from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest

from stance.archive.shards import Shards
from stance.archive.summary import summarise
from stance.archive.summary.draw import draw
from stance.archive.summary.groups import GROUPINGS, Measure, Table
from stance.archive.summary.intervals import Sums, share_of
from stance.cli.archive_summary import Grouping
from stance.errors import StanceError
from tests.archive.summary.made import archive, drawn, exchange


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An archive of many parts, and the labels of all its exchanges."""
    folder = tmp_path_factory.mktemp("summary")
    documents, labels = drawn(300)
    archive(folder / "out", documents, failed=["trasig.pdf"], at_once=70)
    path = folder / "labels.jsonl"
    path.write_text("".join(json.dumps(label) + "\n" for label in labels), encoding="utf-8")
    return folder / "out", path


def names(table: Table) -> list[str]:
    return [group.name for group in table.groups]


def test_counts_are_those_of_the_rows(made: tuple[Path, Path]) -> None:
    shards = Shards(made[0])
    rows = [row for part in shards.parts() for row in shards.rows("verdicts", part)]
    summary = summarise(made[0], ["year", "municipality"])
    assert summary.inputs.statuses == {"ok": 300, "needs_ocr": 1}
    (whole,) = summary.tables[0].groups
    assert (whole.exchanges, whole.documents) == (len(rows), 300)
    assert whole.counts[Measure("weak")].count == sum(row["weak"] for row in rows)
    for label, count in Counter(row["stance"] for row in rows).items():
        assert whole.counts[Measure("stance", label)].count == count
    years, places = summary.tables[1:]
    assert names(years) == sorted({row["date"][:4] for row in rows})
    assert sum(group.exchanges for group in places.groups) == len(rows)
    for group in places.groups:
        own = [row for row in rows if row["municipality"] == group.name]
        assert group.exchanges == len(own)
        sizes = Counter(row["path"] for row in own)
        hits = Counter(row["path"] for row in own if row["weak"])
        expected = share_of(Sums.of([hits[path] for path in sizes], list(sizes.values())))
        assert expected is not None
        found = group.counts[Measure("weak")].share
        assert (found.value, found.low, found.high) == pytest.approx(
            (expected.value, expected.low, expected.high)
        )


@pytest.mark.parametrize("by", GROUPINGS)
def test_every_grouping_works(made: tuple[Path, Path], by: str) -> None:
    table = summarise(made[0], [by]).tables[1]
    assert table.groups
    assert all(0 <= group.part.low <= group.part.value <= group.part.high for group in table.groups)


def test_the_program_offers_every_grouping() -> None:
    assert tuple(Grouping) == GROUPINGS


def test_labels_and_reasons_come_in_the_order_of_the_guideline(tmp_path: Path) -> None:
    found = [
        exchange("deflects", "none", reason="no_answer"),
        exchange("deflects", "none", reason="rejects"),
        exchange("agrees"),
    ]
    archive(tmp_path / "out", [("a.pdf", found)])
    summary = summarise(tmp_path / "out", ["stance", "reason"])
    assert names(summary.tables[1]) == ["agrees", "deflects"]
    assert names(summary.tables[2]) == ["rejects", "no_answer"]


def test_what_is_not_known_comes_last_and_odd_dates_are_no_years(tmp_path: Path) -> None:
    found = [exchange(date=None), exchange(date="igår"), exchange(date="2020-01-01")]
    archive(tmp_path / "out", [("a.pdf", found)])
    table = summarise(tmp_path / "out", ["year"]).tables[1]
    assert [(group.name, group.exchanges) for group in table.groups] == [("2020", 1), ("", 2)]


def test_another_label_set_has_its_own_stances_only(tmp_path: Path) -> None:
    archive(tmp_path / "out", [("a.pdf", [exchange("ja"), exchange("nej")])])
    (whole,) = summarise(tmp_path / "out").tables[0].groups
    stances = [measure.label for measure in whole.counts if measure.name == "stance"]
    assert stances == ["ja", "nej"]


def test_an_empty_archive_has_no_groups(tmp_path: Path) -> None:
    archive(tmp_path / "out", [])
    summary = summarise(tmp_path / "out", ["year"], charts=True)
    assert [table.groups for table in summary.tables] == [[], []]


def test_files_of_a_killed_run_do_not_count(made: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made[0], out)
    before = summarise(out).tables
    parts = sorted((out / "verdicts").glob("*.parquet"))
    shutil.copy(parts[-1], out / "verdicts" / "part-000099.parquet")
    (out / "verdicts" / ".tmp-part-000100.parquet").write_bytes(b"half")
    assert summarise(out).tables == before


@pytest.mark.parametrize("dataset", ["verdicts", "documents"])
def test_a_damaged_part_is_named(made: tuple[Path, Path], tmp_path: Path, dataset: str) -> None:
    out = tmp_path / "out"
    shutil.copytree(made[0], out)
    path = out / dataset / "part-000002.parquet"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(StanceError, match="part-000002"):
        summarise(out)


def test_a_missing_part_is_named(made: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    shutil.copytree(made[0], out)
    (out / "verdicts" / "part-000002.parquet").unlink()
    with pytest.raises(StanceError, match="part-000002"):
        summarise(out)


def test_a_folder_with_signs_of_patterns_in_its_name(tmp_path: Path) -> None:
    out = tmp_path / "a[1]*?{b} 'c'"
    archive(out, [("a.pdf", [exchange()])])
    assert summarise(out).tables[0].groups[0].exchanges == 1


def test_copies_count_but_say_nothing_new(tmp_path: Path) -> None:
    exchanges = [exchange(), exchange("deflects", "none")]
    out = archive(tmp_path / "out", [(f"{n}.pdf", exchanges) for n in range(3)])
    summary = summarise(out)
    assert summary.inputs.copies == 0
    # One content under three names.
    from stance.archive.rows import document_row, verdict_row

    digest = "0" * 64
    documents = [document_row(f"k{n}.pdf", "ok", sha256=digest, exchanges=1) for n in range(3)]
    verdicts = [
        verdict_row(
            {**exchange(), "document": f"k{n}.pdf"}, path=f"k{n}.pdf", sha256=digest, index=0
        )
        for n in range(3)
    ]
    Shards(out).append({"documents": documents, "verdicts": verdicts, "errors": []})
    summary = summarise(out)
    assert summary.inputs.copies == 2
    assert summary.tables[0].groups[0].documents == 6


def test_files_without_answers_are_no_copies(tmp_path: Path) -> None:
    from stance.archive.rows import document_row

    out = archive(tmp_path / "out", [("a.pdf", [exchange()])])
    digest = "0" * 64
    documents = [document_row(f"{n}.txt", "empty", sha256=digest, size=0) for n in range(2)]
    Shards(out).append({"documents": documents, "verdicts": [], "errors": []})
    assert summarise(out).inputs.copies == 0


def test_what_is_no_archive_has_no_summary(tmp_path: Path) -> None:
    with pytest.raises(StanceError, match="not the folder of an archive") as caught:
        summarise(tmp_path)
    assert caught.value.exit_code == 2


def test_a_random_sample_is_the_same_every_time(made: tuple[Path, Path]) -> None:
    first, again, other = (list(draw(made[0], 40, seed)) for seed in (1, 1, 2))
    assert first == again != other
    assert len({(row["document"], row["recommendation"]) for row in first}) == 40
    assert set(first[0]["probabilities"]) == {"agrees", "partly_agrees", "deflects"}

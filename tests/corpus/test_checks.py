"""Each check of the corpus finds what it is there for, and only that."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from stance.corpus import CorpusReport, Section, check_corpus, limits
from stance.corpus.likeness import near_duplicates

if TYPE_CHECKING:
    from tests.corpus.conftest import Write

Make = Callable[..., dict[str, object]]

LONG = (
    "Förvaltningen har under våren gått igenom samtliga avtal och funnit att hälften saknar "
    "uppföljning. Upphandlingschefen lämnar en plan till nämnden i september."
)
OTHER = (
    "Skolskjutsarna samordnas numera med färdtjänsten, och turerna läggs av trafikplaneraren "
    "utifrån barnens adresser inför varje läsår."
)


def section(report: CorpusReport, name: str) -> Section:
    (found,) = [each for each in report.sections if each.name == name]
    return found


def splits(write: Write, rows: dict[str, list[dict[str, object]]]) -> None:
    """Write a corpus: the rows of each split in a file named after its first row's id."""
    for split, pairs in rows.items():
        folder = "" if split == "training" else f"{split}/"
        write(f"{folder}pairs/{str(pairs[0]['id'])[:3]}.jsonl", *pairs)


@pytest.fixture
def three(pair: Make) -> dict[str, list[dict[str, object]]]:
    """One pair in each split."""
    return {
        "training": [pair("b01-1", municipality="Vara")],
        "validation": [pair("v01-1", municipality="Skara")],
        "test": [pair("e01-1", municipality="Ystad")],
    }


def test_alike_pairs_are_found_but_not_in_contrast_sets(
    tmp_path: Path, write: Write, pair: Make
) -> None:
    write(
        "b01.jsonl",
        pair("b01-1", set="avtal", recommendation="Att följa upp avtal.", response=LONG),
        pair("b01-2", set="avtal", recommendation="Att följa upp avtalen.", response=LONG + " Ja."),
        pair("b01-3", recommendation="Att samordna resor.", response=OTHER),
    )
    report = check_corpus(tmp_path)
    assert report.problems == ()
    assert section(report, "likeness").rows[0] == ("training", 3, 0, 0.0, 1)
    write("b02.jsonl", pair("b02-1", set="avtal", response=LONG, recommendation="Att följa upp."))
    problems = check_corpus(tmp_path).problems
    assert problems == (
        "3 of 4 pairs of training are like another outside their contrast set, over 1%",
    )


def test_alike_pairs_across_splits_are_a_problem(tmp_path: Path, write: Write, pair: Make) -> None:
    write("b01.jsonl", pair("b01-1", recommendation="Att följa upp avtal.", response=LONG))
    write("test/e01.jsonl", pair("e01-1", recommendation="Följ upp avtal!", response=LONG))
    (found,) = check_corpus(tmp_path).problems
    assert found.startswith("b01-1 and e01-1 are alike (0.")
    assert found.endswith("in training and test")


def test_near_duplicates_are_the_same_as_by_exact_comparison() -> None:
    texts = [f"{LONG} {number}" for number in range(3)] + [OTHER, LONG[: len(LONG) // 2]]
    found = {(one, other) for one, other, _ in near_duplicates(texts, 0.85)}
    assert found == {(0, 1), (0, 2), (1, 2)}
    assert near_duplicates([LONG], 0.85) == []


def test_pairs_without_sets_contrast_by_their_recommendation(
    tmp_path: Path, write: Write, pair: Make
) -> None:
    rows = [pair(f"t1-{n}", recommendation="Att följa upp.", response=f"{LONG} {n}") for n in "12"]
    for row in rows:
        del row["set"]
    write("t1.jsonl", *rows)
    assert check_corpus(tmp_path).problems == ()


def test_openings_count_a_contrast_set_once(tmp_path: Path, write: Write, pair: Make) -> None:
    def rows(*, one_set: bool) -> list[dict[str, object]]:
        return [
            pair(f"b01-{n}", set="a" if one_set else None, response=f"Den som har {n} {n * n}.")
            for n in range(limits.OPENING_TIMES + 1)
        ]

    write("b01.jsonl", *rows(one_set=True))
    openings = section(check_corpus(tmp_path), "openings")
    assert (openings.rows, openings.problems) == ((("den som har", 1, 1),), ())
    write("b01.jsonl", *rows(one_set=False))
    (problem,) = section(check_corpus(tmp_path), "openings").problems
    assert problem == "5 responses open with 'den som har', over 4"


def test_leaks_between_splits(tmp_path: Path, write: Write, three: dict[str, Any]) -> None:
    three["test"][0]["municipality"] = "Vara kommun"
    three["validation"][0]["recommendation"] = "REKOMMENDATION  b01-1"
    three["validation"][0]["author"] = "e01"
    splits(write, three)
    leaks = section(check_corpus(tmp_path), "leaks")
    assert leaks.problems == (
        "recommendation 'rekommendation b01 1' stands in training (b01-1) and validation (v01-1)",
        "municipality 'vara' stands in training (b01-1) and test (e01-1)",
        "author 'e01' stands in test (e01-1) and validation (v01-1)",
    )
    assert leaks.rows[0] == ("author", 2, 0, 0, 1)


def test_cue_words_in_every_class(
    tmp_path: Path, write: Write, pair: Make, three: dict[str, Any]
) -> None:
    stances = ["agrees", "partly_agrees", "deflects"]
    three["training"] = [
        pair(f"b01-{n}", stance=stances[n % 3], response=f"{n} Nämnden noterar det, {n * n}.")
        for n in range(6)
    ] + [pair(f"b01-x{n}", response=f"{n}{n} Redan {n}.") for n in range(3)]
    splits(write, three)
    cues = section(check_corpus(tmp_path), "cue words")
    assert cues.rows[-1] == ("noterar", 6, *[1 / 3] * 3)
    assert [problem for problem in cues.problems if "3 responses" in problem] == [
        "'redan' stands in 3 responses, but 0% of them are partly_agrees",
        "'redan' stands in 3 responses, but 0% of them are deflects",
    ]
    assert not any("noterar" in problem for problem in cues.problems)


def test_shares_of_labels_are_asked_of_a_whole_corpus(
    tmp_path: Path, write: Write, three: dict[str, Any]
) -> None:
    splits(write, three)
    labels = section(check_corpus(tmp_path), "labels")
    assert "stance agrees is 100.0% of training, not 37% give or take 6%" in labels.problems
    assert "commitment vague is 0.0% of test, under 5%" in labels.problems
    assert not any("validation" in problem for problem in labels.problems)
    assert section(check_corpus(tmp_path / "test"), "labels").problems == ()


def test_second_labels(tmp_path: Path, write: Write, three: dict[str, Any], pair: Make) -> None:
    three["test"].append(pair("e01-2"))
    splits(write, three)
    head = "id\tstance\treason\tcommitment\n"
    (tmp_path / "test" / "second_labels.tsv").write_text(head + "e01-1\tagrees\t\tnone\n")
    report = check_corpus(tmp_path)
    assert section(report, "second labels").problems == ()
    assert "second labels of 1 test pairs, of e01-2 first" in report.missing
    (tmp_path / "second_labels").mkdir()
    more = tmp_path / "second_labels" / "more.tsv"
    more.write_text(
        head + "e01-2\tdeflects\trejects\tnone\nx-9\tagrees\t\tnone\nb01-1\tyes\t\tnone\n"
    )
    second = section(check_corpus(tmp_path), "second labels")
    assert (second.rows[1], second.missing) == (("stance", "test", 2, 0.0, 1), ())
    assert second.problems == (
        f"{more}: b01-1 has the stance 'yes'",
        "second labels of x-9, which is no pair",
        "kappa of stance is 0.000, under 0.90",
    )


def test_documents_are_counted_and_what_lacks_is_said(
    tmp_path: Path, write: Write, three: dict[str, Any]
) -> None:
    splits(write, three)
    item = {"recommendation": "Att x.", "stance": "deflects", "reason": "no_answer"}
    for number in range(2):
        (tmp_path / f"w1-{number}.txt").write_text("Att x. " * 200)
        gold = [{**item, "commitment": "none"}]
        write(f"w1-{number}.json", {"file": f"w1-{number}.txt", "gold": gold})
    (tmp_path / "w1-1.txt").write_text("Att x.")
    report = check_corpus(tmp_path)
    documents = section(report, "documents")
    assert documents.rows[-1] == ("all", 2, 1, 2, 0, 0, 2, 2, 400)
    assert documents.problems == (f"{tmp_path / 'w1-1.json'}: 2 words, not 290 to 2050",)
    assert "more documents that give no answer (2 of 15)" in documents.missing
    assert "3997 more pairs (3 of 4000)" not in documents.missing
    assert "3997 more pairs (3 of 4000)" in report.missing


def test_probes_see_a_stance_that_the_length_tells(
    tmp_path: Path, write: Write, pair: Make
) -> None:
    stances = ["agrees", "partly_agrees", "deflects"]
    for author in range(5):
        write(
            f"b{author}.jsonl",
            *(
                pair(
                    f"b{author}-{n}",
                    stance=stances[n % 3],
                    response=f"{n} ord {author} " * (1 + 20 * (n % 3)),
                )
                for n in range(12)
            ),
        )
    probes = section(check_corpus(tmp_path, probes=True), "probes")
    assert probes.rows[1][:3] == ("length of response", 1.0, 1 / 3)
    assert any(problem.startswith("length of response") for problem in probes.problems)


def test_probes_need_groups(tmp_path: Path, write: Write, pair: Make) -> None:
    write("b01.jsonl", *(pair(f"b01-{n}") for n in range(40)))
    assert section(check_corpus(tmp_path, probes=True), "probes").rows == ()


def test_the_report_for_programs(tmp_path: Path, write: Write, pair: Make) -> None:
    write("b01.jsonl", pair("b01-1", stance="no"))
    report = check_corpus(tmp_path).to_json()
    assert report["pairs"] == 1
    assert report["problems"] == report["checks"]["form"]["problems"] != []
    assert report["checks"]["size"]["rows"][0]["contrast sets"] == 0

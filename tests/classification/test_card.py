from __future__ import annotations

from tests.classification.conftest import Trained


def card_of(trained: Trained) -> str:
    return (trained.folder / "README.md").read_text(encoding="utf-8")


def test_the_card_has_all_its_sections(trained: Trained) -> None:
    lines = card_of(trained).split("\n")
    assert lines[0] == f"# {trained.report.name}"
    assert [line for line in lines if line.startswith("## ")] == [
        "## Trained on",
        "## Measured",
        "## How it works",
        "## Limits",
        "## Licence",
    ]


def test_the_card_counts_the_pairs(trained: Trained) -> None:
    card = card_of(trained)
    assert "84 pairs by 3 authors." in card
    assert "stance: agrees 21, deflects 42, partly_agrees 21." in card
    assert "commitment: concrete 21, none 42, vague 21." in card
    assert "reason: existing_work 21, rejects 21." in card


def test_the_numbers_are_those_of_the_report(trained: Trained) -> None:
    card, numbers = card_of(trained), trained.report.numbers
    low, high = numbers["macro_f1_ci95"]
    for line in (
        f"| pairs | {numbers['n']} |",
        f"| accuracy of stance | {numbers['accuracy']:.3f} |",
        f"| macro-F1 of stance | {numbers['macro_f1']:.3f} ({low:.3f}-{high:.3f}, by author) |",
        f"| Krippendorff's alpha | {numbers['alpha']:.3f} |",
        f"| expected calibration error | {numbers['ece']:.3f} |",
        f"| sure without review | {numbers['coverage']:.3f} |",
        f"| error when sure | {numbers['error_when_sure']:.3f} |",
        f"| macro-F1 of commitment | {numbers['commitment_macro_f1']:.3f} |",
        f"| measure (n = {numbers['measure']['n']}) | exact {numbers['measure']['exact']:.3f}, "
        f"token F1 {numbers['measure']['token_f1']:.3f} |",
    ):
        assert line in card
    for label, row in numbers["per_label"].items():
        assert f"| {label} | {row['precision']:.3f} | {row['recall']:.3f} |" in card
    for author, row in numbers["per_author"].items():
        assert f"| {author} | {row['n']} | {row['macro_f1']:.3f} |" in card
    labels = list(trained.model.labels)
    assert f"|  | {' | '.join(labels)} |" in card
    for one in labels:
        counts = (str(numbers["confusion"][one][other]) for other in labels)
        assert f"| {one} | {' | '.join(counts)} |" in card


def test_the_card_claims_no_licence_for_pairs_of_others(trained: Trained) -> None:
    assert "The pairs are CC BY" not in card_of(trained)

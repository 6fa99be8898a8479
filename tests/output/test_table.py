from __future__ import annotations

import io
from dataclasses import replace

import pytest

from stance.output.labels import ENGLISH, LANGUAGES, SWEDISH, Labels
from stance.output.table import console_for, write_block
from stance.schema import Exchange, HeaderFacts, Passage, Verdict
from stance.scoring import Assessment


def shown(assessment: Assessment, labels: Labels = SWEDISH, width: int = 80) -> str:
    return write_block(console_for(io.StringIO(), terminal=False, width=width), assessment, labels)


def flat(text: str) -> str:
    return " ".join(text.split())


def test_the_head_says_whose_answer_it_is_and_which_answers_are_weak(
    assessment: Assessment,
) -> None:
    text = shown(assessment)
    head = flat(text[: text.index("Rekommendation ")])
    assert "svar.pdf" in head
    assert "Exempelby · Socialnämnden · SN 2024/7 · 2024-11-05" in head
    assert "3 rekommendationer: 1 instämmer, 2 avvisar eller undviker" in head
    assert "2 svaga svar: nr 1, 3" in head
    assert "1 osäker bedömning: nr 1" in head


def test_each_verdict_says_in_words_what_it_rests_on(assessment: Assessment) -> None:
    text = flat(shown(assessment, width=120))
    assert "SVAGT SVAR · Avvisar eller undviker (67 %): menar att dagens arbete räcker" in text
    assert "”Dagens arbete räcker enligt nämnden.” (s. 2)" in text
    assert "Åtagande Konkret: tar fram en mall" in text
    assert "Tidpunkt senast den 31 mars 2025 (2025-03-31)" in text
    assert "Ansvarig Ekonomichefen" in text
    assert "Svarande Kommunstyrelsen" in text
    assert "Inget svar hittades i dokumentet – läs själv." in text


def test_english_words(assessment: Assessment) -> None:
    text = flat(shown(assessment, ENGLISH, width=120))
    assert "2 weak answers: no. 1, 3" in text
    assert "WEAK · Deflects (67%): says that today's work suffices" in text
    assert "Iakttagelse" not in text


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_line_is_wider_than_the_page(assessment: Assessment, width: int, language: str) -> None:
    lines = shown(assessment, LANGUAGES[language], width).splitlines()
    assert max(map(len, lines)) <= width
    assert [line for line in lines if line != line.rstrip()] == []


def test_long_words_are_broken_and_long_recommendations_cut(assessment: Assessment) -> None:
    endless = "x" * 5_000
    exchange = replace(
        assessment.verdicts[0].exchange, recommendation=Passage(endless, 0, len(endless))
    )
    text = shown(
        replace(assessment, verdicts=(replace(assessment.verdicts[0], exchange=exchange),))
    )
    assert max(map(len, text.splitlines())) <= 80
    assert text.count("x") < 300
    assert "…" in text


def test_documents_cannot_steer_the_terminal(assessment: Assessment) -> None:
    facts = HeaderFacts(municipality="\x1b[2J\x07\u202eExempelby", body="[bold]x[/bold]")
    text = shown(replace(assessment, document="\x1b]0;titel\x07.pdf", facts=facts))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "\u202e" not in text
    assert "[bold]x[/bold]" in text


def test_an_answer_by_reference_is_said_to_be_one(assessment: Assessment) -> None:
    verdict = assessment.verdicts[2]
    exchange: Exchange = replace(verdict.exchange, by_reference=True)
    text = flat(shown(replace(assessment, verdicts=(replace(verdict, exchange=exchange),))))
    assert "Hänvisar bara till en bilaga som inte finns i dokumentet." in text
    assert "Inget svar hittades i dokumentet – läs själv." not in text


def test_labels_of_other_label_sets_stand_for_themselves(
    assessment: Assessment, deflected: Verdict
) -> None:
    judgement = replace(
        deflected.judgement, stance="not_my_label", reason=None, probabilities={"not_my_label": 1.0}
    )
    text = shown(replace(assessment, verdicts=(replace(deflected, judgement=judgement),)))
    assert "not my label (100 %)" in text


@pytest.mark.parametrize(("probability", "percent"), [(0.9999, "99"), (1.0, "100"), (0.505, "50")])
def test_only_certainty_is_called_certain(
    assessment: Assessment, deflected: Verdict, probability: float, percent: str
) -> None:
    judgement = replace(deflected.judgement, probabilities={"deflects": probability})
    text = shown(replace(assessment, verdicts=(replace(deflected, judgement=judgement),)))
    assert f"({percent} %)" in text


def test_both_languages_have_words_for_the_same_things() -> None:
    for part in ("stances", "reasons", "commitments", "terms"):
        assert getattr(SWEDISH, part).keys() == getattr(ENGLISH, part).keys()

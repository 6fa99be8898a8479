from __future__ import annotations

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.swedish.damage import looks_damaged
from stance.swedish.lexicon import load_lexicon
from stance.swedish.noise import PROFILES, Profile, damage
from stance.swedish.repair import needs_no_repair, repair


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311  # not for secrets


SOUND = (
    "Nämnden delar revisorernas uppfattning att uppföljningen behöver stärkas. Förvaltningen har "
    "fått i uppdrag att ta fram en åtgärdsplan för nästa år, och en överenskommelse med de övriga "
    "nämnderna ska vara färdig när delårsrapporten lämnas. Därefter följs målen upp varje månad."
)


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("namnden", "nämnden"),
        ("for", "för"),
        ("pa", "på"),
        ("ar", "är"),
        ("mal", "mål"),
        ("gar", "går"),
        ("nimnden", "nämnden"),
        ("limnas", "lämnas"),
        ("dtagandena", "åtagandena"),
        ("Sdkerstilla", "Säkerställa"),
        ("iandamalsenligt", "ändamålsenligt"),
        ("6verenskommelse", "överenskommelse"),
        ("f6r", "för"),
        ("fo6r", "för"),
        ("£6r", "för"),
        ("4r", "är"),
        ("fdrvaltning", "förvaltning"),
        ("férvaltning", "förvaltning"),
        ("uppf6ljning", "uppföljning"),
        ("bedéms", "bedöms"),
        ("bed6éms", "bedöms"),
        ("Foérvaltningschef", "Förvaltningschef"),
        ("styrmingen", "styrningen"),
        ("enbetliga", "enhetliga"),
        ("n?mnden", "nämnden"),
        ("n\N{REPLACEMENT CHARACTER}mnden", "nämnden"),
        ("nÃ¤mnden", "nämnden"),
        ("ſtyrelſen", "styrelsen"),
        ("samverkansuppfoljning", "samverkansuppföljning"),
        ("NAMNDEN", "NÄMNDEN"),
        ("familjecentrerade", "familjecentrerade"),
        ("BUS-6verenskommelsen", "BUS-överenskommelsen"),
    ],
)
def test_mends_the_word(seen: str, meant: str) -> None:
    assert repair(seen, damaged=True).text == meant


@pytest.mark.parametrize(
    "text",
    [
        "Dnr KS 2023/148 och A4",
        "anna.oman@namnden.se",
        "https://kommunen.se/namnden/for-pa",
        "SIP, SSPF, BUS",
        "2023-03-10, 12 345 kr, 4 st",
        "revisionsskrivelse samverkansuppdraget",
        "",
    ],
)
def test_leaves_names_codes_and_addresses(text: str) -> None:
    assert repair(text, damaged=True).text == text


def test_changes_no_word_of_sound_text() -> None:
    text = SOUND + " Det bor folk i huset, och ordföranden satt kvar på en bänk."
    mended = repair(text)
    assert mended.text == text
    assert mended.offsets is None


def test_mends_unmistakable_damage_in_sound_text() -> None:
    assert repair(SOUND + " En 6verenskommelse.").text == SOUND + " En överenskommelse."


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("brister 1 uppfoljningen", "brister i uppföljningen"),
        ("1 enlighet med planen", "i enlighet med planen"),
        ("senast 1 mars", "senast 1 mars"),
        ("minst 1 gang per ar", "minst 1 gång per år"),
    ],
)
def test_tells_the_digit_one_from_the_word_i(seen: str, meant: str) -> None:
    assert repair(seen, damaged=True).text == meant


@pytest.mark.parametrize(
    ("seen", "meant"),
    [
        ("varje ar och det ar bra", "varje år och det är bra"),
        ("nasta ar", "nästa år"),
        ("det ar viktigt", "det är viktigt"),
    ],
)
def test_neighbours_tell_twins_apart(seen: str, meant: str) -> None:
    assert repair(seen, damaged=True).text == meant


@pytest.mark.parametrize("profile", PROFILES[:2])
def test_mends_most_damage(profile: Profile) -> None:
    seen = damage(SOUND, seeded(3), 1.0, profile)
    pairs = zip(SOUND.split(), repair(seen).text.split(), strict=True)
    assert sum(a != b for a, b in pairs) <= 1
    assert sum(a != b for a, b in zip(SOUND.split(), seen.split(), strict=True)) > 15


def test_offsets_lead_back_to_the_original() -> None:
    seen = "Barn- och utbildningsnimnden fo6ljer nÃ¤sta ar upp bed6émningen."
    mended = repair(seen, damaged=True)
    assert mended.text == "Barn- och utbildningsnämnden följer nästa år upp bedömningen."
    assert mended.offsets is not None
    assert len(mended.offsets) == len(mended.text) + 1
    assert mended.offsets[0] == 0
    assert mended.offsets[-1] == len(seen)
    meant_by = {
        "utbildningsnämnden": "utbildningsnimnden",
        "följer": "fo6ljer",
        "nästa": "nÃ¤sta",
        "år": "ar",
        "bedömningen": "bed6émningen",
    }
    for word in meant_by:
        at = mended.text.index(word)
        start, end = mended.offsets[at], mended.offsets[at + len(word)]
        assert seen[start:end] == meant_by[word]


@given(st.text(max_size=300), st.sampled_from([None, True, False]))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_fitting_offsets(text: str, damaged: bool | None) -> None:
    mended = repair(text, damaged=damaged)
    if mended.offsets is None:
        assert mended.text == text
        return
    assert len(mended.offsets) == len(mended.text) + 1
    assert list(mended.offsets) == sorted(mended.offsets)
    assert mended.offsets[-1] == len(text)
    assert all(0 <= place <= len(text) for place in mended.offsets)


@given(st.text(alphabet="nämdefö6raé1? i-", max_size=120))
@settings(max_examples=100, deadline=None)
def test_repair_is_deterministic(text: str) -> None:
    assert repair(text, damaged=True) == repair(text, damaged=True)


def test_only_damaged_swedish_looks_damaged() -> None:
    lost = damage(SOUND, seeded(1), 1.0, "marks lost")
    wrong = damage(SOUND, seeded(1), 1.0, "letters wrong")
    assert looks_damaged(lost)
    assert looks_damaged(wrong)
    assert not looks_damaged(SOUND)
    assert not looks_damaged("The committee agrees with the auditors and will act for the pupils.")
    assert not looks_damaged("")


def test_damage_is_seeded_and_graded() -> None:
    once, again = (damage(SOUND, seeded(5), 0.8) for _ in range(2))
    assert once == again
    assert damage(SOUND, seeded(5), 0.0) == SOUND
    assert not re.search("[åäö]", damage(SOUND, seeded(5), 1.0, "marks lost"))


def test_word_list_is_big_and_has_the_field_vocabulary() -> None:
    lexicon = load_lexicon()
    assert len(lexicon.classes) > 50_000
    for word in ("nämnden", "revisionsrapporten", "måluppfyllelse", "internkontrollplan", "tyresö"):
        assert word in lexicon
    assert "nimnden" not in lexicon


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Nämnden",
                "namnden",
                "instämmer",
                "lnstämmer",
                "och",
                "det",
                "som",
                "Ã¶ver",
                "t}r",
                "fr}ga",
                "0ch",
                "200?",
                "plan",
                "plan.",
                "£",
                "bef�ntlig",
                "2025",
                "vi",
                "att",
            ]
        ),
        max_size=30,
    )
)
def test_text_that_needs_no_repair_has_no_part_that_does(words: list[str]) -> None:
    text = " ".join(words)
    if needs_no_repair(text):
        for first in range(0, len(words), 4):
            part = " ".join(words[first : first + 9])
            assert repair(part).text == part
            assert repair(part).offsets is None
            assert not looks_damaged(part)

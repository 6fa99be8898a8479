"""The shipped encoder keeps the promises of the protocol."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stance.encoding import SHIPPED, Encoder, load_encoder
from stance.encoding.pieces import LONGEST_PIECE, LONGEST_WORD, batches_of, pieces_of
from stance.resources import models_dir

TEXTS = [
    "Nämnden delar revisorernas bedömning.",
    "Styrelsen anser inte att kritiken är befogad.",
    "En flicka spelar fiol på en scen.",
    "",
    "Ett barn spelar violin.",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_encoder()


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    rows = encoder.encode([])
    assert rows.shape == (0, encoder.dimensions)
    assert rows.dtype == np.float32


def test_rows_have_unit_length_or_are_zero(encoder: Encoder) -> None:
    rows = encoder.encode([*TEXTS, " \n", "\u2603\U0001f600"])
    lengths = np.linalg.norm(rows, axis=1)
    assert rows.dtype == np.float32
    assert lengths[[0, 1, 2, 4]] == pytest.approx(1, abs=1e-5)
    assert not rows[[3, 5]].any()
    assert np.isfinite(rows).all()


def test_order_is_kept_and_rows_do_not_depend_on_each_other(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    assert (encoder.encode(TEXTS[::-1])[::-1] == rows).all()
    assert (np.concatenate([encoder.encode([text]) for text in TEXTS]) == rows).all()
    many = encoder.encode(TEXTS * 500)
    assert (many.reshape(500, *rows.shape) == rows).all()


def test_two_loads_give_the_same_bytes(encoder: Encoder) -> None:
    assert (load_encoder().encode(TEXTS) == encoder.encode(TEXTS)).all()


def test_model2vec_gives_the_same_vectors(encoder: Encoder) -> None:
    """The folder is read without it, but it is made for it too."""
    from model2vec import StaticModel

    # It computes in half precision.
    model = StaticModel.from_pretrained(models_dir() / SHIPPED, normalize=True)
    assert np.asarray(model.encode(TEXTS)) == pytest.approx(encoder.encode(TEXTS), abs=1e-3)


def test_meaning_is_nearer_than_chance(encoder: Encoder) -> None:
    rows = encoder.encode(TEXTS)
    assert rows[2] @ rows[4] > rows[2] @ rows[0] + 0.2


@pytest.mark.parametrize(
    ("sound", "damaged"),
    [
        ("Nämnden instämmer i bedömningen.", "Namnden instammer i bedomningen."),
        ("Förvaltningen får i uppdrag att ta fram en plan.",
         "FÖRVALTNINGEN FÅR I UPPDRAG ATT TA FRAM EN PLAN."),
        ("Nämnden kommer att följa upp avtalen.",
         "Nämn\u00adden kommer att följa upp avtal\u00aden."),
    ],
)  # fmt: skip
def test_marks_case_and_soft_hyphens_do_not_matter(
    encoder: Encoder, sound: str, damaged: str
) -> None:
    one, two = encoder.encode([sound, damaged])
    assert one @ two == pytest.approx(1, abs=1e-5)


def test_misread_letters_matter_little(encoder: Encoder) -> None:
    sound = "Nämnden har gett förvaltningen i uppdrag att se över rutinerna för inköp."
    damaged = "Nimnden har gctt förva1tningen i uppdrag att se övcr rutinema för inkóp."
    other = "Skolan tar emot fler elever i höst än vad lokalerna är byggda för."
    one, two, three = encoder.encode([sound, damaged, other])
    assert one @ two > 0.5
    assert one @ two > one @ three + 0.3


def test_end_of_a_long_text_counts(encoder: Encoder) -> None:
    start = "Nämnden har gått igenom avtalen. " * 2_000
    assert len(start) > 2 * LONGEST_PIECE
    one, two = encoder.encode([start, start + "Katten sover i solen på balkongen. " * 2_000])
    assert one @ two < 0.95


def test_word_of_a_million_letters(encoder: Encoder) -> None:
    one, two = encoder.encode(["x" * 1_000_000, "Nämnden instämmer."])
    assert (two == encoder.encode(["Nämnden instämmer."])[0]).all()
    assert np.isfinite(one).all()


def test_one_text_instead_of_a_list_is_refused(encoder: Encoder) -> None:
    with pytest.raises(TypeError):
        encoder.encode("Nämnden instämmer.")


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_has_a_row(text: str) -> None:
    row = load_encoder_once().encode([text])[0]
    assert np.linalg.norm(row) == pytest.approx(1, abs=1e-5) or not row.any()


_LOADED: list[Encoder] = []


def load_encoder_once() -> Encoder:
    if not _LOADED:
        _LOADED.append(load_encoder())
    return _LOADED[0]


@given(st.text(alphabet="ab \n", max_size=400), st.integers(1, 80))
@settings(max_examples=60, deadline=None)
def test_pieces_are_short_and_lose_nothing(text: str, times: int) -> None:
    pieces = pieces_of(text * times)
    assert all(len(piece) <= LONGEST_PIECE for piece in pieces)
    joined = "".join(pieces)
    assert "".join(joined.split()) == "".join((text * times).split())
    if len(text) * times > LONGEST_WORD:
        assert all(len(word) <= LONGEST_WORD for piece in pieces for word in piece.split())


def test_batches_are_bounded_and_in_order() -> None:
    texts = ["ord " * 5_000, "", "kort", "b" * 300_000]
    batches = list(batches_of(texts))
    assert all(sum(len(piece) for _, piece in batch) <= 65_536 for batch in batches)
    numbers = [number for batch in batches for number, _ in batch]
    assert numbers == sorted(numbers)
    assert set(numbers) == {0, 1, 2, 3}

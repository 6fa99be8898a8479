"""The recipe of the contextual encoder, end to end in miniature."""

from __future__ import annotations

import json
import lzma
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from training.contextual import run as recipe
from training.contextual.export import NAME
from training.contextual.loop import Rate
from training.contextual.measure import Result, measure, ships
from training.contextual.model import mask, masked_model
from training.contextual.nli import Pair, divide, sentences_of, without
from training.contextual.pack import PackedCorpora
from training.contextual.pieces import read_pieces, write_pieces
from training.contextual.quantise import FILE, missing
from training.contextual.settings import Settings, load_settings
from training.contextual.start import embedding_rows
from training.contextual.tune import FINISHED as TUNED
from training.contextual.tune import tuned_weights
from training.contextual.words import CLS, MASK, PAD, SEP, learn, numbered

from stance.encoding import load_encoder
from stance.encoding.onnx import OnnxEncoder, session_of

CONFIG = Path(recipe.__file__).parent / "tiny.toml"
TRAINING = ["pretrain", "tune"]
BODIES = ("Nämnden", "Styrelsen", "Förvaltningen", "Bolaget", "Skolan", "Vårdcentralen")
DEEDS = ("antar en ny plan för", "följer upp arbetet med", "skjuter fram", "granskar på nytt")
MATTERS = ("vägarna i bygden", "avtalen med föreningarna", "lokalerna vid torget", "semestrarna")
WHEN = ("under våren", "före årets slut", "när pengarna räcker")


def sentence(chance: random.Random) -> str:
    parts = (chance.choice(part) for part in (BODIES, DEEDS, MATTERS, WHEN))
    return f"{' '.join(parts)}."


def write(path: Path, lines: Iterable[object]) -> None:
    with lzma.open(path, "wt", encoding="utf-8") as stream:
        for line in lines:
            stream.write(line if isinstance(line, str) else json.dumps(line, ensure_ascii=False))
            stream.write("\n")


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Corpora of the same form as the public ones, every sentence made here."""
    folder = tmp_path_factory.mktemp("corpora")
    chance = random.Random(5)  # noqa: S311

    def text(number: int) -> dict[str, object]:
        paragraphs = [" ".join(sentence(chance) for _ in range(4)) for _ in range(5)]
        return {"title": f"Ärende {number} om {chance.choice(MATTERS)}", "paragraphs": paragraphs}

    for name in ("interpellations", "statutes"):
        write(folder / f"{name}.jsonl.xz", (text(number) for number in range(12)))
    for split, count in (("train", 30), ("dev", 12)):
        rows = [(sentence(chance), sentence(chance), chance.randint(0, 5)) for _ in range(count)]
        if split == "dev":
            rows = [(f"Provet: {one}", f"Provet: {two}", score) for one, two, score in rows]
        lines = [f"g\tf\t{one}\t{two}\t{score}" for one, two, score in rows]
        write(
            folder / f"sts-sv_{split}.tsv.xz", ["genre\tfile\tsentence1\tsentence2\tscore", *lines]
        )
        write(
            folder / f"sweparaphrase_{split}.jsonl.xz",
            ({"sentence_1": one, "sentence_2": two, "label": score} for one, two, score in rows),
        )
    labels = ("entailment", "neutral", "contradiction")
    write(
        folder / "swenli_dev.jsonl.xz",
        (
            {
                "premise": f"I ärende {number} gäller: {sentence(chance)}",
                "hypothesis": f"Om {number}, {at}: {sentence(chance)}",
                "label": label,
            }
            for number in range(30)
            for at, label in enumerate(labels)
        ),
    )
    write(
        folder / "argumentation-sentences_train.jsonl.xz",
        ({"sentence": sentence(chance)} for _ in range(5)),
    )
    write(folder / "absabank-imm_train.jsonl.xz", ({"text": sentence(chance)} for _ in range(5)))
    write(
        folder / "swefaq_dev.jsonl.xz",
        [{"question": "När öppnar biblioteket?", "candidate_answers": ["Klockan tio."]}],
    )
    write(
        folder / "talbanken_dev.conllu.xz", ["# text = Hon läser tidningen vid fönstret.", "1\tx"]
    )
    return folder


@pytest.fixture(scope="module")
def settings() -> Settings:
    return load_settings(CONFIG)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterable[None]:
    """Sums in one order, so that two runs can be compared to the last bit."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(threads)


Run = Callable[[list[str], Path, Callable[[], bool]], bool]


@pytest.fixture(scope="module")
def run(corpora: Path, settings: Settings) -> Run:
    def call(stages: list[str], out: Path, stop: Callable[[], bool]) -> bool:
        sources = recipe.Sources(corpora, None)
        return recipe.run(stages, out, settings, sources, stop, "cpu")

    return call


@pytest.fixture(scope="module")
def out(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything but the measuring, in one go."""
    folder = tmp_path_factory.mktemp("whole") / "out"
    assert run(["pack", *TRAINING, "export"], folder, lambda: False)
    return folder


def after(steps: int) -> Callable[[], bool]:
    """Stop after so many steps."""
    left = iter(range(steps - 1))
    return lambda: next(left, None) is None


def test_interrupted_training_ends_with_the_same_weights(
    run: Run, out: Path, tmp_path: Path
) -> None:
    shutil.copytree(out / "pack", tmp_path / "pack")
    calls = 1
    while not run(TRAINING, tmp_path, after(4)):
        calls += 1
    assert calls == 6  # 12 steps and 12 steps: a stage that ends is not stopped
    whole, _ = read_pieces(out / TUNED)
    parts, _ = read_pieces(tmp_path / TUNED)
    assert whole.keys() == parts.keys()
    for name, tensor in whole.items():
        assert torch.equal(tensor, parts[name]), name


def test_training_moves_the_weights_towards_its_end(out: Path) -> None:
    first, _ = read_pieces(out / "pretrained")
    last, _, note = tuned_weights(out)
    assert first.keys() == last.keys()
    assert any(not torch.equal(first[name].float(), last[name]) for name in first)
    assert note["pretraining"]["steps"] == 12


def test_checkpoint_of_another_config_is_refused(
    run: Run, out: Path, corpora: Path, settings: Settings, tmp_path: Path
) -> None:
    shutil.copytree(out / "pack", tmp_path / "pack")
    assert not run(["pretrain"], tmp_path, after(2))
    other = replace(settings, seed=1)
    with pytest.raises(ValueError, match="another config"):
        recipe.run(
            ["pretrain"], tmp_path, other, recipe.Sources(corpora, None), lambda: False, "cpu"
        )


def test_no_file_that_travels_is_above_the_limit(out: Path, settings: Settings) -> None:
    limit = settings.pieces.piece_mb * 1e6
    for folder in ("checkpoints/pretrain", "checkpoints/tune", "pretrained", "tuned"):
        pieces = list((out / folder).rglob("*.safetensors"))
        assert len(pieces) > 1, folder
        assert max(piece.stat().st_size for piece in pieces) <= limit
    real = load_settings(CONFIG.with_name("config.toml"))
    assert real.pieces.piece_mb <= 15
    assert real.pieces.shard_mb < 30
    assert real.pack.limit_mb <= 40


def test_training_imports_nothing_that_a_bare_machine_for_training_lacks() -> None:
    absent = ["spacy", "model2vec", "typer", "pypdfium2", "docx", "onnxruntime", "onnx"]
    code = (
        f"import sys\nsys.modules.update(dict.fromkeys({absent!r}))\n"
        "import training.contextual.run, training.contextual.pretrain, training.contextual.tune"
    )
    root = CONFIG.parents[2]
    path = {"PYTHONPATH": f"{root / 'src'}{os.pathsep}{root}"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | path, cwd=root, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_exported_folder_is_an_encoder(out: Path) -> None:
    encoder = load_encoder(out / NAME)
    texts = ["Nämnden antar planen.", "", "Planen antar nämnden.", "NAMNDEN ANTAR PLANEN."]
    rows = encoder.encode(texts)
    assert encoder.dimensions == 32
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 0, 1, 1], abs=1e-5)
    assert rows[3] == pytest.approx(rows[0], abs=1e-5)  # case and marks are folded away
    assert np.abs(rows[2] - rows[0]).max() > 1e-4  # word order is not
    weights = list((out / NAME).glob("*.safetensors"))
    assert len(weights) > 1


def test_exported_vectors_are_those_that_were_trained(out: Path, settings: Settings) -> None:
    from training.contextual.model import SentenceModel

    packed = PackedCorpora(out / "pack")
    tensors, _ = read_pieces(out / TUNED)
    model = SentenceModel(settings.model, packed.tokenizer.get_vocab_size(), 0.5)
    model.load_state_dict({name: tensor.float() for name, tensor in tensors.items()})
    model.eval()
    text = "Styrelsen granskar avtalen."
    row = numbered(packed.tokenizer, [text], settings.model.longest)[0]
    with torch.no_grad():
        ours = model(torch.tensor(np.array([[*row, PAD, PAD]])))[0].numpy()
    assert load_encoder(out / NAME).encode([text])[0] == pytest.approx(ours, abs=1e-5)


@pytest.mark.skipif(bool(missing()), reason=f"needs {', '.join(missing())}")
def test_onnx_file_of_one_byte_weights_gives_nearly_the_same_vectors(
    out: Path, settings: Settings
) -> None:
    packed = PackedCorpora(out / "pack")
    session, longest = session_of(out / FILE), settings.model.longest
    small = OnnxEncoder(FILE.stem, session, packed.tokenizer, longest, "mean")
    texts = ["Skolan följer upp arbetet.", "Bolaget skjuter fram lokalerna vid torget."]
    near = (small.encode(texts) * load_encoder(out / NAME).encode(texts)).sum(1)
    assert near.min() > 0.95


def test_measuring_writes_table_and_card(out: Path, settings: Settings, tmp_path: Path) -> None:
    for name in ("pack", TUNED, NAME):
        shutil.copytree(out / name, tmp_path / name)
    results = measure(PackedCorpora(out / "pack"), tmp_path, settings, sample=20)
    assert not ships(results)  # twelve steps teach nothing
    card = (tmp_path / NAME / "README.md").read_text(encoding="utf-8")
    assert str(results[0]) in card
    load_encoder(tmp_path / NAME)  # the manifest has the new card
    assert len(json.loads((tmp_path / "measure.json").read_text())) == len(results)


def test_ships_only_when_every_bound_is_reached() -> None:
    good = Result("a", 0.8, must=0.78)
    assert ships([good, Result("b", 0.1)])
    assert not ships([good, Result("b", -0.001, must=0.0)])


def test_pack_has_no_sentence_that_is_measured_on(out: Path) -> None:
    packed = PackedCorpora(out / "pack")
    train, held = ([Pair(**row) for row in packed.read(name)] for name in ("inference", "held"))
    assert train
    assert held
    assert len(train) + len(held) == 90
    seen = sentences_of(held)
    assert not seen & sentences_of(train)
    texts = packed.read("general") + [text for row in packed.read("damaged") for text in row]
    assert without(texts, seen) == texts
    dev = packed.dev()
    assert not {*dev.first, *dev.second} & set(texts)


def test_pairs_that_share_a_sentence_stay_together() -> None:
    pairs = [Pair(f"Premiss {number}", f"Slutsats {number}", "neutral") for number in range(40)]
    chain = [
        Pair("Katten sover.", "Ett djur vilar.", "entailment"),
        Pair("katten sover", "Katten springer.", "contradiction"),
        Pair("Ett djur vilar!", "Det är natt.", "neutral"),
    ]
    train, held = divide(pairs + chain, 0.5)
    assert (set(chain) <= set(train)) != (set(chain) <= set(held))
    assert {len(train), len(held)} != {0, 43}
    assert set(divide(chain[::-1] + pairs, 0.5)[1]) == set(held)


def test_pieces_join_to_what_was_cut(tmp_path: Path) -> None:
    tensors = {"b": torch.arange(999.0).reshape(333, 3), "a": torch.ones(5), "c": torch.zeros(())}
    write_pieces(tmp_path / "cut", tensors, 1500, {"step": 3})
    files = list((tmp_path / "cut").glob("piece-*"))
    assert len(files) > 3
    assert max(file.stat().st_size for file in files) <= 1500
    joined, note = read_pieces(tmp_path / "cut")
    assert note == {"step": 3}
    assert joined.keys() == tensors.keys()
    assert all(torch.equal(joined[name], tensor) for name, tensor in tensors.items())


def test_damaged_or_missing_piece_is_noticed(tmp_path: Path) -> None:
    write_pieces(tmp_path / "cut", {"a": torch.arange(2000.0)}, 3000, None)
    piece = sorted((tmp_path / "cut").glob("piece-*"))[1]
    data = bytearray(piece.read_bytes())
    data[-1] ^= 1
    piece.write_bytes(data)
    with pytest.raises(ValueError, match="piece-01"):
        read_pieces(tmp_path / "cut")
    piece.unlink()
    with pytest.raises(ValueError, match="piece-01"):
        read_pieces(tmp_path / "cut")


def test_masking_hides_the_same_number_in_every_row_and_no_marks() -> None:
    ids = torch.arange(5, 45).repeat(6, 1)
    ids[:, 0], ids[:, 20] = CLS, SEP
    seen, places, meant = mask(ids, 8, 2.0, torch.Generator().manual_seed(1), 90)
    assert meant.tolist() == ids.gather(1, places).tolist()
    assert min(meant.flatten()) >= 5
    assert (seen[:, 0] == CLS).all()
    assert (seen[:, 20] == SEP).all()
    changed = (seen != ids).sum(1)
    assert changed.max() <= 8
    assert (seen == MASK).sum() > 6 * 8 * 0.5
    short = torch.full((1, 6), SEP)
    short[0, 1] = 9
    seen, _, meant = mask(short, 3, 2.0, torch.Generator().manual_seed(1), 90)
    assert sorted(meant[0].tolist()) == [-100, -100, 9]
    assert (seen[0, 2:] == SEP).all()


def test_embeddings_are_equally_long_and_keep_what_the_vectors_say() -> None:
    vectors = np.random.default_rng(1).standard_normal((50, 6)).astype(np.float32)
    vectors *= np.linspace(0.01, 2, 50)[:, None].astype(np.float32)
    rows = embedding_rows(vectors, 16, 0.02, 3)
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths == pytest.approx(np.full(50, lengths[0]), rel=1e-4)
    own = np.linalg.norm(rows[:, :6], axis=1)
    assert own[49] > 5 * own[0]
    assert rows[7, :6] / own[7] == pytest.approx(vectors[7] / np.linalg.norm(vectors[7]), abs=1e-5)
    with pytest.raises(ValueError, match="do not fit"):
        embedding_rows(vectors, 6, 0.02, 3)


def test_tokenizer_folds_marks_and_numbers_its_special_tokens_first(settings: Settings) -> None:
    tokenizer = learn(["Nämnden följer planen."] * 3, settings.tokenizer)
    assert numbered(tokenizer, ["NAMNDEN"], 9)[0].tolist() == tokenizer.encode("nämnden").ids
    assert [tokenizer.token_to_id(mark) for mark in ("[PAD]", "[CLS]", "[SEP]", "[MASK]")] == [
        PAD,
        CLS,
        SEP,
        MASK,
    ]
    cut = numbered(tokenizer, ["planen följer nämnden"], 4)[0]
    assert (len(cut), cut[0], cut[-1]) == (4, CLS, SEP)


def test_rate_rises_and_falls() -> None:
    rate = Rate(1.0, 10)
    assert rate.at(0, 100) == pytest.approx(0.1)
    assert rate.at(9, None) == rate.at(10, 100) == 1.0
    assert rate.at(55, 100) == pytest.approx(0.5)
    assert rate.at(100, 100) == 0.0


def test_real_encoder_has_at_most_25_million_parameters(settings: Settings) -> None:
    real = load_settings(CONFIG.with_name("config.toml"))
    with torch.device("meta"):
        model = masked_model(real.model, real.tokenizer.vocabulary, None, 1)
    assert sum(parameter.numel() for parameter in model.model.parameters()) > 20_000_000
    with pytest.raises(ValueError, match="parameters"), torch.device("meta"):
        masked_model(replace(real.model, layers=12), real.tokenizer.vocabulary, None, 1)


def test_misspelt_setting_is_refused(tmp_path: Path) -> None:
    text = CONFIG.read_text(encoding="utf-8")
    path = tmp_path / "config.toml"
    path.write_text(text.replace("mask_span", "mask_spam"), encoding="utf-8")
    with pytest.raises(ValueError, match="mask_spam"):
        load_settings(path)
    path.write_text(text.replace("layers = 2", 'layers = "two"'), encoding="utf-8")
    with pytest.raises(ValueError, match="layers"):
        load_settings(path)

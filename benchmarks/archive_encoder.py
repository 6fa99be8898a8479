"""The same job with a BERT-base-sized encoder in the place of ours.

Reading, extraction and judging stay as they are; to their time comes that in which a
sentence-transformers model of that size encodes the very texts that our own encoder is asked for.
Its weights are random: that changes no time. Its pieces of words are learnt from the corpus itself,
which makes them few and is to its advantage.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.archive_documents import ROOT
from stance.archive.scorer import DocumentScorer
from stance.archive.task import Settings, Task
from stance.encoding.static import StaticEncoder

_PIECES = 30_522


def seconds_per_document(paths: Sequence[Path], sample: int) -> tuple[float, float]:
    """Return the processor seconds per document: of our job, and of the same with the large model.

    Args:
        paths: Some documents.
        sample: The large model encodes what the first so many of them ask for.
    """
    score = DocumentScorer(Settings())
    asked: list[list[str]] = []
    encode = StaticEncoder.encode

    def listening(self: StaticEncoder, texts: Sequence[str]) -> Any:  # noqa: ANN401
        asked.append(list(texts))
        return encode(self, texts)

    StaticEncoder.encode = listening  # type: ignore[method-assign]
    try:
        for path in paths[:sample]:
            score(Task(path.name, str(path)))
    finally:
        StaticEncoder.encode = encode  # type: ignore[method-assign]
    begin = time.process_time()
    for path in paths:
        score(Task(path.name, str(path)))
    ours = (time.process_time() - begin) / len(paths)
    large = _large_model()
    large.encode(asked[0][:2])
    begin = time.process_time()
    for texts in asked:
        large.encode(texts, batch_size=32, show_progress_bar=False)
    return ours, ours + (time.process_time() - begin) / sample


def _large_model() -> Any:  # noqa: ANN401
    """Return a BERT-base with random weights, on one thread."""
    import torch
    from sentence_transformers import SentenceTransformer
    from tokenizers import BertWordPieceTokenizer
    from transformers import BertConfig, BertModel

    torch.set_num_threads(1)
    pieces = BertWordPieceTokenizer(lowercase=False)
    texts = sorted((ROOT / "data" / "documents").rglob("*.txt"))
    pieces.train([str(path) for path in texts], vocab_size=_PIECES, show_progress=False)
    with tempfile.TemporaryDirectory(prefix="stance-bert-") as name:
        folder = Path(name)
        pieces.save_model(name)
        BertModel(BertConfig(vocab_size=_PIECES)).save_pretrained(name)
        (folder / "tokenizer_config.json").write_text(
            '{"tokenizer_class": "BertTokenizer", "do_lower_case": false, "model_max_length": 512}'
        )
        return SentenceTransformer(name, device="cpu", local_files_only=True)

"""Make the contextual encoder: ``python -m training.contextual.run --stage all --out DIR``.

Every stage that is done is left alone and every stage that was stopped goes on where it was, so
the same command is given again until it ends with exit code 0. Exit code 75 says that the time of
this call is used up and that there is more to do.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from training.contextual.loop import Deadline, Stop
from training.contextual.settings import Settings, load_settings

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
STAGES = ("pack", "pretrain", "tune", "export", "measure")
MORE_TO_DO = 75
_DONE = {"pack": "pack", "pretrain": "pretrained", "tune": "tuned"}


@dataclass(frozen=True)
class Sources:
    """Where the public text is; read by the stage ``pack`` alone."""

    corpora: Path
    pairs: Path | None


def run(
    stages: list[str], out: Path, settings: Settings, sources: Sources, stop: Stop, device: str
) -> bool:
    """Run the stages; tell whether all are done."""
    out.mkdir(parents=True, exist_ok=True)
    for stage in stages:
        if stage in _DONE and (out / _DONE[stage]).is_dir():
            print(f"{stage}: done before", flush=True)
            continue
        start = time.monotonic()
        print(f"{stage} ...", flush=True)
        done = _run(stage, out, settings, sources, stop, device)
        print(
            f"{stage}: {'' if done else 'not '}done, {time.monotonic() - start:.0f} s", flush=True
        )
        if not done:
            return False
    return True


def _run(
    stage: str, out: Path, settings: Settings, sources: Sources, stop: Stop, device: str
) -> bool:
    """Run one stage. Each imports what it needs: the machine that trains has not everything."""
    if stage == "pack":
        from training.contextual.pack import make_pack

        make_pack(sources.corpora, sources.pairs, out / "pack", settings)
        return True
    from training.contextual.pack import PackedCorpora

    packed = PackedCorpora(out / "pack")
    if stage in ("pretrain", "tune"):
        return _train(stage, packed.digest, out, settings, stop, device)
    if stage == "export":
        from training.contextual.export import encoder_of, export
        from training.contextual.quantise import FILE, missing, quantise

        print(f"  {export(packed, out, settings)} written", flush=True)
        if missing():
            print(f"  no ONNX: {', '.join(missing())} not installed", flush=True)
        else:
            quantise(encoder_of(packed, out, settings), out / FILE)
        return True
    from training.contextual.measure import measure, ships, table

    results = measure(packed, out, settings)
    print(f"{table(results)}\n\n{'ships' if ships(results) else 'does not ship'}", flush=True)
    return True


def _train(
    stage: str, pack_digest: str, out: Path, settings: Settings, stop: Stop, device: str
) -> bool:
    import torch

    from training.contextual.loop import Keep
    from training.contextual.pack import PackedCorpora
    from training.contextual.pieces import MEGABYTE
    from training.contextual.pretrain import pretrain
    from training.contextual.tune import tune

    every = settings.pretrain.save_every if stage == "pretrain" else settings.tune.save_every
    digest = hashlib.sha256(f"{asdict(settings)} {pack_digest}".encode()).hexdigest()
    piece = int(settings.pieces.piece_mb * MEGABYTE)
    keep = Keep(out / "checkpoints" / stage, every, piece, digest)
    train = {"pretrain": pretrain, "tune": tune}[stage]
    where = torch.device(device or ("cuda" if torch.cuda.is_available() else "cpu"))
    return train(PackedCorpora(out / "pack"), out, settings, where, keep, stop)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    shared = ROOT.parent / "shared"
    parser.add_argument(
        "--stage", default="all", help=f"all, or some of {', '.join(STAGES)}, with commas between"
    )
    parser.add_argument("--out", type=Path, required=True, help="where everything goes")
    parser.add_argument("--config", type=Path, default=HERE / "config.toml")
    parser.add_argument("--corpora", type=Path, default=shared / "corpora")
    parser.add_argument("--pairs", type=Path, default=shared / "pairs")
    parser.add_argument("--time-limit", type=float, help="seconds after which to stop and save")
    parser.add_argument("--device", default="", help="cpu or cuda; the GPU where there is one")
    arguments = parser.parse_args()
    stages = list(STAGES) if arguments.stage == "all" else arguments.stage.split(",")
    if set(stages) - set(STAGES):
        parser.error(f"--stage: choose from all, {', '.join(STAGES)}")
    # Before anything loads the tokenizers.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    settings = load_settings(arguments.config)
    sources = Sources(arguments.corpora, arguments.pairs if arguments.pairs.is_dir() else None)
    stop = Deadline(arguments.time_limit)
    done = run(stages, arguments.out, settings, sources, stop, arguments.device)
    return 0 if done else MORE_TO_DO


if __name__ == "__main__":
    sys.exit(main())

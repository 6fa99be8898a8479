"""The engine on a cluster of two nodes on this machine, one of which goes down."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from stance.archive import process, ray_engine
from stance.archive.ray_engine import RayEngine, Scoring
from stance.archive.run import Options, Result, run_archive
from stance.archive.task import Outcome, Settings, Task
from stance.errors import StanceError
from tests.archive.fakes import engine_of, statuses, tables, write

ray: Any = pytest.importorskip("ray", reason="needs the extra ray (pip install -e '.[ray]')")

_ANSWERS = (
    "Nämnden instämmer och tar fram en rutin senast den 31 december 2024.",
    "Nämnden delar inte bedömningen; dagens arbetssätt är tillräckligt.",
    "Nämnden noterar synpunkten och återkommer.",
)


@pytest.fixture(scope="module", autouse=True)
def _real_scorer(_fakes: None) -> Iterator[None]:
    """Score with the real model: what is patched here does not reach other nodes."""
    start = (
        "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
        "from stance.archive.worker import main; main()"
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(process, "_START", start)
        yield


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of responses, one of them broken."""
    folder = tmp_path_factory.mktemp("ray") / "in"
    for number in range(60):
        answer = _ANSWERS[number % 3]
        text = f"Socialnämndens svar {number}\n\n1. Revisorerna rekommenderar nämnden att ta fram "
        write(folder / f"svar-{number:02d}.txt", f"{text}en rutin.\n\nSvar: {answer}\n")
    write(folder / "trasig.pdf", "%PDF-1.4 rubbish")
    return folder


@pytest.fixture(scope="module")
def undisturbed(source: Path) -> dict[str, list[str]]:
    """The tables of a run on this machine."""
    out = source.parent / "undisturbed"
    run_archive(Options(out=out, sources=[str(source)]), engine_of())
    return tables(out)


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A cluster of two nodes with one processor each, the first of which we are connected to."""
    utilities: Any = pytest.importorskip("ray.cluster_utils")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    node = {"num_cpus": 1, "object_store_memory": 100_000_000}
    made = utilities.Cluster(
        initialize_head=True, head_node_args={**node, "include_dashboard": False}
    )
    try:
        made.second = made.add_node(**node)
        ray.init(address=made.address, log_to_driver=False, logging_level="ERROR")
        yield made
    finally:
        ray.shutdown()
        made.shutdown()


def test_a_node_goes_down_and_the_run_goes_on_without_the_cluster(
    cluster: Any,  # noqa: ANN401
    source: Path,
    tmp_path: Path,
    undisturbed: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hand_out = ray_engine._Pool._hand_out
    lose = ray_engine._Pool._lose
    killed = False
    lost: list[int] = []

    def hand_out_and_kill(pool: Any, tasks: Iterator[Task]) -> bool:  # noqa: ANN401
        nonlocal killed
        more = hand_out(pool, tasks)
        if not killed and len([actor for actor in pool._actors if actor.busy]) == 2:
            killed = True  # Both have work, and one of them is on this node.
            cluster.remove_node(cluster.second, allow_graceful=False)
        return more

    def lose_and_count(pool: Any, actor: Any, batch: Any, error: Exception) -> None:  # noqa: ANN401
        lost.append(len(batch.tasks))
        lose(pool, actor, batch, error)

    monkeypatch.setattr(ray_engine._Pool, "_hand_out", hand_out_and_kill)
    monkeypatch.setattr(ray_engine._Pool, "_lose", lose_and_count)
    monkeypatch.setattr(ray_engine, "_BATCH", 5)
    out = tmp_path / "out"
    assert _run(source, out, limit=50).left == 11
    assert killed
    assert lost == [5]
    assert len(statuses(out)) == 50
    ray.shutdown()
    resumed = run_archive(Options(out=out, sources=[str(source)]), engine_of())
    assert resumed.plan.done == 50
    assert tables(out) == undisturbed


def _run(source: Path, out: Path, **options: Any) -> Result:  # noqa: ANN401
    return run_archive(
        Options(out=out, sources=[str(source)], **options),
        lambda settings: RayEngine(settings, workers=2, address=None),
    )


def test_a_model_that_cannot_be_loaded_is_said_by_the_node(source: Path, tmp_path: Path) -> None:
    from tests.archive.fakes import model_folder

    model = model_folder(tmp_path / "model", "1.0")
    node = Scoring(Settings(model=str(model)).as_message())
    path = source / "svar-00.txt"
    try:
        assert node.who()["is"] == ray_engine._identity(Settings(model=str(model)))
        answer = node.score([Task("svar.txt", str(path)).as_message()])
    finally:
        node.stop()
    assert answer["fatal"][0].startswith("model-")


def test_no_cluster_is_there() -> None:
    engine = RayEngine(Settings(), workers=1, address="127.0.0.1:1")
    with pytest.raises(StanceError) as caught:
        next(engine.run([Task("a.txt", "a.txt")]))
    assert caught.value.code == "no-cluster"


def test_a_node_that_sees_no_files_is_refused(tmp_path: Path) -> None:
    from stance.archive.content import GONE
    from stance.archive.rows import document_row

    path = write(tmp_path / "svar.txt", "text")
    row = document_row("svar.txt", "cannot_read", GONE)
    with pytest.raises(StanceError, match="The node norr does not see"):
        ray_engine._refuse_blindness(Outcome(Task("svar.txt", str(path)), row), "norr")
    path.unlink()
    ray_engine._refuse_blindness(Outcome(Task("svar.txt", str(path)), row), "norr")


def test_a_node_with_another_version_is_refused() -> None:
    ours = ray_engine._identity(Settings())
    assert ray_engine._checked({"host": "norr", "is": ours}, ours) == "norr"
    with pytest.raises(StanceError, match="norr has another version"):
        ray_engine._checked({"host": "norr", "is": ["0.0", *ours[1:]]}, ours)


def test_actors_that_do_not_start_end_the_run() -> None:
    started = count()
    broken: Any = Mock(exceptions=ray.exceptions)
    broken.wait.side_effect = lambda asked, **_: (asked[:1], asked[1:])
    broken.get.side_effect = ray.exceptions.RayError("No module named stance")
    kind = broken.remote.return_value.return_value
    kind.remote.side_effect = lambda _: Mock(**{"who.remote.side_effect": lambda: next(started)})
    pool = ray_engine._Pool(broken, Settings(), 2)
    with pytest.raises(StanceError, match="No module named stance"):
        next(pool.outcomes(iter([Task("a.txt", "a.txt")])))
    assert next(started) == 6

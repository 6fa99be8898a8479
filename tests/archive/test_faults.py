"""What goes wrong during a run, and that the resumed run ends as an undisturbed one."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stance.archive.folder import Places
from stance.archive.lock import is_locked, locked
from stance.archive.process import WorkerProcess
from stance.archive.progress import Snapshot
from stance.archive.run import Options, run_archive
from stance.archive.schema import DATASETS
from stance.archive.shards import Shards
from stance.archive.task import Settings, Task
from stance.errors import StanceError
from tests.archive.fakes import (
    answer,
    documents,
    engine_of,
    fill,
    model_folder,
    program,
    run,
    statuses,
    tables,
    write,
)

# Of the operations on files of the archive, spread over the whole run.
MOMENTS = (3, 14, 22, 31, 40, 50)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of thirty documents."""
    return fill(tmp_path / "in", 30)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The tables of a run over such a folder in which nothing went wrong, by two processes."""
    folder = tmp_path_factory.mktemp("undisturbed")
    options = Options(out=folder / "out", sources=[str(fill(folder / "in", 30))])
    run_archive(options, engine_of(workers=2))
    return tables(folder / "out")


@pytest.mark.parametrize("moment", MOMENTS)
def test_the_parent_is_killed(
    source: Path, tmp_path: Path, undisturbed: dict[str, list[str]], moment: int
) -> None:
    out = tmp_path / "out"
    killed = program(moment, out, "archive", "run", source, "--out", out, "--workers", "1")
    assert killed.returncode == -9, killed.stderr
    resumed = run(source, out)
    assert len(documents(out)) == 30
    assert tables(out) == undisturbed
    assert resumed.left == 0
    assert _files(out) == {part.name + ".parquet" for part in Shards(out).parts()}


@pytest.mark.parametrize("moment", [8, 13, 17, 22])
def test_the_parent_is_killed_while_it_replaces_rows(
    source: Path, tmp_path: Path, moment: int
) -> None:
    out, model = tmp_path / "out", model_folder(tmp_path / "model", "1.0")
    run(source, out, model=model)
    for number in (1, 12, 25):
        write(source / f"{number // 10}" / f"svar-{number:03d}.txt", answer(number * 7), age=99)
    arguments = ("archive", "run", source, "--out", out, "--workers", "1", "--model", model)
    assert program(moment, out, *arguments).returncode == -9
    run(source, out, model=model)
    run(source, tmp_path / "undisturbed", model=model)
    assert len(documents(out)) == 30
    assert tables(out) == tables(tmp_path / "undisturbed")


def _files(out: Path) -> set[str]:
    """Return the names of the files in the datasets, which must be the same in each."""
    names = [{path.name for path in (out / dataset).iterdir()} for dataset in DATASETS]
    assert names[0] == names[1] == names[2]
    return names[0]


def test_a_worker_is_killed_and_its_document_scored_by_the_next(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 20)
    for number in (3, 11):
        mark = tmp_path / f"mark-{number}"
        write(source / f"svar-x{number}.txt", f"killed-once {mark}\nGör en plan|Ja\n")
    run(source, tmp_path / "out")
    run(source, tmp_path / "undisturbed")
    assert set(statuses(tmp_path / "out").values()) == {"ok"}
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


@pytest.mark.parametrize(
    ("order", "status"),
    [("crash", "damaged"), ("exit", "damaged"), ("killed", "too_large"), ("eat", "too_large")],
)
def test_a_document_that_ends_its_process_costs_itself_only(
    tmp_path: Path, order: str, status: str
) -> None:
    source = fill(tmp_path / "in", 10)
    path = write(source / "ond.txt", order)
    options = Options(out=tmp_path / "out", sources=[str(source)])
    run_archive(options, engine_of(memory_bytes=500_000_000))
    found = statuses(tmp_path / "out")
    assert found.pop("ond.txt") == status
    assert list(found.values()) == ["ok"] * 10
    row = documents(tmp_path / "out")["ond.txt"]
    assert (row["size"], len(row["sha256"])) == (path.stat().st_size, 64)
    assert run(source, tmp_path / "out").plan.done == 11


@pytest.mark.parametrize(("order", "status"), [("crash", "damaged"), ("eat", "too_large")])
def test_lack_of_memory_is_told_from_damage_though_we_hold_more_than_is_allowed(
    tmp_path: Path, order: str, status: str
) -> None:
    held = bytearray(b"x" * 400_000_000)  # The system adds it to the worker's account.
    write(tmp_path / "in" / "ond.txt", order)
    options = Options(out=tmp_path / "out", sources=[str(tmp_path / "in")])
    run_archive(options, engine_of(memory_bytes=400_000_000))
    del held
    assert statuses(tmp_path / "out") == {"ond.txt": status}


def test_a_process_may_wait_for_its_next_document_as_long_as_it_takes(tmp_path: Path) -> None:
    task = Task("a.txt", str(write(tmp_path / "a.txt", answer(1))))
    process = WorkerProcess(Settings())
    try:
        process.wait_until_ready()
        process.check(time.monotonic() + 10_000)
        process.send(task)
        assert process.answer()["document"]["status"] == "ok"
        process.check(time.monotonic() + 10_000)
        assert not process.late
    finally:
        process.kill()
        process.reap()


def test_a_document_that_takes_too_long(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 4)
    write(source / "seg.txt", "hang")
    options = Options(out=tmp_path / "out", sources=[str(source)])
    run_archive(options, engine_of(seconds=0.3))
    assert statuses(tmp_path / "out")["seg.txt"] == "timeout"
    assert sorted(statuses(tmp_path / "out").values()) == ["ok"] * 4 + ["timeout"]


def test_a_process_that_prints_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path / "in" / "pratig.txt", "print \nGör|Ja")
    run(tmp_path / "in", tmp_path / "out")
    assert statuses(tmp_path / "out") == {"pratig.txt": "ok"}


def test_processes_are_replaced_after_so_many_documents(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 20)
    options = Options(out=tmp_path / "out", sources=[str(source)])
    run_archive(options, engine_of(files_per_worker=3))
    assert list(statuses(tmp_path / "out").values()) == ["ok"] * 20


def test_a_damaged_model_ends_the_run_and_keeps_what_is_done(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 10)
    write(source / "zz.txt", "fatal")
    with pytest.raises(StanceError, match="The model is damaged"):
        run(source, tmp_path / "out")
    write(source / "zz.txt", answer(1))
    run(source, tmp_path / "out")
    assert list(statuses(tmp_path / "out").values()) == ["ok"] * 11


def test_no_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stance.archive.process._START", "import sys; sys.exit(7)")
    with pytest.raises(StanceError, match="code 7"):
        run(fill(tmp_path / "in", 2), tmp_path / "out")


@pytest.mark.parametrize("write_number", [2, 5, 9, 14])
def test_the_disk_is_full(
    source: Path,
    tmp_path: Path,
    undisturbed: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
    write_number: int,
) -> None:
    written = 0
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal written
        written += 1
        if written >= write_number * 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fsync)
        with pytest.raises(StanceError, match=r"No space left on device.*goes on from there"):
            run(source, tmp_path / "out")
    if (tmp_path / "out" / "archive.json").exists():
        _files(tmp_path / "out")
    run(source, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed


def test_the_disk_is_full_for_the_state(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("stance.archive.state.State.committed", full)
        with pytest.raises(StanceError, match="disk is full"):
            run(source, tmp_path / "out")
    assert run(source, tmp_path / "out").plan.done == 7
    assert len(documents(tmp_path / "out")) == 30


def test_a_state_that_is_damaged_is_made_anew(source: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "out")
    database = Places(tmp_path / "out").database
    database.write_bytes(b"rubbish" * 1000)
    run(source, tmp_path / "out")
    assert len(documents(tmp_path / "out")) == 30


def test_results_do_not_need_the_state(
    source: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    run(source, tmp_path / "out", limit=20)
    Places(tmp_path / "out").database.unlink()
    run(source, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed


def test_the_folder_cannot_be_written(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 1)
    (tmp_path / "file").write_text("")
    for out in (tmp_path / "file", tmp_path / "file" / "out", Path("/proc/archive")):
        with pytest.raises(StanceError) as caught:
            run(source, out)
        assert caught.value.exit_code == 2
        assert caught.value.code == "bad-output"


def test_a_folder_with_other_things_in_it_is_left_alone(tmp_path: Path) -> None:
    source = fill(tmp_path / "in", 1)
    write(tmp_path / "out" / "avhandling.docx", "x")
    with pytest.raises(StanceError, match="other things"):
        run(source, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["avhandling.docx"]


def test_the_folder_is_on_another_device(
    source: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    import tempfile

    memory = Path("/dev/shm")  # noqa: S108 - the point is that it is another device
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("needs a second device at /dev/shm")
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        (tmp_path / "link").symlink_to(folder)
        run(source, tmp_path / "link")
        assert tables(tmp_path / "link") == undisturbed


def test_two_runs_on_one_folder(source: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "out", limit=1)
    places = Places(tmp_path / "out")
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sys; from pathlib import Path; from stance.archive.lock import locked\n"
            "with locked(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()",
            str(places.lock),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StanceError, match=f"process {holder.pid}") as caught:
            run(source, tmp_path / "out")
        assert caught.value.exit_code == 2
        assert is_locked(places.lock)
    finally:
        holder.kill()
        holder.communicate()
    assert run(source, tmp_path / "out").left == 0


def test_the_lock_is_free_after_a_run_that_failed(source: Path, tmp_path: Path) -> None:
    run(source, tmp_path / "out", limit=1)
    with pytest.raises(RuntimeError), locked(Places(tmp_path / "out").lock):
        raise RuntimeError
    assert not is_locked(Places(tmp_path / "out").lock)


class _Meddler:
    """Does something to the files once the plan is made."""

    def __init__(self, act: Callable[[], object]) -> None:
        self._act = act

    def planned(self, plan: object) -> None:
        self._act()

    def looking(self, found: int) -> None: ...

    def note(self, line: str) -> None: ...

    def advanced(self, pace: object) -> None: ...


def _run_with(act: Callable[[], object], source: Path, out: Path) -> Any:  # noqa: ANN401
    options = Options(out=out, sources=[str(source)])
    return run_archive(options, engine_of(), watcher=_Meddler(act))


def test_a_file_vanishes_during_the_run(source: Path, tmp_path: Path) -> None:
    path = source / "1" / "svar-015.txt"
    _run_with(path.unlink, source, tmp_path / "out")
    row = documents(tmp_path / "out")["1/svar-015.txt"]
    assert (row["status"], row["detail"], row["sha256"]) == (
        "cannot_read",
        "The file is gone.",
        None,
    )
    assert len(documents(tmp_path / "out")) == 30
    write(path, answer(15))
    run(source, tmp_path / "out")
    run(source, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")


def test_a_file_changes_during_the_run(source: Path, tmp_path: Path) -> None:
    path = source / "1" / "svar-015.txt"
    _run_with(lambda: write(path, answer(77), age=50), source, tmp_path / "out")
    run(source, tmp_path / "undisturbed")
    assert tables(tmp_path / "out") == tables(tmp_path / "undisturbed")
    assert run(source, tmp_path / "out").plan.done == 30


def test_a_file_becomes_a_link_to_outside_during_the_run(source: Path, tmp_path: Path) -> None:
    secret = write(tmp_path / "hemlig.txt", "Hemligt|ja")
    path = source / "1" / "svar-015.txt"

    def swap() -> None:
        path.unlink()
        path.symlink_to(secret)

    _run_with(swap, source, tmp_path / "out")
    assert statuses(tmp_path / "out")["1/svar-015.txt"] == "cannot_read"


def test_it_is_stopped_and_goes_on(
    source: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    asked = 0

    def stopping() -> bool:
        nonlocal asked
        asked += 1
        return asked > 20

    options = Options(out=tmp_path / "out", sources=[str(source)])
    result = run_archive(options, engine_of(), stopping=stopping)
    assert result.interrupted
    done = len(documents(tmp_path / "out"))
    assert 0 < done < 30
    assert result.left == 30 - done
    assert run(source, tmp_path / "out").plan.done == done
    assert tables(tmp_path / "out") == undisturbed


def test_the_clock_jumps(
    source: Path,
    tmp_path: Path,
    undisturbed: dict[str, list[str]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, jumps = time.time, iter(range(10**6))
    monkeypatch.setattr(time, "time", lambda: real() + (-1) ** next(jumps) * 10**8)
    monkeypatch.setattr(time, "time_ns", lambda: int(time.time() * 10**9))
    result = run(source, tmp_path / "out", limit=12)
    assert 0 <= result.seconds < 60
    run(source, tmp_path / "out")
    assert tables(tmp_path / "out") == undisturbed
    assert Snapshot.read(Places(tmp_path / "out").progress) is not None

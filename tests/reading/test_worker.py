"""The reading process: what it survives, and that nothing leaks out of it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stance.errors import StanceError
from stance.reading import Limits, ReaderPool, read_document
from stance.reading.wire import pack_document, unpack_document
from stance.schema import Status

MakeDocx = Callable[..., bytes]
PARAGRAPH = "<w:p><w:r><w:t>Nämnden svarar</w:t></w:r></w:p>"

# A stand-in for a reader that misbehaves; the file's own text says how.
FAULTY = """
import os, sys, time
from stance.reading.builder import DocumentBuilder, Piece

def read_html(data, name, *, max_characters):
    order = data.decode().removeprefix("<html>").strip()
    if order == "hang":
        time.sleep(600)
    if order == "crash":
        os.abort()
    if order == "eat":
        held = [bytearray(50_000_000) for _ in range(100)]
    if order == "eat-and-die":
        held = []
        try:
            while True:
                held.append(bytearray(b"x" * 10_000_000))
        except MemoryError:
            os.abort()
    if order == "print":
        print("rubbish")
        os.write(1, b"rubbish")
    if order == "exit":
        sys.exit(3)
    builder = DocumentBuilder(name)
    builder.add_block([Piece(f"{os.getpid()} {order}")])
    return builder.build()
"""
STARTER = (
    "import sys, json, types; sys.path[:] = json.loads(sys.argv[1]); "
    "faulty = types.ModuleType('stance.reading.html'); "
    f"exec({FAULTY!r}, faulty.__dict__); sys.modules['stance.reading.html'] = faulty; "
    "from stance.reading.worker import main; main()"
)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Iterator[ReaderPool]:
    monkeypatch.setattr("stance.reading.pool._START", STARTER)
    limits = Limits(seconds=6, memory_bytes=1_000_000_000, files_per_worker=3)
    with ReaderPool(limits) as made:
        yield made


@pytest.fixture
def order(tmp_path: Path) -> Callable[[str], Path]:
    def write(what: str) -> Path:
        path = tmp_path / f"{what}.html"
        path.write_text(f"<html>{what}", encoding="utf-8")
        return path

    return write


def test_the_worker_reads_what_is_read_here(tmp_path: Path, make_docx: MakeDocx) -> None:
    path = tmp_path / "svar.docx"
    path.write_bytes(make_docx(PARAGRAPH * 3))
    with ReaderPool() as pool:
        held = b"x" * 300_000_000  # It must not be taken for the worker's.
        pool.start()
        del held
        assert pool.read(path) == read_document(path)
        assert 0 < pool.peak_bytes < 200_000_000


@pytest.mark.parametrize(
    ("what", "status", "word"),
    [
        ("hang", Status.TIMEOUT, "6 seconds"),
        ("crash", Status.DAMAGED, "damaged"),
        ("exit", Status.DAMAGED, "damaged"),
        ("eat", Status.TOO_LARGE, "memory"),
        ("eat-and-die", Status.TOO_LARGE, "memory"),
    ],
)
def test_misbehaviour_costs_one_file(
    pool: ReaderPool, order: Callable[[str], Path], what: str, status: Status, word: str
) -> None:
    if "eat" in what and sys.platform != "linux":
        pytest.skip("this platform does not bound a process's memory")
    assert pool.read(order("before")).status is Status.OK
    document = pool.read(order(what))
    assert document.status is status
    assert word in document.detail
    assert document.name == str(order(what))
    assert pool.read(order("after")).status is Status.OK


def test_lack_of_memory_is_told_from_damage_though_we_hold_more_than_is_allowed(
    monkeypatch: pytest.MonkeyPatch, order: Callable[[str], Path]
) -> None:
    if sys.platform != "linux":
        pytest.skip("this platform does not bound a process's memory")
    monkeypatch.setattr("stance.reading.pool._START", STARTER)
    held = bytearray(b"x" * 300_000_000)  # The system adds it to the worker's account.
    with ReaderPool(Limits(memory_bytes=400_000_000)) as pool:
        assert pool.read(order("eat-and-die")).status is Status.TOO_LARGE
        assert pool.read(order("crash")).status is Status.DAMAGED
    del held


def test_prints_do_not_reach_the_messages(pool: ReaderPool, order: Callable[[str], Path]) -> None:
    assert pool.read(order("print")).text.endswith(" print")


def test_the_worker_is_kept_and_then_replaced(
    pool: ReaderPool, order: Callable[[str], Path]
) -> None:
    pids = [pool.read(order("x")).text.split()[0] for _ in range(4)]
    assert len(set(pids[:3])) == 1
    assert pids[3] != pids[0]


def test_a_worker_that_died_between_files_is_replaced(
    pool: ReaderPool, order: Callable[[str], Path]
) -> None:
    pid = int(pool.read(order("x")).text.split()[0])
    os.kill(pid, 9)
    assert pool.read(order("y")).status is Status.OK


def test_errors_for_the_user_cross_the_pipe(pool: ReaderPool, tmp_path: Path) -> None:
    with pytest.raises(StanceError) as caught:
        pool.read(tmp_path / "saknas.html")
    assert caught.value.code == "no-such-file"


def test_a_worker_that_cannot_start_is_an_error(
    monkeypatch: pytest.MonkeyPatch, order: Callable[[str], Path]
) -> None:
    monkeypatch.setattr("stance.reading.pool._START", "raise SystemExit(1)")
    with ReaderPool() as pool, pytest.raises(StanceError) as caught:
        pool.read(order("x"))
    assert caught.value.code == "reader-cannot-start"


def test_no_process_is_left(pool: ReaderPool, order: Callable[[str], Path]) -> None:
    pid = int(pool.read(order("x")).text.split()[0])
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_documents_cross_the_pipe_unchanged(tmp_path: Path, make_docx: MakeDocx) -> None:
    path = tmp_path / "svar.docx"
    path.write_bytes(make_docx(PARAGRAPH))
    document = read_document(path)
    assert unpack_document(pack_document(document)) == document


def test_the_worker_imports_nothing_heavy() -> None:
    code = (
        "import sys, stance.reading.worker; heavy = {'spacy', 'numpy', 'torch', 'lxml', 'typer', "
        "'pypdfium2', 'rich', 'multiprocessing'} & set(sys.modules); assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr

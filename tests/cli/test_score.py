from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from stance.cli.inputs import SourceKind, sources_of
from stance.cli.language import Language, default_language

if TYPE_CHECKING:  # conftest is no module that tests can import when they run.
    from tests.cli.conftest import Outcome

Run = Callable[..., "Outcome"]

TWO = "Inför en rutin.|Ja, till våren.\nFölj upp målen.|\n"


def document(folder: Path, name: str = "svar.txt", text: str = TWO) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


pytestmark = pytest.mark.usefixtures("fakes")


def test_jsonl_is_all_that_standard_output_holds(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "jsonl", document(tmp_path))
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert [line["recommendation"] for line in lines] == ["Inför en rutin.", "Följ upp målen."]
    assert {line["document"] for line in lines} == {"svar.txt"}
    assert done.code == 0
    assert "a library that talks" in done.err
    assert done.err.splitlines()[-1] == "1 document: 1 ok; 2 recommendations"


def test_spans_fit_the_text_that_the_document_has(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "jsonl", document(tmp_path))
    first, second = (json.loads(line) for line in done.out.splitlines())
    assert TWO[slice(*first["recommendation_span"])] == first["recommendation"]
    ((start, end),) = first["response_spans"]
    assert TWO[start:end] == first["response"] == "Ja, till våren."
    assert TWO[slice(*first["evidence"][0]["span"])] == first["evidence"][0]["text"]
    assert second["response"] is None


@pytest.mark.parametrize(
    "status", ["needs_ocr", "encrypted", "damaged", "unsupported", "empty", "too_large", "timeout"]
)
def test_a_file_that_cannot_be_read_is_named_and_the_others_are_scored(
    run: Run, tmp_path: Path, status: str
) -> None:
    broken = document(tmp_path, f"{status}.txt")
    done = run("score", "--format", "jsonl", broken, document(tmp_path))
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    assert f"{status}.txt: {status}: It is {status}." in done.err
    assert f"2 documents: 1 ok, 1 {status}; 2 recommendations" in done.err


def test_a_document_without_answers_is_named_and_is_no_failure(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "jsonl", document(tmp_path, text="Ingenting."))
    assert done.code == 0
    assert done.out == ""
    assert "svar.txt: no_answer: Nothing was found." in done.err


def test_an_input_that_is_not_there(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "jsonl", tmp_path / "saknas.pdf", document(tmp_path))
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    assert "saknas.pdf: no-such-file" in done.err
    assert "1 failed" in done.err


def test_an_unforeseen_error_costs_one_document(run: Run, tmp_path: Path) -> None:
    done = run(
        "score", "--format", "jsonl", document(tmp_path, "a.txt", "crash"), document(tmp_path)
    )
    assert done.code == 1
    assert len(done.out.splitlines()) == 2
    assert "a.txt: damaged: Scoring it failed (RecursionError: deep down)." in done.err
    assert "Traceback" not in done.err


def test_a_folder_is_walked_in_order_and_accounted_for(run: Run, tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", "a/b.md", "README.md", "bild.png", ".gömd.txt", "a/x.json"):
        document(tmp_path, name)
    done = run("score", "--format", "jsonl", tmp_path)
    names = [json.loads(line)["document"] for line in done.out.splitlines()]
    assert names == ["b.txt"] * 2 + ["a/b.md"] * 2 + ["a/z.txt"] * 2
    assert done.err.splitlines()[-1] == (
        "3 documents: 3 ok; 6 recommendations; 3 other files left out (.json 1, .md 1, .png 1)"
    )


def test_an_empty_folder_is_said_to_be_empty(run: Run, tmp_path: Path) -> None:
    done = run("score", tmp_path)
    assert done.code == 0
    assert "no documents in this folder" in done.err
    assert "0 documents; 0 recommendations" in done.err


def test_each_file_is_scored_once_and_names_do_not_clash(tmp_path: Path) -> None:
    one, two = document(tmp_path, "x/svar.txt"), document(tmp_path, "y/svar.txt")
    files = sources_of([one, tmp_path / "x", one, two]).files
    assert [file.path for file in files] == [one, two]
    assert [file.name for file in files] == [one.as_posix(), two.as_posix()]


def test_suffixes_tell_pairs_from_documents(tmp_path: Path) -> None:
    files = sources_of([tmp_path / "a.CSV", tmp_path / "b.jsonl", tmp_path / "c.pdf"]).files
    assert [file.kind for file in files] == [
        SourceKind.PAIRS,
        SourceKind.PAIRS,
        SourceKind.DOCUMENT,
    ]


def test_csv_has_one_row_per_exchange(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "csv", document(tmp_path))
    rows = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert [row["recommendation"] for row in rows] == ["Inför en rutin.", "Följ upp målen."]


@pytest.mark.parametrize(("lang", "word"), [("sv", "SVAGT SVAR"), ("en", "WEAK")])
def test_the_table_speaks_both_languages(run: Run, tmp_path: Path, lang: str, word: str) -> None:
    done = run("score", "--lang", lang, document(tmp_path))
    assert word in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({"LANG": "sv_SE.UTF-8"}, Language.SWEDISH),
        ({"LANG": "en_US.UTF-8"}, Language.ENGLISH),
        ({"LC_ALL": "C", "LANG": "sv_SE.UTF-8"}, Language.ENGLISH),
        ({"LC_MESSAGES": "sv_FI", "LANG": "en_US"}, Language.SWEDISH),
        ({}, Language.ENGLISH),
    ],
)
def test_the_language_is_that_of_the_machine(
    environment: dict[str, str], expected: Language
) -> None:
    assert default_language(environment) is expected


def test_out_replaces_a_file_whole(run: Run, tmp_path: Path) -> None:
    out = document(tmp_path, "verdicts.jsonl", "old")
    done = run("score", "--format", "jsonl", "--out", out, document(tmp_path))
    assert (done.code, done.out) == (0, "")
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["svar.txt", "verdicts.jsonl"]


def test_out_is_left_alone_when_the_run_fails(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stance.output import jsonl

    def fail(*_: object) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(jsonl, "line", fail)
    out = document(tmp_path, "verdicts.jsonl", "old")
    done = run("score", "--format", "jsonl", "--out", out, document(tmp_path))
    assert done.code == 1
    assert "error: No space left on device" in done.err
    assert out.read_text(encoding="utf-8") == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["svar.txt", "verdicts.jsonl"]


def test_out_keeps_a_device_or_pipe_and_writes_into_it(run: Run, tmp_path: Path) -> None:
    out = tmp_path / "pipe"
    os.mkfifo(out)
    # Opened for both ways, so that neither end waits for the other.
    pipe = os.open(out, os.O_RDWR)
    try:
        done = run("score", "--format", "jsonl", "--out", out, document(tmp_path))
        written = os.read(pipe, 1 << 16)
    finally:
        os.close(pipe)
    assert done.code == 0
    assert out.is_fifo()
    assert len(written.splitlines()) == 2


def test_out_follows_a_link(run: Run, tmp_path: Path) -> None:
    target = document(tmp_path, "elsewhere/verdicts.jsonl", "old")
    out = tmp_path / "link.jsonl"
    out.symlink_to(target)
    assert run("score", "--format", "jsonl", "--out", out, document(tmp_path)).code == 0
    assert out.is_symlink()
    assert len(target.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs /dev/full")
def test_a_full_disk_is_said_in_one_line(run: Run, tmp_path: Path) -> None:
    done = run("score", "--format", "jsonl", "--out", "/dev/full", document(tmp_path))
    assert done.code == 1
    assert "\nerror: The results cannot be written: No space left on device.\n" in done.err
    assert Path("/dev/full").is_char_device()


def test_a_folder_that_cannot_be_listed_is_named_and_a_failure(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document(tmp_path, "in/a.txt")
    document(tmp_path, "in/closed/b.txt")
    scandir = os.scandir

    def guarded(path: str) -> object:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    done = run("score", "--format", "jsonl", tmp_path / "in")
    assert done.code == 1
    assert f"{tmp_path / 'in' / 'closed'}: cannot-read: " in done.err
    assert done.err.splitlines()[-1] == "1 document: 1 ok; 2 recommendations; 1 folder not read"


def test_out_never_overwrites_an_input(run: Run, tmp_path: Path) -> None:
    path = document(tmp_path)
    done = run("score", "--out", path, path)
    assert done.code == 2
    assert "is one of the inputs" in done.err
    assert path.read_text(encoding="utf-8") == TWO


@pytest.mark.parametrize("out", ["no/such/folder/x.jsonl", "."])
def test_out_that_cannot_be_written_is_a_wrong_command_line(
    run: Run, tmp_path: Path, out: str
) -> None:
    done = run("score", "--out", tmp_path / out, document(tmp_path))
    assert done.code == 2
    assert done.err.startswith("error: ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["score"],
        ["score", "--format", "xml", "x.txt"],
        ["score", "--lang", "fi", "x.txt"],
        ["score", "--no-such-option", "x.txt"],
        ["no-such-command"],
        ["train", "x.jsonl"],
    ],
)
def test_a_wrong_command_line_ends_in_2(run: Run, arguments: list[str]) -> None:
    done = run(*arguments)
    assert done.code == 2
    assert done.err
    assert "Traceback" not in done.err


def test_names_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    done = run("score", document(tmp_path, "\x1b[2Jx.txt", ""))
    assert "\x1b" not in done.err


def test_what_goes_wrong_inside_is_one_line(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stance.scoring import StanceScorer

    def broken(*_: object, **__: object) -> StanceScorer:
        raise KeyError("weights")

    monkeypatch.setattr(StanceScorer, "load", broken)
    done = run("score", document(tmp_path))
    assert done.code == 1
    assert done.err.splitlines()[0] == "error: KeyError: 'weights'"
    assert "report" in done.err.splitlines()[1]
    monkeypatch.setenv("STANCE_DEBUG", "1")
    with pytest.raises(KeyError):
        run("score", document(tmp_path))


def test_the_error_rate_reaches_the_model(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "svar.txt"
    path.write_text("Inför en rutin.|Ja.", encoding="utf-8")
    sure = json.loads(run("score", "--format", "jsonl", path).out)
    unsure = json.loads(run("score", "--format", "jsonl", path, "--error-rate", "0.9").out)
    assert (sure["review"], unsure["review"]) == (False, True)

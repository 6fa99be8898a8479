"""The whole program with the shipped models, in a process without network."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent.parent

ANSWER = """Exempelby kommun
Socialnämnden

Tjänsteskrivelse
Datum: 2024-05-14
Diarienummer: SN 2024/117

Yttrande över revisionens granskning av loggkontroller

Revisorerna har granskat nämndens arbete med loggkontroller och lämnar tre rekommendationer.

Rekommendation 1: Nämnden bör införa en rutin för loggkontroller i samtliga verksamhetssystem.

Svar: Nämnden instämmer i rekommendationen. Systemförvaltaren får i uppdrag att ta fram en rutin
senast den 30 september 2024.

Rekommendation 2: Nämnden bör säkerställa att behörigheter gås igenom varje år.

Svar: Nämnden delar inte revisorernas bedömning. Behörigheterna gås redan igenom när någon slutar,
och det arbetet är tillräckligt.

Rekommendation 3: Nämnden bör utbilda all personal i informationssäkerhet.

Svar: Nämnden noterar rekommendationen.
"""

# Key by key as the contract has them; None is always allowed where it says so.
TYPES: dict[str, tuple[type, ...]] = {
    "document": (str,),
    "id": (str, type(None)),
    "municipality": (str, type(None)),
    "body": (str, type(None)),
    "case_number": (str, type(None)),
    "date": (str, type(None)),
    "kind": (str,),
    "recommendation": (str,),
    "recommendation_span": (list, type(None)),
    "recommendation_page": (int, type(None)),
    "response": (str, type(None)),
    "response_spans": (list,),
    "response_page": (int, type(None)),
    "stance": (str,),
    "probabilities": (dict,),
    "reason": (str, type(None)),
    "commitment": (str,),
    "measure": (str, type(None)),
    "deadline": (str, type(None)),
    "deadline_date": (str, type(None)),
    "responsible": (str, type(None)),
    "evidence": (list,),
    "weak": (bool,),
    "review": (bool,),
    "model": (str,),
}

NO_NETWORK = """
import socket
def refuse(*_, **__):
    raise AssertionError("the network was asked for")
socket.socket.connect = socket.socket.connect_ex = socket.create_connection = refuse
socket.getaddrinfo = socket.gethostbyname = refuse
"""


@dataclass(frozen=True)
class Scored:
    """One run over a folder of good and hostile files."""

    folder: Path
    code: int
    out: bytes
    err: str

    @property
    def verdicts(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.decode().splitlines()]

    def of(self, document: str) -> list[dict[str, Any]]:
        return [verdict for verdict in self.verdicts if verdict["document"] == document]


def program(
    *arguments: str | Path, cwd: Path, **environment: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "stance", *map(str, arguments)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
    )


def hostile_files() -> dict[str, bytes]:
    good = ANSWER.encode()
    return {
        "empty.txt": b"",
        "blank.txt": b" \n\t\r\n" * 50,
        "nothing.txt": "Protokoll fört vid sammanträde. Ordföranden öppnar mötet.".encode(),
        "bytes.txt": bytes(range(256)) * 40,
        "bytes.pdf": bytes(range(256)) * 40,
        "bytes.docx": b"PK\x03\x04" + bytes(range(256)) * 40,
        "header-only.pdf": b"%PDF-1.7\n",
        "not-a-pdf.pdf": good,
        "zeros.html": b"\x00" * 5_000,
        "open.html": b"<div><table><tr><td>" * 3_000,
        "long-line.txt": b"rekommendation svar: " * 10_000,
        "marks.txt": ("1.a)-•" * 2_000 + "\n" + "?" * 20_000).encode(),
        "surrogate.txt": b"N\xed\xa0\x80mnden " * 200,
        "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2_000,
    }


@pytest.fixture(scope="module")
def scored(tmp_path_factory: pytest.TempPathFactory) -> Scored:
    """Score everything at once, without network and in an environment that knows only ASCII."""
    folder = tmp_path_factory.mktemp("documents")
    (folder / "svar.txt").write_text(ANSWER, encoding="utf-8")
    for name, content in hostile_files().items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "no-document.docx", "w") as archive:
        archive.writestr("x.txt", "x")
    site = tmp_path_factory.mktemp("site")
    (site / "sitecustomize.py").write_text(NO_NETWORK)
    path = os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")]))
    done = program(
        *("score", "--format", "jsonl", folder),
        cwd=folder,
        PYTHONPATH=path,
        LC_ALL="C",
        PYTHONIOENCODING="ascii",
        HF_HUB_OFFLINE="0",
    )
    return Scored(folder, done.returncode, done.stdout, done.stderr.decode("ascii", "replace"))


def test_nothing_ends_in_a_traceback_or_goes_out(scored: Scored) -> None:
    assert "Traceback" not in scored.err
    assert "network" not in scored.err
    assert "Scoring it failed" not in scored.err
    assert scored.code == 1


def test_every_input_is_accounted_for(scored: Scored) -> None:
    *named, closing = scored.err.splitlines()
    files = sorted(path.name for path in scored.folder.iterdir())
    assert closing.startswith(f"{len(files)} documents: ")
    statuses = "no_answer|needs_ocr|encrypted|damaged|unsupported|empty|too_large|timeout"
    counts = re.findall(rf"(\d+) (?:ok|{statuses})\b", closing)
    assert sum(map(int, counts)) == len(files)
    for name in files:
        is_named = any(re.match(rf"{re.escape(name)}: (?:{statuses}): .+", line) for line in named)
        assert is_named or scored.of(name), name


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("empty.txt", "empty"),
        ("blank.txt", "empty"),
        ("nothing.txt", "no_answer"),
        ("bytes.pdf", "damaged|unsupported"),
        ("header-only.pdf", "damaged"),
        ("no-document.docx", "damaged|unsupported"),
        ("old.doc", "unsupported"),
    ],
)
def test_what_cannot_be_scored_says_why(scored: Scored, name: str, status: str) -> None:
    assert re.search(rf"^{re.escape(name)}: (?:{status}): ", scored.err, re.MULTILINE)
    assert scored.of(name) == []


def test_keys_and_types_are_those_of_the_contract(scored: Scored) -> None:
    for verdict in scored.verdicts:
        assert list(verdict)[: len(TYPES)] == list(TYPES)
        for key, types in TYPES.items():
            assert isinstance(verdict[key], types), key
        assert verdict["kind"] in {"recommendation", "finding"}
        assert sum(verdict["probabilities"].values()) == pytest.approx(1)
        assert verdict["stance"] == max(
            verdict["probabilities"], key=verdict["probabilities"].__getitem__
        )
        assert (verdict["reason"] is not None) == (verdict["stance"] == "deflects")
        assert verdict["weak"] is (
            verdict["stance"] == "deflects"
            or verdict["commitment"] == "none"
            or (verdict["stance"], verdict["commitment"]) == ("partly_agrees", "vague")
        )


def test_every_quote_stands_at_its_span_in_the_text_as_shown(scored: Scored) -> None:
    shown = program("score", "--show-text", "svar.txt", cwd=scored.folder)
    assert shown.returncode == 0
    text = shown.stdout.decode()
    verdicts = scored.of("svar.txt")
    assert len(verdicts) == 3
    for verdict in verdicts:
        assert text[slice(*verdict["recommendation_span"])] == verdict["recommendation"]
        stretches = [text[slice(*span)] for span in verdict["response_spans"]]
        assert "\n".join(stretches) == verdict["response"]
        for evidence in verdict["evidence"]:
            assert text[slice(*evidence["span"])] == evidence["text"]
            assert any(evidence["text"] in stretch for stretch in stretches)
        assert 0 < sum(evidence["weight"] for evidence in verdict["evidence"]) <= 1.0001
        for key in ("measure", "deadline", "responsible"):
            assert verdict[key] is None or verdict[key] in verdict["response"]


def test_the_verdicts_are_those_of_a_reader(scored: Scored) -> None:
    one, two, three = scored.of("svar.txt")
    assert one["municipality"] is None  # There is no Exempelby in the official list.
    assert (one["body"], one["date"]) == ("Socialnämnden", "2024-05-14")
    assert one["case_number"] == "SN 2024/117"
    assert (one["stance"], one["commitment"], one["weak"]) == ("agrees", "concrete", False)
    assert one["deadline_date"] == "2024-09-30"
    assert (two["stance"], two["weak"]) == ("deflects", True)
    assert (three["stance"], three["reason"]) == ("deflects", "notes_only")


def test_pairs_keep_their_ids_and_bad_ones_are_named(tmp_path: Path) -> None:
    (tmp_path / "par.csv").write_text(
        "id,recommendation,response\n"
        "p1,Inför en rutin för loggkontroller.,Nämnden instämmer. Rutinen införs i maj 2025.\n"
        'p2,Utbilda personalen.,""\n',
        encoding="utf-8",
    )
    (tmp_path / "bad.jsonl").write_text('{"recommendation": "Inför."}\n')
    done = program("score", "--format", "jsonl", "par.csv", "bad.jsonl", cwd=tmp_path)
    one, two = (json.loads(line) for line in done.stdout.decode().splitlines())
    assert done.returncode == 1
    assert b"bad.jsonl: bad-pairs: " in done.stderr
    assert (one["document"], one["id"], two["id"]) == ("par.csv", "p1", "p2")
    assert one["recommendation_span"] is None
    assert one["response"] == "Nämnden instämmer. Rutinen införs i maj 2025."
    for evidence in one["evidence"]:
        assert one["response"][slice(*evidence["span"])] == evidence["text"]
    assert (two["response"], two["stance"], two["reason"]) == (None, "deflects", "no_answer")


REPORT = """Revisionsrapport: granskning av arkivvården

Sammanfattande bedömning
Vi bedömer att nämndens arkivvård inte är tillräcklig.

Utifrån granskningen rekommenderar vi nämnden att:
- upprätta en arkivförteckning som omfattar alla handlingar
- utbilda registratorerna i arkivlagens krav
"""

RESPONSE = """Yttrande över granskning av arkivvården

Kulturnämnden, 2024-02-06

En arkivförteckning saknas i dag. Kommunarkivarien upprättar därför en förteckning över alla
handlingar senast den 31 december 2024.

Någon utbildning av registratorerna i arkivlagen ser nämnden inget behov av.
"""


def test_the_audit_report_gives_the_recommendations(tmp_path: Path) -> None:
    (tmp_path / "rapport.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "svar.txt").write_text(RESPONSE, encoding="utf-8")
    score = ("score", "--format", "jsonl", "--audit", "rapport.txt", "svar.txt")
    done = program(*score, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    one, two = (json.loads(line) for line in done.stdout.decode().splitlines())
    assert "arkivförteckning" in one["recommendation"]
    assert one["recommendation_span"] is None
    assert "Kommunarkivarien upprättar" in one["response"]
    assert "registratorerna" in two["recommendation"]
    assert "inget behov" in two["response"]
    (tmp_path / "rapport.txt").write_text("Ingenting.", encoding="utf-8")
    done = program(*score, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert done.stderr.startswith(b"error: No recommendations were found in the audit report")


def test_the_same_input_gives_the_same_bytes(scored: Scored) -> None:
    again = program("score", "--format", "jsonl", "svar.txt", cwd=scored.folder)
    first = b"".join(
        line for line in scored.out.splitlines(keepends=True) if b'"svar.txt"' in line[:40]
    )
    assert again.stdout == first


def test_no_reader_of_the_results_is_no_error(scored: Scored) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "wb") as closed:
        done = subprocess.run(
            [sys.executable, "-m", "stance", "score", "--format", "jsonl", "svar.txt"],
            stdout=closed,
            stderr=subprocess.PIPE,
            check=False,
            cwd=scored.folder,
        )
    assert done.returncode == 141
    assert b"Traceback" not in done.stderr
    assert b"error" not in done.stderr


def test_the_commands_of_the_readme_are_commands() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    lines = re.findall(
        r"^\s*(?:\$ )?(?:\S*/)?stance ((?:[a-z]+ ?){1,2})(.*)$", readme, re.MULTILINE
    )
    assert lines
    helps: dict[str, str] = {}
    for words, rest in lines:
        command = words.split()[0]
        sub = words.split()[:2] if command in {"models", "data", "archive"} else [command]
        name = " ".join(sub)
        if name not in helps:
            done = program(*sub, "--help", cwd=REPOSITORY)
            assert done.returncode == 0, name
            helps[name] = done.stdout.decode()
        for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest.partition("#")[0]):
            assert option in helps[name], f"stance {name} {option}"

"""Archives with the real scorer: the same verdicts as `stance score`, whatever lies beside."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from stance.archive import process, records
from stance.archive.local import LocalEngine
from stance.archive.run import Options, Result, run_archive
from stance.output.jsonl import record
from stance.schema import Status
from stance.scoring import StanceScorer
from tests.archive.fakes import documents, set_back, tables

_SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples"
_REAL = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[1]); "
    "from stance.archive.worker import main; main()"
)
_REPORT = """\
Revisionsrapport: Granskning av hemtjänstens bemanning
Exempelby kommun
Dnr REV 2021/12
2021-03-02

Rekommendationer

Vi rekommenderar nämnden att:

- Upprätta en rutin för uppföljning av bemanningen.
- Säkerställa att delegationer dokumenteras.
"""
_RESPONSE = """\
Svar på revisionens granskning av hemtjänstens bemanning, REV 2021/12
2021-05-10

Nämndens svar

Nämnden instämmer i att en rutin för uppföljning av bemanningen behövs och tar fram den före den
31 december 2021.

När det gäller delegationer anser nämnden att dagens dokumentation är tillräcklig.
"""


@pytest.fixture(scope="module", autouse=True)
def _real_scorer(_fakes: None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(process, "_START", _REAL)
        yield


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The good files: the shipped examples."""
    folder = tmp_path_factory.mktemp("whole") / "in"
    folder.mkdir()
    for path in _SAMPLES.iterdir():
        if path.suffix in {".pdf", ".docx", ".html", ".txt"}:
            shutil.copy(path, folder)
            set_back(folder / path.name, 3600)
    return folder


@pytest.fixture(scope="module")
def archive(samples: Path) -> Path:
    """The archive of the good files."""
    out = samples.parent / "out"
    assert _run(samples, out).statuses == {"ok": 4}
    return out


def _run(source: Path, out: Path, audits: Path | None = None) -> Result:
    options = Options(out=out, sources=[str(source)], audits=audits)
    return run_archive(options, lambda settings: LocalEngine(settings, workers=1))


def test_the_records_are_those_of_score(samples: Path, archive: Path) -> None:
    expected = []
    with StanceScorer.load() as scorer:
        for path in sorted(samples.iterdir()):
            assessment = scorer.assess(path, name=path.name)
            expected += [
                json.loads(json.dumps(record(verdict, assessment.text_of(index))))
                for index, verdict in enumerate(assessment.verdicts)
            ]
    assert list(records(archive)) == expected
    assert [list(found) for found in records(archive)] == [list(found) for found in expected]


def test_mutants_change_nothing_for_the_good_files(samples: Path, archive: Path) -> None:
    source = samples.parent / "mixed"
    shutil.copytree(samples, source / "good")
    chance = random.Random(20)  # noqa: S311 - the same every time
    for path in sorted(samples.iterdir()):
        for number in range(6):
            data = bytearray(path.read_bytes())
            if number % 2:
                del data[chance.randrange(len(data)) :]
            for _ in range(chance.randrange(60)):
                if data:
                    data[chance.randrange(len(data))] = chance.randrange(256)
            (source / f"mutant-{number}-{path.name}").write_bytes(data)
    (source / "rubbish.pdf").write_bytes(b"%PDF-1.7\n" + chance.randbytes(5000))
    (source / "one line.txt").write_text("svar " * 50_000)
    (source / "empty.docx").write_bytes(b"")
    out = samples.parent / "mixed-out"
    _run(source, out)
    found = documents(out)
    assert len(found) == 4 + 24 + 3
    assert {row["status"] for row in found.values()} <= {status.value for status in Status}
    good = [line.replace("good/", "") for line in tables(out)["verdicts"] if '"good/' in line]
    assert sorted(good) == tables(archive)["verdicts"]


def test_responses_are_paired_with_their_audit_reports(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "svar.txt").write_text(_RESPONSE)
    (tmp_path / "in" / "annat.txt").write_text(
        _RESPONSE.replace("hemtjänstens", "skolans").replace("/12", "/99")
    )
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "hemtjänst.txt").write_text(_REPORT)
    out = tmp_path / "out"
    _run(tmp_path / "in", out)
    alone = documents(out)
    assert {row["audit"] for row in alone.values()} == {None}
    result = _run(tmp_path / "in", out, audits=tmp_path / "reports")
    assert result.plan.outdated == 2
    paired = documents(out)
    assert paired["svar.txt"]["audit"] == "hemtjänst.txt"
    assert paired["svar.txt"]["audit_by"] == "case_number"
    assert paired["svar.txt"]["exchanges"] == 2
    assert paired["annat.txt"] | {"fingerprint": ""} == alone["annat.txt"] | {"fingerprint": ""}
    asked = [found["recommendation"] for found in records(out) if found["document"] == "svar.txt"]
    assert asked[0].startswith("Upprätta en rutin")
    assert _run(tmp_path / "in", out, audits=tmp_path / "reports").plan.done == 2

"""What is found in folders, zip and tar files and lists, and what is refused."""

from __future__ import annotations

import io
import os
import stat
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from stance.archive.filters import matches
from stance.archive.names import escape, unescape
from stance.archive.sources import Source, Walk
from tests.archive.fakes import answer, documents, run, set_back, statuses, tables, write


def found(
    *sources: Path, include: Sequence[str] = (), exclude: Sequence[str] = ()
) -> dict[str, str | None]:
    """Return path and status of all inputs."""
    walk = Walk([Source(str(source)) for source in sources], include=include, exclude=exclude)
    return {entry.path: entry.status for entry in walk}


def test_a_folder_is_walked_in_order_and_hidden_files_are_passed_over(tmp_path: Path) -> None:
    for name in ("b/x.pdf", "a.txt", "b/.hidden", ".git/x", "c.docx", "läs/README.md", "t.csv"):
        write(tmp_path / name, "x")
    walk = Walk([Source(str(tmp_path))])
    assert [(entry.path, entry.status) for entry in walk] == [
        ("a.txt", None),
        ("c.docx", None),
        ("t.csv", "left_out"),
        ("b/x.pdf", None),
        ("läs/README.md", "left_out"),
    ]
    assert walk.passed_over == {"hidden": 2}


def test_links_that_lead_outside_are_refused(tmp_path: Path) -> None:
    inside = tmp_path / "in"
    write(inside / "a.txt", "x")
    write(inside / "sub" / "b.txt", "x")
    write(tmp_path / "secret.txt", "x")
    write(tmp_path / "in-beside" / "c.txt", "x")
    (inside / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside / "outside").symlink_to(tmp_path)
    (inside / "beside.txt").symlink_to(tmp_path / "in-beside" / "c.txt")
    (inside / "nowhere.txt").symlink_to("gone.txt")
    (inside / "loop").symlink_to("loop")
    (inside / "good.txt").symlink_to("sub/b.txt")
    (inside / "folder").symlink_to("sub")
    assert found(inside) == {
        "a.txt": None,
        "beside.txt": "refused",
        "folder": "left_out",
        "good.txt": None,
        "loop": "cannot_read",
        "nowhere.txt": "cannot_read",
        "out.txt": "refused",
        "outside": "refused",
        "sub/b.txt": None,
    }
    run(inside, tmp_path / "out")
    assert statuses(tmp_path / "out")["good.txt"] == "ok"
    assert statuses(tmp_path / "out")["out.txt"] == "refused"


def test_a_link_in_the_source_s_own_path_is_followed(tmp_path: Path) -> None:
    write(tmp_path / "real" / "a.txt", "x")
    (tmp_path / "in").symlink_to("real")
    assert found(tmp_path / "in") == {"a.txt": None}


def test_pipes_and_devices_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert found(tmp_path) == {"pipe.txt": "refused"}


NAMES = [b"tv\xe5.txt", b"rad\nbrytning.txt", b"x" * 251 + b".txt", b"a\\b.txt", b"\xff\xfe"]


def test_odd_names_are_scored_and_can_be_found_again(tmp_path: Path) -> None:
    source = tmp_path / "in"
    source.mkdir()
    names = [os.fsdecode(name) for name in NAMES]
    for name in names:
        write(source / name, answer(1))
    run(source, tmp_path / "out")
    assert statuses(tmp_path / "out") == {escape(name): "ok" for name in names}
    assert sorted(unescape(path) for path in statuses(tmp_path / "out")) == sorted(names)
    assert run(source, tmp_path / "out").plan.done == len(names)


@pytest.mark.parametrize(
    ("path", "glob", "wanted"),
    [
        ("2021/Svar.PDF", "*.pdf", True),
        ("2021/svar.pdf", "2021/*", True),
        ("a/2021/svar.pdf", "2021/*", False),
        ("a/2021/svar.pdf", "2021/", True),
        ("a/2021/sub/svar.pdf", "a/2021/", True),
        ("a/2021.pdf", "2021/", False),
        ("svar.pdf", "*.txt", False),
    ],
)
def test_globs(path: str, glob: str, wanted: bool) -> None:
    assert matches(path, glob) is wanted


def test_include_and_exclude(tmp_path: Path) -> None:
    for name in ("2020/a.pdf", "2021/b.pdf", "2021/c.txt", "utkast/d.pdf"):
        write(tmp_path / name, "x")
    assert found(tmp_path, include=["*.pdf"], exclude=["utkast/"]) == {
        "2020/a.pdf": None,
        "2021/b.pdf": None,
    }


def test_a_list_of_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "in" / "a.txt", "x")
    write(tmp_path / "in" / "folder" / "b.txt", "x")
    write(tmp_path / "c.csv.txt", "x")
    listing = write(tmp_path / "lista.txt", "in/a.txt\nin/folder\r\n\n./c.csv.txt\nborta.txt\n")
    monkeypatch.chdir(tmp_path / "in")
    expected = {
        "in/a.txt": None,
        "in/folder/b.txt": None,
        "c.csv.txt": None,
        "borta.txt": "cannot_read",
    }
    assert found(listing) == expected
    listing.write_bytes(b"in/a.txt\0in/folder\0c.csv.txt\0borta.txt")
    assert found(listing) == expected


def test_a_file_that_is_listed_twice_has_one_row(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "x")
    run(write(tmp_path / "lista.txt", "a.txt\n./a.txt\n"), tmp_path / "out")
    assert statuses(tmp_path / "out") == {"a.txt": "ok"}


def zip_of(path: Path, members: dict[str, str]) -> Path:
    """Write a zip file, long ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in members.items():
            container.writestr(name, text)
    set_back(path, 3600)
    return path


def tar_of(path: Path, members: dict[str, str], mode: str = "w:gz") -> Path:
    """Write a tar file, long ago."""
    with tarfile.open(path, mode) as container:  # type: ignore[call-overload]
        for name, text in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(text.encode())
            container.addfile(info, io.BytesIO(text.encode()))
    set_back(path, 3600)
    return path


@pytest.mark.parametrize("suffix", [".zip", ".tar", ".tar.gz", ".tar.xz"])
def test_members_are_scored_as_files_are(tmp_path: Path, suffix: str) -> None:
    members = {f"{number % 3}/svar-{number}.txt": answer(number) for number in range(12)}
    path = tmp_path / f"arkiv{suffix}"
    if suffix == ".zip":
        zip_of(path, members)
    else:
        tar_of(path, members, "w:" + suffix.rpartition(".")[2].replace("tar", ""))
    for name, text in members.items():
        write(tmp_path / "in" / name, text)
    run(path, tmp_path / "out")
    run(tmp_path / "in", tmp_path / "plain")
    rows, plain = documents(tmp_path / "out"), documents(tmp_path / "plain")
    assert {row["container"] for row in rows.values()} == {path.name}
    assert [row | {"container": None} for row in rows.values()] == list(plain.values())
    assert tables(tmp_path / "out")["verdicts"] == tables(tmp_path / "plain")["verdicts"]
    assert list((tmp_path / "out" / "state" / "spool").iterdir()) == []
    assert run(path, tmp_path / "out").plan.done == 12


def test_a_container_that_grew_has_only_its_new_members_scored(tmp_path: Path) -> None:
    source = tmp_path / "in"
    members = {f"svar-{number}.txt": answer(number) for number in range(5)}
    zip_of(source / "arkiv.zip", members)
    run(source, tmp_path / "out")
    assert set(statuses(tmp_path / "out")) == {f"arkiv.zip/{name}" for name in members}
    zip_of(source / "arkiv.zip", {"nytt.txt": answer(9)} | members | {"svar-3.txt": answer(33)})
    plan = run(source, tmp_path / "out").plan
    assert (plan.done, plan.new, plan.changed) == (4, 1, 1)


def test_members_that_point_outside_are_refused(tmp_path: Path) -> None:
    zip_of(
        tmp_path / "in" / "a.zip",
        {
            "../ut.txt": "x",
            "/etc/passwd": "x",
            "C:\\ut.txt": "x",
            "a/../../ut.txt": "x",
            "b.txt": "x",
        },
    )
    with zipfile.ZipFile(tmp_path / "in" / "a.zip", "a") as container:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        container.writestr(link, "/etc/passwd")
        container.writestr("__MACOSX/._b.txt", "x")
    path = tar_of(tmp_path / "in" / "b.tar", {"../ut.txt": "x", "b.txt": "x"}, "w")
    with tarfile.open(path, "a") as tar:
        for name, kind in (("s", tarfile.SYMTYPE), ("h", tarfile.LNKTYPE), ("d", tarfile.CHRTYPE)):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, "/etc/passwd"
            tar.addfile(info)
    run(tmp_path / "in", tmp_path / "out")
    found = statuses(tmp_path / "out")
    assert {path for path, status in found.items() if status == "ok"} == {
        "a.zip/b.txt",
        "b.tar/b.txt",
    }
    assert {status for path, status in found.items() if not path.endswith("/b.txt")} == {"refused"}
    assert len(found) == 11
    assert not (tmp_path / "ut.txt").exists()


def test_two_members_of_one_name_have_a_row_each(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("svar.txt", answer(1))
        with pytest.warns(UserWarning, match="Duplicate"):
            container.writestr("svar.txt", answer(2))
    run(path, tmp_path / "out")
    rows = documents(tmp_path / "out")
    assert set(rows) == {"svar.txt", "svar.txt~2"}
    assert len({row["sha256"] for row in rows.values()}) == 2


def test_a_damaged_container_is_accounted_for(tmp_path: Path) -> None:
    good = zip_of(tmp_path / "in" / "good.zip", {f"{n}.txt": answer(n) * 50 for n in range(3)})
    data = bytearray(good.read_bytes())
    (tmp_path / "in" / "cut.zip").write_bytes(data[: len(data) // 2])
    data[60:120] = b"\xff" * 60
    (tmp_path / "in" / "flipped.zip").write_bytes(data)
    write(tmp_path / "in" / "text.tar.gz", "no tar file")
    (tmp_path / "in" / "empty.tar").write_bytes(b"")
    tar = tar_of(
        tmp_path / "in" / "t.tar.gz", {f"{n}.txt": os.urandom(500).hex() for n in range(9)}
    )
    tar.write_bytes(tar.read_bytes()[:2000])
    run(tmp_path / "in", tmp_path / "out")
    found = statuses(tmp_path / "out")
    assert found["cut.zip"] == found["text.tar.gz"] == found["t.tar.gz"] == "damaged"
    assert found["flipped.zip/0.txt"] == "damaged"
    assert found["flipped.zip/2.txt"] == "ok"
    assert found["t.tar.gz/0.txt"] == "ok"
    assert [found[f"good.zip/{n}.txt"] for n in range(3)] == ["ok"] * 3


def test_a_password_is_named_as_the_cause(tmp_path: Path) -> None:
    path = zip_of(tmp_path / "a.zip", {"svar.txt": "x"})
    data = bytearray(path.read_bytes())
    for signature in (b"PK\x03\x04", b"PK\x01\x02"):
        data[data.index(signature) + (6 if signature == b"PK\x03\x04" else 8)] |= 1
    path.write_bytes(data)
    run(path, tmp_path / "out")
    assert statuses(tmp_path / "out") == {"svar.txt": "encrypted"}

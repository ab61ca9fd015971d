"""何が入っていても、バックアップの外には何も書かれない。"""

from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from tsunagi.access.backup import DATABASE, BackupProblem, _take_out


def archive_with(place: Path, member: tarfile.TarInfo, content: bytes = b"") -> Path:
    archive = place / "archive.tar.gz"
    member.size = len(content)
    with tarfile.open(archive, "w:gz") as tar:
        tar.addfile(member, io.BytesIO(content))
    return archive


def test_the_bytes_of_the_database_come_out(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, tarfile.TarInfo(DATABASE), b"rows")
    _take_out(archive, tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == b"rows"


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE]
)
def test_what_is_no_file_is_refused(tmp_path: Path, kind: bytes) -> None:
    (tmp_path / "secret").write_bytes(b"secret")
    member = tarfile.TarInfo(DATABASE)
    member.type, member.linkname = kind, str(tmp_path / "secret")
    with pytest.raises(BackupProblem, match="データベースのファイル"):
        _take_out(archive_with(tmp_path, member), tmp_path / "out")


def test_a_member_that_is_not_there_is_refused(tmp_path: Path) -> None:
    archive = archive_with(tmp_path, tarfile.TarInfo("../database"), b"rows")
    with pytest.raises(BackupProblem, match="データベースのファイル"):
        _take_out(archive, tmp_path / "out")

"""復元してみたものだけが、バックアップである: 作る、こわす、別の所に戻す、確かめる。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from tests.e2e.conftest import PROJECT, WORLD, database_beside, surroundings, world

__all__ = ["world"]

pytestmark = pytest.mark.slow


class Place:
    """A server of its own: work folder, database, and the command line on it."""

    def __init__(self, folder: Path, name: str, template: str = "") -> None:
        self.folder = folder / name
        self.folder.mkdir(exist_ok=True)
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        database = database_beside(f"drill_{name}_{worker}", self.folder, template)
        self.environment = surroundings(self.folder, database)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=PROJECT, env=self.environment, capture_output=True, text=True,
        )  # fmt: skip


def test_the_drill(tmp_path: Path, world: Path) -> None:
    shutil.copytree(world, tmp_path / "here")
    here, there = Place(tmp_path, "here", WORLD), Place(tmp_path, "there")
    assert here.run("audit", "seal").returncode == 0
    archive = tmp_path / "backup.tar.gz"
    made = here.run("backup", str(archive))
    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    with tarfile.open(archive) as tar:
        assert sorted(tar.getnames()) == ["database", "manifest.json"]
    again = here.run("backup", str(archive))
    assert again.returncode != 0 and "同じ名前" in again.stderr

    refused = there.run("restore", str(archive))
    assert refused.returncode != 0 and "暗号鍵" in refused.stderr
    (there.folder / "data.keys").write_bytes((here.folder / "data.keys").read_bytes())
    restored = there.run("restore", str(archive))
    assert restored.returncode == 0, restored.stderr
    assert "確かめました" in restored.stdout
    verified = there.run("audit", "verify", "--json")
    assert verified.returncode == 0 and '"whole": true' in verified.stdout
    refused = there.run("restore", str(archive))
    assert refused.returncode != 0 and "空ではありません" in refused.stderr
    assert there.run("restore", str(archive), "--replace").returncode == 0

    damaged = tmp_path / "damaged.tar.gz"
    data = bytearray(archive.read_bytes())
    data[len(data) // 2] ^= 0xFF
    damaged.write_bytes(bytes(data))
    refused = there.run("restore", str(damaged), "--replace")
    assert refused.returncode != 0
    assert there.run("audit", "verify").returncode == 0

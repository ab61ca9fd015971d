"""書いている途中で止められても、受け付けた記録は失われず、記録だけ・行為だけが残らない。"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.access.own_database import ROOT, own_database, run
from tests.conftest import LONG

pytestmark = pytest.mark.slow
KILLS = 100 if LONG else 10
PROGRAM = ("-m", "tests.access.crash_writer")


def write_and_kill(
    environment: dict[str, str], head: Path, after: float
) -> tuple[dict[str, Any], set[str]]:
    """Start the writer, kill it after some time; its check and what it acknowledged."""
    log = head.with_name("output")
    with log.open("w", encoding="utf-8") as output:
        writer = subprocess.Popen(
            [sys.executable, *PROGRAM, str(head), "and-write"], cwd=ROOT, env=environment,
            stdout=output, start_new_session=True,
        )  # fmt: skip
        try:
            _wait_until_ready(writer, log)
            time.sleep(after)
        finally:
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    # A line that was cut by the kill was never read by anyone.
    whole = [line.strip() for line in lines if line.endswith("\n")]
    report = next(line for line in whole if line.startswith("CHECK "))
    done = {line.removeprefix("DONE ") for line in whole if line.startswith("DONE ")}
    return json.loads(report.removeprefix("CHECK ")), done


def _wait_until_ready(writer: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while "READY\n" not in log.read_text(encoding="utf-8"):
        assert writer.poll() is None, "the writer stopped by itself"
        assert time.monotonic() < deadline, "the writer did not begin"
        time.sleep(0.01)


def assert_sound(report: dict[str, Any], acknowledged: set[str]) -> None:
    assert acknowledged <= set(report["written"]), "an acknowledged write was lost"
    assert report["without_record"] == 0
    assert report["record_without_act"] == 0
    assert report["recorded_twice"] == 0
    assert report["lost_subjects"] == 0
    assert report["chain"] == []
    assert report["integrity"] == "ok"


def test_nothing_is_lost_and_nothing_half_done_when_killed(tmp_path: Path) -> None:
    chance = random.Random("kills")
    head, acknowledged = tmp_path / "head", set[str]()
    head.touch()
    with own_database(tmp_path) as environment:
        for _ in range(KILLS):
            report, done = write_and_kill(environment, head, chance.uniform(0.02, 0.3))
            assert_sound(report, acknowledged)
            acknowledged |= done
        output = run(environment, *PROGRAM, str(head))
        assert_sound(json.loads(output.removeprefix("CHECK ")), acknowledged)
    assert len(acknowledged) > KILLS * 3, "the kills must hit a program that writes"

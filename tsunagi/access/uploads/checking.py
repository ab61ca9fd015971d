"""届いたファイルを確かめる: 名前、大きさ、種類、そして別のプロセスで中身。"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tsunagi.access.uploads import messages
from tsunagi.access.uploads.kinds import (
    MOST_BYTES,
    FileKind,
    begins_as,
    kind_named,
    tidy_name,
)
from tsunagi.common.errors import Message, UserError
from tsunagi.common.frozen import Frozen

# Beyond the inspector's own ten seconds of CPU, for a machine that is busy.
SECONDS = 30
ROOT = Path(__file__).parents[3]


class CheckedFile(Frozen):
    """What may be kept. A picture is not the one that came, but drawn anew from it."""

    name: str
    kind: FileKind
    data: bytes


def check_upload(name: str, data: bytes) -> CheckedFile:
    """UserError, on the field `file`, when the file is not one that we keep."""
    shown = tidy_name(name)
    kind = kind_named(shown)
    if not data:
        raise _refused(messages.EMPTY, shown)
    if len(data) > MOST_BYTES:
        raise _refused(messages.TOO_LARGE, shown)
    if kind is None:
        raise _refused(messages.UNKNOWN_KIND, shown)
    if not begins_as(kind, data):
        raise _refused(messages.NOT_WHAT_IT_SAYS, shown)
    kept = _inspected(kind, data, shown)
    if kind is FileKind.HEIC:
        shown, kind = f"{shown.rsplit('.', 1)[0]}.jpg", FileKind.JPEG
    return CheckedFile(shown, kind, kept)


def _refused(message: Message, name: str) -> UserError:
    return UserError(message.format(name=name), field="file")


def _inspected(kind: FileKind, data: bytes, name: str) -> bytes:
    # Nothing of our own surroundings: the child needs no key and no database.
    surroundings = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(  # noqa: S603 — our own module, a kind of our own list
            [sys.executable, "-m", "tsunagi.access.uploads.inspector", kind.value],
            input=data, capture_output=True, timeout=SECONDS, check=False,
            env=surroundings, cwd="/",
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise _refused(messages.BOMB, name) from error
    line, _, rest = done.stdout.partition(b"\n")
    if done.returncode != 0 or not line:
        # Killed for its CPU or memory, or its parser crashed: not ours to keep.
        raise _refused(messages.BOMB if done.returncode < 0 else messages.DAMAGED, name)
    answer = json.loads(line)
    if not answer["ok"]:
        raise _refused(messages.REFUSALS[answer["code"]], name)
    return rest if answer["redrawn"] else data

"""監査の鎖: 記録を順に封印し、あとからの変更・削除・並べ替えを見つける。

An inline chain would make every request wait for every other, so a sealer works
afterwards: number n carries hash_n = SHA-256(hash_{n-1} ‖ time of sealing ‖ canonical
event n).
What the chain alone cannot see — the newest rows and their seals cut off together —
the head file shows: its last line must still be in the chain.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from tsunagi.access.models import AuditEvent, AuditSeal, AuditSubject
from tsunagi.common.frozen import Frozen, field

FIRST_HASH = "0" * 64
BATCH = 2_000
SEAL_LOCK = 0x7375_6E61
HEAD_LINE = re.compile(r"[0-9]{1,18} [0-9a-f]{64}")
# A transaction that took its id early may commit late: look back this far for it.
LATE_COMMITS = 10_000


class Verdict(Frozen):
    """What `audit verify` found. `problems` is empty when the chain is whole."""

    sealed: int
    unsealed: int
    head: str
    problems: tuple[str, ...] = field(default_factory=tuple)

    @property
    def is_whole(self) -> bool:
        return not self.problems


def canonical(event: dict[str, Any], subjects: list[str]) -> bytes:
    """The one spelling of an event that is hashed; the same on both engines."""
    spelled = {
        key: value.astimezone(UTC).isoformat(timespec="microseconds")
        if isinstance(value, datetime)
        else value
        for key, value in event.items()
    }
    spelled["subjects"] = subjects
    return json.dumps(
        spelled, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str
    ).encode()


def next_hash(
    previous: str, event: dict[str, Any], subjects: list[str], sealed_at: datetime
) -> str:
    moment = sealed_at.astimezone(UTC).isoformat(timespec="microseconds")
    content = canonical(event, subjects)
    return hashlib.sha256(f"{previous}{moment}".encode() + content).hexdigest()


def _events_with_subjects(
    ids: list[int],
) -> Iterator[tuple[dict[str, Any], list[str]]]:
    subjects: dict[int, list[str]] = {}
    for event_id, subject in (
        AuditSubject.objects.filter(event_id__in=ids)
        .order_by("id")
        .values_list("event_id", "subject_public_id")
    ):
        subjects.setdefault(event_id, []).append(str(subject))
    for event in AuditEvent.objects.filter(id__in=ids).order_by("id").values():
        yield dict(event), subjects.get(event["id"], [])


def seal(*, head_file: str = "", limit: int | None = None) -> int:
    """Seal what is not sealed yet; the number of events sealed. One sealer at a time."""
    sealed = 0
    while limit is None or sealed < limit:
        count, head = _seal_batch(
            BATCH if limit is None else min(BATCH, limit - sealed)
        )
        sealed += count
        if count and head_file:
            with Path(head_file).open("a", encoding="utf-8") as file:
                file.write(f"{head}\n")
        if count < BATCH:
            break
    return sealed


def _unsealed(*, since: int) -> QuerySet[AuditEvent, int]:
    seals = AuditSeal.objects.filter(event_id=OuterRef("id"))
    return (
        AuditEvent.objects.filter(~Exists(seals), id__gte=since)
        .order_by("id")
        .values_list("id", flat=True)
    )


def _seal_batch(size: int) -> tuple[int, str]:
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # SQLite's immediate transactions already let one writer in at a time.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [SEAL_LOCK])
        last = AuditSeal.objects.order_by("-number").first()
        number, previous = (last.number, last.hash) if last else (0, FIRST_HASH)
        ids = list(_unsealed(since=last.event_id - LATE_COMMITS if last else 0)[:size])
        seals = []
        now = timezone.now()
        for event, subjects in _events_with_subjects(ids):
            number += 1
            previous = next_hash(previous, event, subjects, now)
            seals.append(
                AuditSeal(
                    number=number, event_id=event["id"], hash=previous, sealed_at=now
                )
            )
        AuditSeal.objects.bulk_create(seals)
    return len(seals), f"{number} {previous}"


def verify(*, head_file: str = "") -> Verdict:
    """Recompute the whole chain. Finds change, deletion, reorder and truncation."""
    problems: list[str] = []
    previous, expected = FIRST_HASH, 0
    heads: dict[int, str] = {}
    wanted = _heads_to_check(head_file, problems)
    seals = AuditSeal.objects.order_by("number").values_list(
        "number", "event_id", "hash", "sealed_at"
    )
    batch: list[tuple[int, int, str, datetime]] = []

    def check(rows: list[tuple[int, int, str, datetime]]) -> None:
        nonlocal previous, expected
        found = {
            event["id"]: (event, subjects)
            for event, subjects in _events_with_subjects([row[1] for row in rows])
        }
        for number, event_id, stored, sealed_at in rows:
            expected += 1
            if number != expected:
                problems.append(
                    f"封印 {expected} がありません（{number} が続いています）"
                )
                expected = number
            if event_id not in found:
                problems.append(f"封印 {number} の記録 {event_id} がありません")
            elif next_hash(previous, *found[event_id], sealed_at) != stored:
                problems.append(f"封印 {number} の記録 {event_id} が変わっています")
            previous = stored
            if number in wanted:
                heads[number] = stored

    for row in seals.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            check(batch)
            batch = []
    check(batch)
    for number, stored in wanted.items():
        if heads.get(number) != stored:
            problems.append(f"控えにある封印 {number} が、鎖と一致しません")
    newest_sealed = AuditSeal.objects.aggregate(newest=Max("number"))["newest"] or 0
    return Verdict(
        sealed=newest_sealed,
        unsealed=_unsealed(since=0).count(),
        head=previous,
        problems=tuple(problems),
    )


def _heads_to_check(head_file: str, problems: list[str]) -> dict[int, str]:
    if not head_file:
        return {}
    try:
        lines = Path(head_file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        problems.append("封印の控えのファイルを読めません")
        return {}
    heads = {}
    for place, line in enumerate(lines, start=1):
        number, _, stored = line.partition(" ")
        if HEAD_LINE.fullmatch(line):
            heads[int(number)] = stored
        else:
            problems.append(f"封印の控えの{place}行目を読めません")
    return heads

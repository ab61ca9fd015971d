"""監査の鎖: 封印したあとの変更・削除・並べ替え・切り捨てを、すべて見つける。"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import transaction

from tests.access.one_event import write_event
from tests.append_only import triggers_off
from tests.factories.region import Region
from tsunagi.access import seal
from tsunagi.access.models import AuditEvent, AuditSeal, AuditSubject

EVENTS = 40


@pytest.fixture
def head(tmp_path: Path) -> str:
    return str(tmp_path / "head")


def write_many(count: int) -> None:
    for number in range(count):
        write_event(
            f"test.{number % 7}", number=number, list=[number, number + 1],
            subjects=[uuid4() for _ in range(number % 3)],
        )  # fmt: skip


# --- sealing ---------------------------------------------------------------------
@pytest.mark.django_db
def test_an_empty_log_is_whole(head: str) -> None:
    Path(head).touch()
    verdict = seal.verify(head_file=head)
    assert (verdict.sealed, verdict.unsealed, verdict.is_whole) == (0, 0, True)
    assert verdict.head == seal.FIRST_HASH


@pytest.mark.django_db
def test_seals_are_dense_and_in_the_order_of_the_events(head: str) -> None:
    write_many(5)
    assert seal.seal(head_file=head) == 5
    write_many(3)
    assert seal.verify(head_file=head).unsealed == 3
    assert seal.seal(head_file=head) == 3
    assert seal.seal(head_file=head) == 0
    rows = list(AuditSeal.objects.order_by("number").values_list("number", "event_id"))
    assert [number for number, _ in rows] == list(range(1, 9))
    assert [event for _, event in rows] == sorted(event for _, event in rows)
    assert len(Path(head).read_text().splitlines()) == 2, "one line for each sealing"
    verdict = seal.verify(head_file=head)
    assert (verdict.sealed, verdict.unsealed, verdict.problems) == (8, 0, ())


@pytest.mark.django_db
def test_a_limit_and_batches_seal_the_same_chain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write_many(23)
    assert seal.seal(limit=2) == 2
    monkeypatch.setattr(seal, "BATCH", 5)
    assert seal.seal() == 21
    assert seal.verify().problems == ()
    monkeypatch.setattr(seal, "BATCH", 2_000)
    assert seal.verify().problems == ()


@pytest.mark.django_db
def test_a_transaction_that_commits_late_is_sealed_late() -> None:
    """It took its id early; the others were sealed before it could be seen."""
    write_many(2)
    next_id = AuditEvent.objects.latest("id").pk + 1
    later = AuditEvent(
        pk=next_id + 1, at=_some_time(), action="test.later", outcome="done"
    )
    later.save()
    assert seal.seal() == 3
    late = AuditEvent(pk=next_id, at=_some_time(), action="test.late", outcome="done")
    late.save()
    assert seal.verify().unsealed == 1
    assert seal.seal() == 1
    assert AuditSeal.objects.get(number=4).event_id == next_id
    assert seal.verify().problems == ()


def _some_time() -> Any:
    return AuditEvent.objects.latest("id").at


@pytest.mark.django_db
def test_the_hash_depends_on_every_part_of_an_event() -> None:
    write_event(subjects=[uuid4()], count=1)
    event: dict[str, Any] = AuditEvent.objects.values().get()
    moment = event["at"]
    subjects = [str(AuditSubject.objects.get().subject_public_id)]
    hashes = {seal.next_hash("a", event, subjects, moment)}
    for name in event:
        hashes.add(seal.next_hash("a", {**event, name: "changed"}, subjects, moment))
    hashes.add(seal.next_hash("b", event, subjects, moment))
    hashes.add(seal.next_hash("a", event, [], moment))
    hashes.add(seal.next_hash("a", event, subjects, moment + timedelta(microseconds=1)))
    assert len(hashes) == 1 + len(event) + 3


# --- tampering -------------------------------------------------------------------
def _other(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool) or value is None:
        return 12_345
    if isinstance(value, int):
        return value + 1
    if isinstance(value, UUID):
        return uuid4()
    if isinstance(value, dict):
        return {**value, "number": -1}
    if isinstance(value, str):
        return f"{value}x"[-12:] or "x"
    return value + timedelta(microseconds=1)


FIELDS = [
    field.name for field in AuditEvent._meta.fields if field.name != "id"
]  # fmt: skip


def change_event(chance: random.Random) -> str:
    event = AuditEvent.objects.get(pk=chance.choice(_event_ids()))
    name = chance.choice(FIELDS)
    value = getattr(event, name)
    new = uuid4() if name in ("target_public_id", "request_ref") else _other(value)
    AuditEvent.objects.filter(pk=event.pk).update(**{name: new})
    return f"change {name}"


def change_subject(chance: random.Random) -> str:
    row = AuditSubject.objects.get(pk=chance.choice(_ids(AuditSubject)))
    AuditSubject.objects.filter(pk=row.pk).update(subject_public_id=uuid4())
    return "change a subject"


def remove_subject(chance: random.Random) -> str:
    AuditSubject.objects.filter(pk=chance.choice(_ids(AuditSubject))).delete()
    return "remove a subject"


def add_subject(chance: random.Random) -> str:
    AuditSubject.objects.create(
        event_id=chance.choice(_event_ids()), subject_public_id=uuid4()
    )
    return "add a subject"


def remove_event(chance: random.Random) -> str:
    event_id = chance.choice(_event_ids())
    AuditSubject.objects.filter(event_id=event_id).delete()
    AuditEvent.objects.filter(pk=event_id).delete()
    return "remove an event"


def remove_event_and_seal(chance: random.Random) -> str:
    event_id = chance.choice(_event_ids()[:-1])
    AuditSubject.objects.filter(event_id=event_id).delete()
    AuditSeal.objects.filter(event_id=event_id).delete()
    AuditEvent.objects.filter(pk=event_id).delete()
    return "remove an event and its seal"


def close_the_gap(chance: random.Random) -> str:
    """Remove an event and its seal, and renumber what follows."""
    gone = AuditSeal.objects.get(number=chance.randrange(1, EVENTS))
    AuditSubject.objects.filter(event_id=gone.event_id).delete()
    AuditEvent.objects.filter(pk=gone.event_id).delete()
    AuditSeal.objects.filter(number=gone.number).delete()
    for number in range(gone.number + 1, EVENTS + 1):
        AuditSeal.objects.filter(number=number).update(number=number - 1)
    return "remove an event and renumber"


def swap_events(chance: random.Random) -> str:
    first, second = chance.sample(list(AuditEvent.objects.all()), k=2)
    for pk, source in ((first.pk, second), (second.pk, first)):
        values = {name: getattr(source, name) for name in FIELDS}
        AuditEvent.objects.filter(pk=pk).update(**values)
    return "swap two events"


def swap_seals(chance: random.Random) -> str:
    first, second = chance.sample(list(AuditSeal.objects.all()), k=2)
    AuditSeal.objects.filter(pk=first.pk).update(event_id=-1)
    AuditSeal.objects.filter(pk=second.pk).update(event_id=first.event_id)
    AuditSeal.objects.filter(pk=first.pk).update(event_id=second.event_id)
    return "swap two seals"


def change_seal(chance: random.Random) -> str:
    row = AuditSeal.objects.get(pk=chance.choice(_ids(AuditSeal)))
    name, value = chance.choice(
        [
            ("hash", "f" * 64),
            ("event_id", 10**9),
            ("number", 10**9),
            ("sealed_at", row.sealed_at + timedelta(seconds=1)),
        ]
    )
    AuditSeal.objects.filter(pk=row.pk).update(**{name: value})
    return f"change {name} of a seal"


def cut_off_the_end(chance: random.Random) -> str:
    """The newest events with their seals: only the head file knows of them."""
    last = AuditSeal.objects.filter(number__gt=EVENTS - chance.randint(1, 5))
    ids = list(last.values_list("event_id", flat=True))
    AuditSubject.objects.filter(event_id__in=ids).delete()
    AuditEvent.objects.filter(pk__in=ids).delete()
    last.delete()
    return "cut off the end"


def seal_anew(chance: random.Random) -> str:
    """Change an event and compute the whole chain again, as only an insider could."""
    change_event(chance)
    AuditSeal.objects.all().delete()
    seal.seal()
    return "change and seal anew"


TAMPERINGS: list[Callable[[random.Random], str]] = [
    change_event, change_event, change_event, change_subject, remove_subject, add_subject,
    remove_event, remove_event_and_seal, close_the_gap, swap_events, swap_seals,
    change_seal, change_seal, cut_off_the_end, seal_anew,
]  # fmt: skip
ONLY_THE_HEAD_FILE_KNOWS = {"cut off the end", "change and seal anew"}


def _ids(model: Any) -> list[int]:
    return list(model.objects.order_by("pk").values_list("pk", flat=True))


def _event_ids() -> list[int]:
    return _ids(AuditEvent)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_hundred_tamperings_are_all_found(head: str) -> None:
    write_many(EVENTS)
    seal.seal(head_file=head)
    assert seal.verify(head_file=head).problems == (), "control: untouched it is whole"
    chance = random.Random("tampering")
    unnoticed, kinds = [], set()
    with triggers_off():
        for number in range(200):
            with transaction.atomic():
                tampering = TAMPERINGS[number % len(TAMPERINGS)]
                what = tampering(chance)
                kinds.add(what)
                if seal.verify(head_file=head).is_whole:
                    unnoticed.append(what)
                without_head = seal.verify()
                assert without_head.is_whole is (what in ONLY_THE_HEAD_FILE_KNOWS), what
                transaction.set_rollback(True)
    assert unnoticed == []
    assert len(kinds) >= 20, kinds
    assert seal.verify(head_file=head).problems == (), "and everything is as before"


# --- the head file ---------------------------------------------------------------
@pytest.mark.parametrize(
    ("content", "problem"),
    [
        pytest.param(None, "読めません", id="missing"),
        pytest.param(b"\xff\xfe", "読めません", id="not text"),
        pytest.param(b"3 " + b"f" * 64 + b"\n", "一致しません", id="another chain"),
        pytest.param(
            b"99 " + b"f" * 64 + b"\n", "一致しません", id="a seal that is gone"
        ),
        pytest.param(b"3 abc\n", "1行目", id="half a line"),
        pytest.param(b"x y\n", "1行目", id="nonsense"),
    ],
)
@pytest.mark.django_db
def test_a_damaged_head_file_is_reported(
    content: bytes | None, problem: str, head: str
) -> None:
    write_many(3)
    seal.seal()
    if content is not None:
        Path(head).write_bytes(content)
    verdict = seal.verify(head_file=head)
    assert len(verdict.problems) == 1
    assert problem in verdict.problems[0]


# --- the command -----------------------------------------------------------------
def run(*arguments: str) -> tuple[int, dict[str, Any]]:
    out = StringIO()
    try:
        call_command("audit", *arguments, "--json", stdout=out)
    except SystemExit as stopped:
        return int(stopped.code or 0), json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def test_the_command_seals_and_verifies(region: Region, head: str) -> None:
    events = AuditEvent.objects.count()
    assert run("seal", "--head-file", head) == (0, {"sealed": events})
    code, verdict = run("verify", "--head-file", head)
    assert (code, verdict["whole"], verdict["sealed"]) == (0, True, events)
    assert verdict["head"] == AuditSeal.objects.latest("number").hash


@pytest.mark.django_db(transaction=True)
def test_the_command_says_what_is_wrong_and_fails(head: str) -> None:
    write_many(3)
    run("seal", "--head-file", head)
    with triggers_off():
        AuditEvent.objects.filter(pk=_event_ids()[1]).update(action="test.changed")
        code, verdict = run("verify", "--head-file", head)
    assert (code, verdict["whole"]) == (1, False)
    assert len(verdict["problems"]) == 1
    assert "封印 2 の記録" in verdict["problems"][0]


@pytest.mark.django_db(transaction=True)
def test_a_gap_before_the_last_seal_is_found_without_the_head_file() -> None:
    """Its hash still fits the one before; only its number tells."""
    write_many(3)
    seal.seal()
    with triggers_off():
        AuditSeal.objects.filter(number=3).update(number=4)
    assert seal.verify().problems == ("封印 3 がありません（4 が続いています）",)

"""Run as a program: several threads do the same thing at the same moment.

Prints one JSON object with what came out; test_at_the_same_time.py judges it.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import close_old_connections, connection, transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from tsunagi.access import audit, seal, throttle  # noqa: E402
from tsunagi.access.actor import Actor, system_actor  # noqa: E402
from tsunagi.access.idempotency import once  # noqa: E402
from tsunagi.access.models import (  # noqa: E402
    AuditSeal,
    GrantRow,
    IdempotencyKey,
    LoginThrottle,
    OneTimeCode,
)
from tsunagi.access.one_time import approve_recovery, use_code  # noqa: E402
from tsunagi.access.permissions import Role  # noqa: E402
from tsunagi.common.errors import UserError  # noqa: E402
from tsunagi.organisations.office.actions import register_corporation  # noqa: E402
from tsunagi.organisations.office.models import Corporation  # noqa: E402
from tsunagi.organisations.staff.models import Staff  # noqa: E402

THREADS = 8
PROGRAM = system_actor("試験")


def together(act: Callable[[int], Any], threads: int = THREADS) -> list[Any]:
    """What each thread got, or the name of its error; all begin at one barrier."""
    barrier = threading.Barrier(threads)
    results: list[Any] = [None] * threads

    def work(number: int) -> None:
        close_old_connections()
        barrier.wait()
        try:
            results[number] = act(number)
        except UserError as error:
            results[number] = error.message.code
        except Exception as error:  # every error is a finding, whatever it is
            results[number] = f"{type(error).__name__}: {error}"
        finally:
            connection.close()

    workers = [threading.Thread(target=work, args=(n,)) for n in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return results


def sealers() -> dict[str, Any]:
    """Four sealers and four writers at once, in small batches."""
    seal.BATCH = 7
    for _ in range(150):
        _write_event()

    def act(number: int) -> Any:
        if number % 2:
            for _ in range(15):
                _write_event()
            return 0
        return sum(seal.seal() for _ in range(5))

    results = together(act)
    seal.seal()
    verdict = seal.verify()
    return {
        "errors": [r for r in results if not isinstance(r, int)],
        "sealed": verdict.sealed,
        "rows": AuditSeal.objects.count(),
        "unsealed": verdict.unsealed,
        "problems": list(verdict.problems),
    }


def _write_event() -> None:
    with transaction.atomic():
        audit.record("test.act", by=PROGRAM, subjects=[uuid4()])


def _person(login_name: str, role: Role) -> Actor:
    staff = Staff.objects.create(login_name=login_name, name="架空", is_invited=False)
    GrantRow.objects.create(
        staff_id=staff.pk, role=role, municipality_id=1, source_ref="test:1",
        valid_from=timezone.localdate(),
    )  # fmt: skip
    from tsunagi.access.actor import Grant

    return Actor(
        staff_id=staff.pk, public_id=staff.public_id, name="架空", municipality_id=1,
        grants=frozenset({Grant(role, 1)}),
    )  # fmt: skip


def same_key() -> dict[str, Any]:
    """Ten rounds: eight threads send the same form with one key."""
    actor = _person("sender", Role.MUNICIPAL_OFFICER)
    rounds = []
    for _ in range(10):
        key = uuid4()
        name = f"架空法人 {key}"

        def act(number: int, key: Any = key, name: str = name) -> Any:
            def make() -> str:
                return str(register_corporation(name=name, by=PROGRAM).pk)

            return once(key, by=actor, action="x", body={"name": name}, make=make)

        results = together(act)
        rounds.append(
            {
                "answers": sorted({str(result[0]) for result in results}),
                "ran": sum(result[1] is True for result in results),
                "rows": Corporation.objects.filter(name=name).count(),
                "keys": IdempotencyKey.objects.filter(key=key).count(),
            }
        )
    return {"rounds": rounds}


def other_body() -> dict[str, Any]:
    """One key, eight different bodies: one wins, the others are told."""
    actor = _person("sender_two", Role.MUNICIPAL_OFFICER)
    key = uuid4()

    def act(number: int) -> Any:
        def make() -> str:
            return str(register_corporation(name=f"別々 {number}", by=PROGRAM).pk)

        return once(key, by=actor, action="x", body={"number": number}, make=make)[1]

    results = together(act)
    return {
        "ran": sum(result is True for result in results),
        "refused": results.count("ACC-003"),
        "rows": Corporation.objects.filter(name__startswith="別々").count(),
    }


def guesses() -> dict[str, Any]:
    """Thirty-two guesses at one moment: no more answers than one after another."""
    now = timezone.now()
    results = together(lambda number: throttle.take_try("k", now=now), threads=32)
    return {
        "answered": sum(result == 0 for result in results),
        "errors": [r for r in results if not isinstance(r, int)],
        "counted": LoginThrottle.objects.get(pk="k").failures,
    }


def _recovery(staff_id: int, asked_by: int) -> OneTimeCode:
    now = timezone.now()
    return OneTimeCode.objects.create(
        kind=OneTimeCode.Kind.RECOVERY, staff_id=staff_id, municipality_id=1,
        requested_by_id=asked_by, requested_at=now, expires_at=now + timedelta(hours=1),
    )  # fmt: skip


def approvals_and_uses() -> dict[str, Any]:
    """Eight people approve one request; then eight use the one code."""
    person = _person("recovering", Role.SPECIALIST)
    approvers = [
        _person(f"approver{n}", Role.MUNICIPAL_OFFICER) for n in range(THREADS)
    ]
    row = _recovery(person.staff_id or 0, approvers[0].staff_id or 0)
    texts: list[str] = []

    def approve(number: int) -> Any:
        issued = approve_recovery(
            public_id=row.public_id, by=approvers[number], now=timezone.now()
        )
        texts.append(issued.text)
        return "approved"

    approved = together(approve)

    def use(number: int) -> Any:
        use_code(
            login_name="recovering", code=texts[0],
            new_password=f"himitsu-no-kotoba-{number}", now=timezone.now(),
        )  # fmt: skip
        return number

    used = together(use)
    winners = [result for result in used if isinstance(result, int)]
    staff = Staff.objects.get(login_name="recovering")
    return {
        "approved": approved.count("approved"),
        "late": approved.count("ACC-006"),
        "same_person": approved.count("ACC-005"),
        "used": len(winners),
        "unusable": used.count("ACC-004"),
        "password_of_winner": staff.check_password(f"himitsu-no-kotoba-{winners[0]}"),
    }


if __name__ == "__main__":
    found = {
        race.__name__: race()
        for race in (sealers, same_key, other_body, guesses, approvals_and_uses)
    }
    print(json.dumps(found, ensure_ascii=False))

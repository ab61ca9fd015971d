"""同じ送信が二度届いても一度だけ行う。二人同時の試験は test_at_the_same_time.py にある。"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.region import Region
from tsunagi.access import ticker
from tsunagi.access.actor import system_actor
from tsunagi.access.idempotency import body_hash, once
from tsunagi.access.models import IdempotencyKey
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.actions import register_corporation
from tsunagi.organisations.office.models import Corporation

KEY = uuid4()


def send(region: Region, *, key: Any = KEY, name: str = "架空法人", by: str = "officer",
         action: str = "corporation.register") -> tuple[str, bool]:  # fmt: skip
    actor = region.actor(by)

    def make() -> str:
        return str(register_corporation(name=name, by=region.builder()).pk)

    return once(key, by=actor, action=action, body={"name": name}, make=make)


def test_the_second_time_answers_with_the_first_result(region: Region) -> None:
    first, ran = send(region)
    assert ran is True
    assert send(region) == (first, False)
    assert send(region) == (first, False)
    assert Corporation.objects.filter(name="架空法人").count() == 1


def test_a_result_known_before_is_written_once(region: Region) -> None:
    actor, made = region.actor("officer"), []

    def make() -> str:
        made.append(1)
        return "known"

    def send_it() -> tuple[str, bool]:
        return once(KEY, by=actor, action="x", body={}, make=make, ref="known")

    with CaptureQueriesContext(connection) as sent:
        assert send_it() == ("known", True)
    assert not any("UPDATE" in query["sql"] for query in sent)
    assert send_it() == ("known", False)
    assert made == [1]


def test_another_body_with_the_same_key_is_refused(region: Region) -> None:
    send(region)
    with pytest.raises(UserError) as error:
        send(region, name="別の法人")
    assert error.value.message.code == "ACC-003"
    assert not Corporation.objects.filter(name="別の法人").exists()


def test_another_action_with_the_same_key_is_refused(region: Region) -> None:
    send(region)
    with pytest.raises(UserError):
        send(region, action="corporation.edit")


def test_another_key_or_another_person_is_another_sending(region: Region) -> None:
    results = {
        send(region),
        send(region, key=uuid4()),
        send(region, by="second_officer"),
    }
    assert len(results) == 3
    assert Corporation.objects.filter(name="架空法人").count() == 3


def test_a_failure_leaves_the_key_free(region: Region) -> None:
    def fail() -> str:
        register_corporation(name="架空法人", by=region.builder())
        raise UserError(_some_message())

    with pytest.raises(UserError), transaction.atomic():
        once(
            KEY, by=region.actor("officer"), action="corporation.register",
            body={"name": "架空法人"}, make=fail,
        )  # fmt: skip
    assert not Corporation.objects.filter(name="架空法人").exists()
    assert send(region)[1] is True


def _some_message() -> Any:
    from tsunagi.access.messages import CHANGED_MEANWHILE

    return CHANGED_MEANWHILE


def test_the_body_itself_is_not_stored(region: Region) -> None:
    send(region)
    row = IdempotencyKey.objects.values().get()
    assert all("架空法人" not in str(value) for value in row.values())


def test_the_order_of_fields_does_not_matter_and_their_values_do() -> None:
    assert body_hash({"a": 1, "b": "架空"}) == body_hash({"b": "架空", "a": 1})
    different = [{"a": 1}, {"a": "1"}, {"a": 1, "b": None}, {"a": 11}, {"a": "架空"}]
    assert len({body_hash(body) for body in different}) == len(different)


def test_a_program_sends_no_forms(region: Region) -> None:
    with pytest.raises(ValueError, match="person"):
        once(KEY, by=system_actor("試験"), action="x", body={}, make=lambda: "1")


def test_keys_are_cleared_after_a_day(clock: Any, region: Region) -> None:
    send(region)
    ticker.clear_expired(now=clock.forward(hours=23, minutes=59))
    assert IdempotencyKey.objects.count() == 1
    ticker.clear_expired(now=clock.forward(minutes=2))
    assert IdempotencyKey.objects.count() == 0

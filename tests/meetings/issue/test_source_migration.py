"""What was written from an agenda item before there was a source says so afterwards."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories.meetings import make_item, make_meeting
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import write
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rules import Source

pytestmark = [
    pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("that_day"),
]  # fmt: skip


def migrated(to: list[tuple[str, str]]) -> Any:
    return MigrationExecutor(connection).migrate(to)


def newest() -> list[tuple[str, str]]:
    return MigrationExecutor(connection).loader.graph.leaf_nodes()


def test_earlier_candidates_name_their_source(region: Region) -> None:
    item = make_item(region, make_meeting(region))
    write(region, item=item)
    write(region, text="会議の外のこと")
    try:
        migrated([("meetings", "0001_house_november")])
    finally:
        migrated(newest())
    rows = LocalIssueCandidate.objects.unscoped("test").order_by("id")
    assert [row.source for row in rows] == [Source.ITEM, Source.WORK]

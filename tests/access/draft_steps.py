"""What tests of drafts do again and again."""

from __future__ import annotations

import json
from typing import Any

from django.test import Client

from tests.conftest import NOW
from tests.factories.region import Region
from tsunagi.access.drafts.actions import save_draft
from tsunagi.access.drafts.models import Draft
from tsunagi.access.drafts.queries import own_draft

URL = "/drafts/trial.new/"


def rows() -> Any:
    return Draft.objects.unscoped("a test looks at the table")


def body(region: Region, changes: Any, **given: Any) -> dict[str, Any]:
    return {
        "subject": "", "base": 0, "tab": "one", "changes": changes,
        "owner": str(region.staff["specialist"].public_id), **given,
    }  # fmt: skip


def send(client: Client, data: Any, *, url: str = URL, **headers: str) -> Any:
    return client.post(
        url, data if isinstance(data, bytes) else json.dumps(data),
        content_type="application/json", headers={"X-Background": "1", **headers},
    )  # fmt: skip


def stored(region: Region, by: str = "specialist") -> dict[str, list[str]] | None:
    found = own_draft(
        actor=region.actor(by), form="trial.new", subject_ref="", now=region.now
    )
    return found.content.values if found else None


def keep(region: Region, changes: Any, *, base: int = 0, tab: str = "one") -> None:
    save_draft(
        form="trial.new", subject_ref="", changes=changes, base=base, tab=tab,
        by=region.actor("specialist"), now=NOW,
    )  # fmt: skip

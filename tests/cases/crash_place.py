"""Run as a program on a database of its own: `make` builds a place, `watch` looks at it.

Both answer in lines of JSON; `watch` looks once for each line that it is sent. The checks
are what must be true however the server died.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import django

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from tests.cases.conftest import CaseRoom  # noqa: E402
from tests.factories.region import PASSWORD, build_region  # noqa: E402
from tsunagi.access.drafts.models import Draft  # noqa: E402
from tsunagi.access.drafts.rules import Content  # noqa: E402
from tsunagi.access.models import AuditEvent  # noqa: E402
from tsunagi.activity.models import Activity, ActivitySubject  # noqa: E402
from tsunagi.activity.record.category_queries import contact_categories  # noqa: E402
from tsunagi.cases.models import Contact, ContactSearch  # noqa: E402


def make() -> dict[str, Any]:
    region = build_region(now=timezone.now())
    room = CaseRoom(region)
    case = room.case()
    actor = room.actor("specialist")
    categories = contact_categories(actor=actor, on=timezone.localdate())
    return {
        "login": "specialist",
        "password": PASSWORD,
        "case": str(case.public_id),
        "owner": str(region.staff["specialist"].public_id),
        "method": categories.methods.codes[0],
    }


def check() -> dict[str, Any]:
    contacts = {c.record_id: c for c in Contact._base_manager.filter(is_current=True)}
    activities = set(Activity._base_manager.values_list("record_key", flat=True))
    subjects = set(
        ActivitySubject._base_manager.values_list("activity__record_key", flat=True)
    )
    indexed = set(ContactSearch._base_manager.values_list("contact", flat=True))
    recorded = Counter(
        AuditEvent.objects.filter(action="contact.record").values_list(
            "target_public_id", flat=True
        )
    )
    draft = Draft.objects.unscoped("the check of a test").first()
    content = Content.from_text(draft.open_sealed("content")) if draft else Content()
    return {
        "records": sorted(str(key) for key in contacts),
        "half": sorted(
            str(key)
            for key, row in contacts.items()
            if key not in activities
            or key not in subjects
            or row.pk not in indexed
            or recorded[row.public_id] != 1
        ),
        "orphans": len(activities - contacts.keys())
        + len(recorded.keys() - {row.public_id for row in contacts.values()}),
        "texts_twice": sum(
            count > 1 for count in Counter(c.text for c in contacts.values()).values()
        ),
        "draft": content.values.get("text", [""])[0],
    }


def watch() -> None:
    for _ in sys.stdin:
        print(json.dumps(check()), flush=True)
        connection.close()  # nothing of this look is left for the next one


if __name__ == "__main__":
    if sys.argv[1] == "make":
        print(json.dumps(make()))
    else:
        watch()

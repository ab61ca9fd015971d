"""権利の心配ごとの画面: 知らせる、一覧、対応、担当。よその人には 404。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from tests.cases.conftest import CaseRoom
from tests.cases.rights.conftest import FACTS, REPORTER, RightsRoom
from tests.conftest import NOW
from tsunagi.access.drafts.models import Draft
from tsunagi.access.models import AuditEvent
from tsunagi.cases.models import Concern, ConcernStep
from tsunagi.cases.rights import queries
from tsunagi.cases.rights.queries import ConcernFilter
from tsunagi.cases.rights.rules import StepKind
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
LINK = "権利の心配ごとを知らせる"


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def typed(**values: Any) -> dict[str, Any]:
    return {
        "kind": "facility", "abuse_kinds": ["physical"], "facts": FACTS,
        "own_words": "こわい", "safety": "danger", "safety_note": "", "source": "noticed",
        "received_on": NOW.date().isoformat(), "received_time": "00:10",
        "told_city_on": "", "told_city_time": "", "reporter_name": REPORTER,
        "reporter_relation": "", "reporter_contact": "", "key": str(uuid4()), **values,
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["case-page", "case-person", "case-ties", "case-files", "case-consents",
             "case-team"],
)  # fmt: skip
def test_the_way_to_tell_stands_on_every_page_of_a_case(
    name: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    page = client_for("specialist").get(reverse(name, args=[case.public_id]))
    way = reverse("case-rights-new", args=[case.public_id])
    assert f'href="{way}"' in page.content.decode()


def test_a_concern_is_told_from_a_case_and_handled(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    case = room.case()
    author, officer = client_for("specialist"), client_for("officer")
    url = reverse("case-rights-new", args=[case.public_id])
    assert "架空 花子" in author.get(url).content.decode()
    answer = author.post(url, typed())
    concern = Concern.objects.unscoped("test").get()
    page_url = reverse("rights-page", args=[concern.public_id])
    assert (answer.status_code, answer["Location"]) == (302, page_url)
    home = officer.get(reverse("home")).content.decode()
    assert "最初の対応を待つ権利の心配ごとが1件あります" in home
    for client in (author, officer):
        page = client.get(page_url).content.decode()
        assert FACTS in page and REPORTER in page and "未確認" in page
    step = reverse("rights-step", args=[concern.public_id])
    answer = officer.post(
        step,
        {"kind": "first", "happened_on": NOW.date().isoformat(),
         "happened_time": "01:00", "with_city": "on", "text": "会いに行った。",
         "key": str(uuid4())},
    )  # fmt: skip
    assert answer.status_code == 302
    page = officer.get(page_url).content.decode()
    assert "50分" in page and "会いに行った。" in page
    assert "会いに行った。" not in author.get(page_url).content.decode()
    assert "最初の対応を待つ" not in officer.get(reverse("home")).content.decode()


@pytest.mark.parametrize(
    "who", ["manager", "assistant", "ward_officer", "second_officer", "consultant",
            "minato_officer"],
)  # fmt: skip
def test_for_everybody_else_it_does_not_exist(
    who: str, room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    case = room.case()
    concern = rights.tell(case)
    client = client_for(who)
    for name in ("rights-page", "rights-step"):
        assert client.get(reverse(name, args=[concern.public_id])).status_code == 404
    step = reverse("rights-step", args=[concern.public_id])
    assert client.post(step, {"kind": "first"}).status_code == 404
    listed = client.get(reverse("rights-list")).content.decode()
    assert "権利の心配ごとはありません" in listed
    assert client.get(reverse("rights-figures")).status_code == 403


def test_other_pages_say_nothing_of_it(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("manager")
    names = ["case-page", "case-person", "case-team", "case-consents", "case-files"]
    urls = [reverse(name, args=[case.public_id]) for name in names]
    urls += [reverse("case-office"), reverse("home")]

    def bodies() -> list[str]:
        found = [client.get(url).content.decode() for url in urls]
        return [
            re.sub(r'(csrfmiddlewaretoken"|X-CSRFToken|nonce)[^>]*', "", b)
            for b in found
        ]

    before = bodies()
    rights.tell(case)
    assert bodies() == before


def test_the_look_is_logged_by_the_concern_alone(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    case = room.case()
    concern = rights.tell(case)
    client_for("specialist").get(reverse("rights-page", args=[concern.public_id]))
    event = AuditEvent.objects.get(action="rights.view")
    assert [row.subject_public_id for row in event.subjects.all()] == [
        concern.public_id
    ]
    assert event.details == {}
    client_for("specialist").get(reverse("case-rights-new", args=[case.public_id]))
    client_for("specialist").get(reverse("contact-new", args=[case.public_id]))
    forms = AuditEvent.objects.filter(action="case.form").order_by("id")
    told, ordinary = forms.values_list("details", "target_kind", "outcome")
    assert told == ordinary, "the line does not tell which form it was"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_404_does_not_tell_what_was_asked_for(
    method: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("alone")
    for name in ("case-rights-new", "contact-new"):
        url = reverse(name, args=[case.public_id])
        assert getattr(client, method)(url).status_code == 404
    told, ordinary = AuditEvent.objects.filter(
        outcome=AuditEvent.Outcome.NOT_FOUND
    ).values_list("action", "details")
    assert told == ordinary


def test_a_draft_is_sealed_and_does_not_tell_about_whom(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("case-rights-new", args=[case.public_id])
    client.post(url, typed(_draft="1", _draft_seen="0"))
    draft = Draft.objects.unscoped("test").get()
    assert str(case.public_id) not in draft.subject_ref and draft.subject_ref
    assert FACTS not in draft.content
    assert FACTS in client.get(url).content.decode()
    assert not Concern.objects.unscoped("test").exists()
    client.post(url, typed(_draft_seen="1"))
    assert not Draft.objects.unscoped("test").exists()


def test_a_refusal_keeps_what_was_typed(client_for: ClientFor) -> None:
    answer = client_for("specialist").post(
        reverse("rights-new"), typed(about="", told_city_on="2026-01-01")
    )
    body = answer.content.decode()
    assert answer.status_code == 422
    assert FACTS in body and "日と時刻の両方" in body
    assert not Concern.objects.unscoped("test").exists()


def test_whoever_may_exclude_is_offered_to_hide_the_case(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    url = reverse("case-rights-new", args=[case.public_id])
    assert "見せない相手" in client_for("manager").get(url).content.decode()
    assert 'name="hide_staff"' not in client_for("specialist").get(url).content.decode()


def test_the_officers_are_named_and_ended_on_their_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    client = client_for("officer")
    staff = room.region.staff["core_staff"]
    answer = client.post(
        reverse("rights-officer-new"),
        {"staff": str(staff.public_id), "valid_from": NOW.date().isoformat()},
    )
    assert answer.status_code == 302
    page = client.get(reverse("rights-officers")).content.decode()
    assert staff.name in page
    assert client_for("core_staff").get(reverse("rights-figures")).status_code == 200
    told = client_for("specialist").get(reverse("rights-officers")).content.decode()
    assert "市町村の窓口に電話" in told and staff.name not in told
    assert client_for("core_manager").post(
        reverse("rights-officer-new"), {}
    ).status_code == 403  # fmt: skip
    way = page.split('action="')[-1].split('"')[0]
    assert client.post(way).status_code == 302
    assert client.post(
        reverse("rights-officer-end", args=[uuid4()])
    ).status_code == 404  # fmt: skip


def test_people_are_added_and_ended_on_the_page(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    officer, helper = client_for("officer"), client_for("consultant")
    page_url = reverse("rights-page", args=[concern.public_id])
    assert helper.get(page_url).status_code == 404
    answer = officer.post(
        reverse("rights-viewer-new", args=[concern.public_id]),
        {"staff": str(room.region.staff["consultant"].public_id), "reason": "分離先"},
    )
    assert answer.status_code == 302
    seen = helper.get(page_url).content.decode()
    assert FACTS in seen and REPORTER not in seen
    way = officer.get(page_url).content.decode().split("/people/")[1].split('"')[0]
    officer.post(f"{page_url}people/{way}")
    assert helper.get(page_url).status_code == 404


def test_the_list_and_the_page_take_a_constant_number_of_queries(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    case = room.case()
    rights.tell(case)
    client = client_for("officer")
    client.get(reverse("rights-list"))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as taken:
            assert client.get(reverse("rights-list")).status_code == 200
        counts.append(len(taken))
        for _ in range(4):
            rights.tell(case)
    assert counts[0] == counts[1]
    assert counts[0] <= 22


def test_a_step_sent_twice_is_written_once(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    concern = rights.tell(room.case())
    url = reverse("rights-step", args=[concern.public_id])
    step = {
        "kind": "step", "happened_on": localtime(NOW).date().isoformat(),
        "happened_time": f"{localtime(NOW):%H:%M}", "text": "様子を見た。", "key": str(uuid4()),
    }  # fmt: skip
    client = client_for("specialist")
    for _ in range(2):
        assert client.post(url, step).status_code == 302
    assert ConcernStep.objects.unscoped("test").count() == 1


def test_a_mistaken_closing_is_taken_back_and_closed_again(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    rights.respond(concern)
    with pytest.raises(UserError, match="RIG-015"):
        rights.respond(concern, kind=StepKind.CLOSING, at=NOW - timedelta(hours=1))
    rights.respond(concern, kind=StepKind.CLOSING)
    with pytest.raises(UserError, match="RIG-006"):
        rights.respond(concern, kind=StepKind.REOPENING, by="specialist")
    page_url = reverse("rights-page", args=[concern.public_id])
    assert "対応を書く" in client_for("officer").get(page_url).content.decode()
    rights.respond(concern, kind=StepKind.REOPENING, text="書きちがい")
    concern.refresh_from_db()
    assert concern.closed_at is None
    rights.respond(concern, kind=StepKind.CLOSING)
    concern.refresh_from_db()
    assert concern.closed_at == NOW


def test_the_officers_tie_a_concern_to_the_person(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    case, other = room.case(), room.case(name="架空 次郎", kana="かくう じろう")
    concern = rights.tell(None)
    url = reverse("rights-link", args=[concern.public_id])
    page_url = reverse("rights-page", args=[concern.public_id])
    officer = client_for("officer")
    assert url in officer.get(page_url).content.decode()
    assert client_for("specialist").get(url).status_code == 403
    for address in ("どこか", f"https://x/cases/{uuid4()}/"):
        refused = officer.post(url, {"address": address})
        assert refused.status_code == 422 and "CAS-012" in refused.content.decode()
    way = f"https://tsunagi.example{reverse('case-page', args=[other.public_id])}"
    assert officer.post(url, {"address": way}).status_code == 302
    assert "架空 次郎さん" in officer.get(page_url).content.decode()
    assert "RIG-016" in officer.post(url, {"address": way}).content.decode()
    assert officer.post(url, {"address": str(case.public_id)}).status_code == 302
    page = officer.get(page_url).content.decode()
    assert "架空 花子さん" in page and "架空 次郎" not in page
    assert "だれのことかが分かったので" in page and "つなぎ直した" in page
    for event in AuditEvent.objects.filter(action="rights.link", target_kind__gt=""):
        assert not event.subjects.exists() and event.details == {}


def test_a_long_list_goes_on(room: CaseRoom, rights: RightsRoom) -> None:
    rights.name("officer")
    told = [rights.tell(None, received_at=NOW - timedelta(hours=n)) for n in (1, 2, 3)]
    rights.respond(told[1])
    actor = room.actor("officer")
    found, after = [], None
    for _ in range(3):
        lines, after = queries.concern_list(
            actor=actor, wanted=ConcernFilter(), now=NOW, after=after, limit=1
        )
        found += [line.concern for line in lines]
    assert after is None
    assert found == [told[2], told[0], told[1]]


def test_each_button_of_a_row_says_which(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    rights.name("officer")
    concern = rights.tell(room.case())
    staff = room.region.staff["consultant"]
    client_for("officer").post(
        reverse("rights-viewer-new", args=[concern.public_id]),
        {"staff": str(staff.public_id), "reason": "分離先"},
    )
    page = client_for("officer").get(reverse("rights-page", args=[concern.public_id]))
    hidden = f'終える<span class="visually-hidden">: {staff.name}</span>'
    assert hidden in page.content.decode()


def test_all_that_waits_is_counted(
    room: CaseRoom, rights: RightsRoom, monkeypatch: pytest.MonkeyPatch
) -> None:
    rights.name("officer")
    monkeypatch.setattr(queries, "PAGE", 1)
    for _ in range(2):
        rights.tell(None)
    waiting = queries.waiting_concerns(actor=room.actor("officer"), now=NOW)
    assert waiting.count == 2


def test_whoever_has_told_a_concern_goes_on_searching(
    room: CaseRoom, rights: RightsRoom, client_for: ClientFor
) -> None:
    case = room.case()
    rights.tell(case)
    client = client_for("specialist")
    for name in ("person-search", "note-search"):
        page = client.post(reverse(name), {"q": "かくう"})
        assert page.status_code == 200, name
    page = client.post(reverse("person-search"), {"q": "かくう"})
    assert reverse("case-page", args=[case.public_id]) in page.content.decode()

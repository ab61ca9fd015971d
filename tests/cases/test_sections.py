"""本人のことの文章: 書きかけは残り、これまでの言葉は年ごとに並ぶ。"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.test_page_sight import mother_of
from tests.conftest import NOW, TODAY
from tsunagi.access.drafts.models import Draft
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.person.actions import edit_person, write_section
from tsunagi.cases.person.models import PersonSection
from tsunagi.cases.person.rules import Section

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def write(room: CaseRoom, case: Case, text: str, version: int, days: int = 0) -> None:
    write_section(
        case=case, section=Section.WISHES, text=text, version=version,
        by=room.actor("specialist"), now=NOW + timedelta(days=days),
    )  # fmt: skip


def edit_url(case: Case) -> str:
    return reverse("person-section", args=[case.public_id, "wishes"])


def test_what_was_kept_comes_back_and_ends_with_the_saving(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    typed = {"text": "海の近くで暮らしたい。", "version": "0"}
    client.post(edit_url(case), {**typed, "_draft": "1"})
    assert Draft._base_manager.count() == 1
    assert not PersonSection._base_manager.exists()
    page = client.get(edit_url(case)).content.decode()
    assert "海の近くで暮らしたい。" in page
    shown = {
        name: re.findall(f'name="{name}" value="([^"]*)"', page)[0]
        for name in ("_draft_seen", "_draft_tab")
    }
    assert client.post(edit_url(case), typed | shown).status_code == 302
    assert PersonSection._base_manager.get().text == typed["text"]
    assert not Draft._base_manager.exists()


def test_a_draft_never_lands_on_somebodys_newer_text(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    write(room, case, "はじめの言葉", 0)
    client = client_for("specialist")
    client.post(edit_url(case), {"text": "書きかけ", "version": "1", "_draft": "1"})
    write(room, case, "ほかの人の言葉", 1)
    page = client.get(edit_url(case)).content.decode()
    assert "ほかの人の言葉" in page
    assert "書きかけ" not in page


def test_every_earlier_text_by_year(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    for number, days in enumerate((0, 30, 400)):
        write(room, case, f"{number}回目の言葉", number, days)
    client = client_for("specialist")
    url = reverse("section-history", args=[case.public_id, "wishes"])
    page = client.get(url).content.decode()
    order = [page.index(f"{number}回目の言葉") for number in (2, 1, 0)]
    assert order == sorted(order)
    assert page.index("令和9年度") < page.index("令和8年度")
    assert page.count("いまの言葉") == 1
    assert AuditEvent.objects.filter(action="person.section_history").count() == 1
    link = client.get(reverse("case-person", args=[case.public_id])).content.decode()
    assert url in link


def test_only_whoever_sees_the_support(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    write(room, case, "言葉", 0)
    url = reverse("section-history", args=[case.public_id, "wishes"])
    assert client_for("alone").get(url).status_code == 404
    wrong = reverse("section-history", args=[case.public_id, "nothing"])
    assert client_for("specialist").get(wrong).status_code == 404


def test_the_history_speaks_in_words(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case(disability_kinds=["NAT-K1"], support_level="3", sex="female")
    edit_person(
        case=case,
        values={"disability_kinds": ["NAT-K4"], "support_level": "4", "sex": "male"},
        version=case.person.version, by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    mother_of(room, case)
    page = client_for("specialist").get(reverse("case-person", args=[case.public_id]))
    html = page.content.decode()
    for word in ("精神障害", "区分4", "区分3"):
        assert word in html, word
    for code in ("NAT-K1", "NAT-K4", ">male<", ">mother<"):
        assert code not in html, code

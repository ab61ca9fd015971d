"""つなぎ、基幹への相談、問い合わせ、訪ねる人の画面。"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.cases.intake.test_handoffs import hand_over
from tsunagi.cases.intake.models import CoreQuestion, Handoff, Reception

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
NEW = "/receptions/new/"


def receptions() -> list[Reception]:
    return list(Reception.objects.unscoped(WHY).order_by("id"))


def page_of(reception: Reception) -> str:
    return reverse("reception-page", args=[reception.public_id])


def test_where_to_send_is_a_page_and_a_panel(client_for: Any) -> None:
    client = client_for("specialist")
    where = reverse("reception-places")
    assert "架空 core" in client.get(where).content.decode()
    panel = client.get(f"{where}?result=plan", headers={"HX-Request": "true"})
    text = panel.content.decode()
    assert "架空 alone" in text and "<html" not in text


def test_a_handoff_by_the_pages(room: CaseRoom, client_for: Any, take: Take) -> None:
    reception = take(person_name="架空 太郎", result="refer")
    ours, theirs = client_for("specialist"), client_for("consultant")
    where = reverse("handoff-new", args=[reception.public_id])
    assert "同じ条件の事業所は" in ours.get(where).content.decode()
    core = room.region.offices["core"]
    ours.post(where, {
        "office": str(core.public_id), "reason": "担当の地域", "way": "phone",
        "asked_on": "R8.11.22",
    })  # fmt: skip
    handoff = Handoff.objects.unscoped(WHY).get()
    assert handoff.office == core and "架空 core" in handoff.shown
    page = reverse("handoff-page", args=[handoff.public_id])
    assert client_for("alone").get(page).status_code == 404
    assert "返事を代わりに入れる" in ours.get(page).content.decode()
    assert ours.get("/handoffs/")["Location"] == "/handovers/"
    assert "架空 core" in ours.get("/handovers/?view=sent").content.decode()
    inbox = theirs.get("/handovers/").content.decode()
    assert "架空 hikari" in inbox and page in inbox and "受付からのつなぎ" in inbox
    shown = theirs.get(page).content.decode()
    assert "架空 太郎" not in shown and reception.complaint in shown
    assert "相手が開いた" in ours.get(page).content.decode()
    asked = theirs.post(f"{page}question/", {"question": "通院は？"})
    assert asked["Location"] == page
    assert "引継ぎで尋ねられたことが1件" in ours.get("/").content.decode()
    refused = ours.post(f"{page}reply/", {"reply": "太郎さんは月に一度"})
    assert refused.status_code == 422 and "HND-001" in refused.content.decode()
    ours.post(f"{page}reply/", {"reply": "月に一度"})
    assert "月に一度" in theirs.get(page).content.decode()
    key = theirs.get(f"{page}accept/").context["form"]["key"].value()
    taken = theirs.post(f"{page}accept/", {"key": key, "note": "お待ちしています"})
    assert taken["Location"] == page
    for client in (ours, theirs):
        assert "つながったかを確かめる方が1人" in client.get("/").content.decode()
        assert page in client.get("/handovers/?view=sent").content.decode()
    arrived = {"on": localdate().isoformat(), "note": "", "version": "99"}
    assert theirs.post(f"{page}arrived/", arrived).status_code == 422
    version = theirs.get(f"{page}arrived/").context["form"]["version"].value()
    theirs.post(f"{page}arrived/", {**arrived, "version": version})
    assert "つながったことを確かめた日" in ours.get(page).content.decode()
    assert page in theirs.get("/handovers/?view=answered").content.decode()


def test_one_press_declines_and_the_outline_is_gone(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    reception = take(result="refer")
    handoff = hand_over(room, reception)
    page = reverse("handoff-page", args=[handoff.public_id])
    ours, theirs = client_for("specialist"), client_for("consultant")
    assert theirs.post(f"{page}decline/", {"why": "full"}).status_code == 302
    again = theirs.post(f"{page}decline/", {"why": "unfit"}, follow=True)
    assert "HND-009" in again.content.decode()
    assert reception.complaint not in theirs.get(page).content.decode()
    shown = ours.get(page).content.decode()
    assert "空きがない" in shown and reception.complaint in shown


def test_a_partner_without_account_by_the_pages(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    reception = take(result="refer", person_name="架空 太郎", phone="000-111-2222")
    handoff = hand_over(
        room, reception, office=None, partner_name="架空病院", shares_name=True
    )
    page = reverse("handoff-page", args=[handoff.public_id])
    ours = client_for("specialist")
    sheet = ours.get(f"{page}sheet/").content.decode()
    assert "架空 太郎" in sheet and "000-111-2222" in sheet and "架空病院" in sheet
    until = localdate() + timedelta(days=20)
    ours.post(f"{page}extend/", {"answer_by": until.isoformat()})
    key = ours.get(f"{page}answer/").context["form"]["key"].value()
    values = {"key": key, "taken": "yes", "decline": "", "way": "phone", "name": "",
              "on": localdate().isoformat(), "note": ""}  # fmt: skip
    assert ours.post(f"{page}answer/", values).status_code == 422
    ours.post(f"{page}answer/", {**values, "name": "架空 次郎"})
    shown = ours.get(page).content.decode()
    assert "代理入力" in shown and "電話で" in shown and "架空 次郎" in shown
    assert "代理入力" in ours.get(page_of(reception)).content.decode()


def test_a_withdrawn_handoff_says_so_to_the_other_side(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    handoff = hand_over(room, take(result="refer"))
    page = reverse("handoff-page", args=[handoff.public_id])
    ours, theirs = client_for("specialist"), client_for("consultant")
    assert theirs.get(f"{page}withdraw/").status_code == 404
    version = ours.get(f"{page}withdraw/").context["form"]["version"].value()
    ours.post(f"{page}withdraw/", {"reason": "本人が選び直した", "version": version})
    assert "取り下げた" in theirs.get(page).content.decode()


def test_a_question_by_the_pages(room: CaseRoom, client_for: Any, take: Take) -> None:
    reception = take(area=room.region.areas["east"])
    ours, theirs = client_for("specialist"), client_for("core_staff")
    where = reverse("core-ask", args=[reception.public_id])
    assert "架空 coreに相談する" in ours.get(where).content.decode()
    ours.post(where, {"question": "どこへ？"})
    question = CoreQuestion.objects.unscoped(WHY).get()
    answer = reverse("core-answer", args=[question.public_id])
    assert "どこへ？" in theirs.get(answer).content.decode()
    assert theirs.post(answer, {"answer": ""}).status_code == 422
    assert theirs.post(answer, {"answer": "委託で受けます"}).status_code == 302
    assert "委託で受けます" in ours.get(page_of(reception)).content.decode()


def test_a_match_request_by_the_pages(
    room: CaseRoom, client_for: Any, take: Take
) -> None:
    elsewhere = room.case(office="alone", by="alone", staff="alone")
    known = take(person_kana="かくう はなこ", birth_on=date(1990, 5, 5))
    unknown = take(person_kana="だれも いない", birth_on=date(1991, 1, 1))
    ours, theirs = client_for("specialist"), client_for("core_staff")
    answers = []
    for reception in (known, unknown):
        where = reverse("match-ask", args=[reception.public_id])
        assert ours.get(where).status_code == 200
        response = ours.post(where, {}, follow=True).content.decode()
        assert "お問い合わせを受け付けました。" in response
        answers.append("花子" in response or "alone" in response)
    assert answers == [False, False]
    assert ours.get("/matches/").status_code == 403
    listed = theirs.get("/matches/").content.decode()
    first = re.search(r'href="(/matches/[0-9a-f-]+/)"', listed)[1]
    assert "候補を見る" in theirs.get(first).content.decode()
    assert theirs.post(f"{first}open/").status_code == 302
    assert "架空 花子" in theirs.get(first).content.decode()
    response = theirs.post(
        first, {"answer": "same", "matched": str(elsewhere.public_id)}
    )
    assert response["Location"] == "/matches/"
    assert "連絡があります" in ours.get(page_of(known)).content.decode()
    late = theirs.post(f"{first}open/", follow=True).content.decode()
    assert "INT-008" in late


def test_outreach_by_the_pages(client_for: Any, typed: dict[str, Any]) -> None:
    client: Client = client_for("specialist")
    assert "この見方の方はいません" in client.get("/outreach/").content.decode()
    made = client.post("/outreach/new/", {
        "about": "窓が閉まったまま", "heard_from": "neighbour", "heard_on": "R8.11.20",
    })  # fmt: skip
    page = made["Location"]
    assert "窓が閉まったまま" in client.get("/outreach/").content.decode()
    assert client_for("alone").get(page).status_code == 404
    tried = {"tried_on": "R8.11.21", "method": typed["method"], "result": "留守",
             "version": "1"}  # fmt: skip
    assert client.post(f"{page}attempt/", tried).status_code == 302
    assert "留守" in client.get(page).content.decode()
    assert client.post(f"{page}attempt/", tried).status_code == 422, "an old version"
    lead = page.rstrip("/").rsplit("/", 1)[1]
    assert "会えた" in client.get(f"{NEW}?lead={lead}").content.decode()
    assert client.post(f"{NEW}?lead={lead}", typed).status_code == 302
    assert receptions()[0].lead is not None
    assert "窓が閉まったまま" in client.get("/outreach/?state=met").content.decode()
    other = client.post("/outreach/new/", {
        "about": "別の人", "heard_from": "police", "heard_on": "R8.11.20",
    })["Location"]  # fmt: skip
    closing = {"reason": "declined", "on": "R8.11.22", "version": "1"}
    assert client.post(f"{other}close/", closing).status_code == 302
    assert "別の人" in client.get("/outreach/?state=closed").content.decode()


def test_result_edit_and_join_by_the_pages(
    room: CaseRoom, client_for: Any, take: Take, typed: dict[str, Any]
) -> None:
    client = client_for("specialist")
    ours, reception = room.case(), take(person_kana="かくう はなこ")
    edit = reverse("reception-edit", args=[reception.public_id])
    assert "かくう はなこ" in client.get(edit).content.decode()
    sent = {**typed, "person_kana": "かくう はなこ", "version": "1"}
    assert client.post(edit, {**sent, "birth": "平成2年5月"}).status_code == 302
    assert receptions()[0].birth_precision == "month"
    assert client.post(edit, sent).status_code == 422, "an old version"
    join = reverse("reception-join", args=[reception.public_id])
    assert "架空 花子" in client.get(join).content.decode()
    known = {"known_case": str(ours.public_id)}
    assert client.post(join, known).status_code == 302
    assert client.post(join, known).status_code == 422
    assert "名前・住所・電話番号は" in client.get(edit).content.decode()
    result = reverse("reception-result", args=[reception.public_id])
    version = receptions()[0].version
    response = client.post(result, {"result": "short", "version": version})
    assert response.status_code == 302 and receptions()[0].result == "short"


def test_a_case_can_ask_by_its_page(room: CaseRoom, client_for: Any) -> None:
    where = reverse("case-match-ask", args=[room.case().public_id])
    assert client_for("alone").get(where).status_code == 404
    client = client_for("specialist")
    assert client.get(where).status_code == 200
    text = client.post(where, {}, follow=True).content.decode()
    assert "お問い合わせを受け付けました。" in text
    listed = client_for("core_staff").get("/matches/").content.decode()
    assert "架空 hikariから" in listed

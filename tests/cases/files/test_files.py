"""書類: 付ける、見る、開く、取り下げる。見てよい人だけに、いつも保存で。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.uploads.corpus import GOOD, pdf, picture
from tests.cases.conftest import CaseRoom
from tests.cases.test_person_actions import shield
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.encryption import KeyProblem
from tsunagi.access.models import AuditEvent
from tsunagi.access.uploads.checking import CheckedFile, check_upload
from tsunagi.cases.case.models import Case, CaseEvent
from tsunagi.cases.case.queries import case_by_public_id
from tsunagi.cases.consent import actions as consents
from tsunagi.cases.consent.actions import NewConsent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation
from tsunagi.cases.consent.rules import Purpose as ConsentPurpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files import actions, queries
from tsunagi.cases.files.actions import NewFile
from tsunagi.cases.files.models import CaseFile, CaseFileContent
from tsunagi.cases.files.rules import Purpose, class_of, size_words
from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.person.shield_actions import end_shield
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@cache
def checked() -> CheckedFile:
    """Looked into once: that costs a process, and what it finds is tested elsewhere."""
    return check_upload("通知.pdf", pdf())


def another() -> CheckedFile:
    """A paper like no other: the same one is kept only once."""
    return replace(checked(), data=checked().data + b"\n" + uuid4().hex.encode())


def added(
    room: CaseRoom, case: Case, purpose: Purpose = Purpose.LETTER, **more: Any
) -> CaseFile:
    data = more.pop("data", None)
    new = NewFile(
        check_upload("通知.pdf", data) if data else another(), purpose, **more
    )
    return actions.add_file(case=case, new=new, by=room.actor("specialist"), now=NOW)


def sent(
    name: str = "通知.pdf", data: bytes | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "file": SimpleUploadedFile(name, pdf() if data is None else data),
        "purpose": "letter", "title": "", "dated_on": "", "key": str(uuid4()), **more,
    }  # fmt: skip


def share(room: CaseRoom, case: Case, classes: tuple[FieldClass, ...]) -> None:
    consents.record_consent(
        case=case,
        new=NewConsent(
            offices=[room.region.offices["alone"]],
            other_recipients=[],
            purposes=[next(iter(ConsentPurpose))],
            classes=classes,
            explained_on=TODAY,
            explanation=next(iter(Explanation)),
            given_by_kinship=Kinship.SELF,
            given_on=TODAY,
            method=next(iter(ConsentMethod)),
        ),
        by=room.actor("specialist"),
        now=NOW,
    )


def test_a_paper_is_kept_sealed_and_comes_back(room: CaseRoom) -> None:
    case, data = room.case(), pdf()
    file = added(room, case, data=data, title="父の件", dated_on=date(2026, 3, 1))
    assert (file.title, file.name, file.size) == ("父の件", "通知.pdf", len(data))
    content = CaseFileContent._base_manager.get(file=file)
    assert b"%PDF" not in bytes(content.sealed)
    found, opened = queries.content_of(
        actor=room.actor("specialist"), public_id=file.public_id, now=NOW
    )
    assert (found.pk, opened) == (file.pk, data)
    event = CaseEvent._base_manager.get(case=case, kind="file")
    assert file.title not in event.text


def test_content_moved_to_another_paper_does_not_open(room: CaseRoom) -> None:
    case = room.case()
    one, two = added(room, case), added(room, case)
    stolen = CaseFileContent._base_manager.get(file=one)
    stolen.file = two
    with pytest.raises(KeyProblem):
        stolen.opened()


def test_the_same_paper_is_not_kept_twice(room: CaseRoom) -> None:
    case, data = room.case(), pdf()
    file = added(room, case, data=data, title="決定通知")
    with pytest.raises(UserError, match="決定通知"):
        added(room, case, data=data)
    actions.withdraw_file(file=file, reason="誤り", by=room.actor("manager"), now=NOW)
    assert added(room, case, data=data).pk != file.pk


def test_a_date_in_the_future_is_refused(room: CaseRoom) -> None:
    with pytest.raises(UserError) as refused:
        added(room, room.case(), dated_on=TODAY + timedelta(days=1))
    assert refused.value.field == "dated_on"


@pytest.mark.parametrize("purpose", Purpose)
@pytest.mark.parametrize(
    "classes", [tuple(FieldClass(letter) for letter in letters)
                for letters in ("1", "13", "134", "1347", "123", "1234", "12347")],
)  # fmt: skip
def test_consent_opens_the_papers_of_its_classes(
    purpose: Purpose, classes: tuple[FieldClass, ...], room: CaseRoom
) -> None:
    case = room.case()
    file = added(room, case, purpose)
    actor = room.actor("alone")
    with pytest.raises(NotVisible):
        queries.file_by_public_id(actor=actor, public_id=file.public_id, now=NOW)
    share(room, case, classes)
    actor = room.actor("alone")
    seen = case_by_public_id(actor=actor, public_id=case.public_id, now=NOW)
    listed = queries.files_of(actor=actor, seen=seen)
    if {class_of(purpose), FieldClass.WHEREABOUTS} <= set(classes):
        assert queries.file_by_public_id(actor=actor, public_id=file.public_id, now=NOW)
        assert [one.pk for one in listed] == [file.pk]
    else:
        assert listed == []
        with pytest.raises(NotVisible):
            queries.file_by_public_id(actor=actor, public_id=file.public_id, now=NOW)


def test_a_shield_hides_the_papers_from_whoever_it_does_not_name(
    room: CaseRoom, client_for: ClientFor
) -> None:
    """Most papers carry the address; nobody can take it out of them."""
    case = room.case()
    file = added(room, case, Purpose.CERTIFICATE, title="架空の紙")
    running = shield(room, case, "specialist", who="specialist")
    listed = reverse("case-files", args=[case.public_id])
    opened = reverse("file-open", args=[file.public_id])
    for who, sees in (("specialist", True), ("manager", False)):
        client = client_for(who)
        page = client.get(listed).content.decode()
        assert ("架空の紙" in page) is sees, who
        assert ("秘匿で名を挙げた職員だけ" in page) is not sees, who
        assert client.get(opened).status_code == (200 if sees else 404), who
    end_shield(case=case, shield=running, by=room.actor("specialist"), now=NOW)
    assert client_for("manager").get(opened).status_code == 200


def test_who_only_reads_adds_and_withdraws_nothing(room: CaseRoom) -> None:
    case = room.case()
    file = added(room, case)
    share(room, case, tuple(FieldClass(letter) for letter in "1234"))
    new = NewFile(check_upload("a.txt", b"abc"), Purpose.OTHER)
    for act in (
        lambda: actions.add_file(case=case, new=new, by=room.actor("alone"), now=NOW),
        lambda: actions.withdraw_file(
            file=file, reason="x", by=room.actor("alone"), now=NOW
        ),
    ):
        with pytest.raises(AccessDenied):
            act()
    assert CaseFile._base_manager.filter(withdrawn_at=None).count() == 1


def test_adding_on_the_screen_and_opening(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    paper = pdf()
    data = sent(data=paper, dated_on="令和8年4月1日", title="決定通知")
    url = reverse("file-new", args=[case.public_id])
    answer = client.post(url, data)
    assert answer.status_code == 302
    page = client.get(reverse("case-files", args=[case.public_id])).content.decode()
    assert "決定通知" in page
    assert "通知.pdf" in page
    file = CaseFile._base_manager.get()
    opened = client.get(reverse("file-open", args=[file.public_id]))
    assert opened.content == paper
    assert opened["Content-Type"] == "application/pdf"
    assert opened["Content-Disposition"].startswith("attachment")
    assert opened["X-Content-Type-Options"] == "nosniff"
    assert opened["Content-Security-Policy"].startswith("sandbox")
    look = AuditEvent.objects.filter(action="file.view").get()
    assert {s.subject_public_id for s in look.subjects.all()} == {case.person.public_id}


def test_sent_twice_is_kept_once(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    client = client_for("specialist")
    url, key = reverse("file-new", args=[case.public_id]), str(uuid4())
    for _ in range(2):
        assert client.post(url, sent(key=key)).status_code == 302
    assert CaseFile._base_manager.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("悪い.exe", b"MZ", "のファイルを選んでください"),
        ("空.pdf", b"", "中身が空です"),
        ("偽.pdf", b"<html>", "中身の種類が違います"),
        ("壊れ.jpg", picture()[:100], "壊れているか"),
    ],
)
def test_a_refused_file_says_why_and_keeps_the_rest(
    name: str, data: bytes, said: str, room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    answer = client_for("specialist").post(
        reverse("file-new", args=[case.public_id]), sent(name, data, title="写し")
    )
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert 'value="写し"' in html
    assert not CaseFile._base_manager.exists()


def test_a_paper_of_a_record_stands_on_its_page(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    contact = room.contact(case)
    client = client_for("specialist")
    url = f"{reverse('file-new', args=[case.public_id])}?record={contact.record_id}"
    assert client.post(url, sent(purpose="record")).url == reverse(
        "contact-page", args=[contact.record_id]
    )
    page = client.get(reverse("contact-page", args=[contact.record_id]))
    assert "通知" in page.content.decode()
    assert CaseFile._base_manager.get().record_id == contact.record_id


def test_a_record_of_another_person_is_not_named(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case, other = room.case(), room.case(name="架空 次郎")
    contact = room.contact(other)
    client = client_for("specialist")
    for query in (f"record={contact.record_id}", "record=x", f"consent={uuid4()}"):
        url = f"{reverse('file-new', args=[case.public_id])}?{query}"
        assert client.get(url).status_code == 404
        assert client.post(url, sent()).status_code == 404
    assert not CaseFile._base_manager.exists()


def test_a_withdrawn_paper_cannot_be_opened_and_keeps_its_reason(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    file = added(room, case, title="別の方の通知")
    client = client_for("specialist")
    url = reverse("file-withdraw", args=[file.public_id])
    assert client.post(url, {"reason": " "}).status_code == 422
    assert client.post(url, {"reason": "別の方の書類だった"}).status_code == 302
    assert client.get(reverse("file-open", args=[file.public_id])).status_code == 404
    assert client.post(url, {"reason": "もう一度"}).status_code == 404
    listed = reverse("case-files", args=[case.public_id])
    assert "別の方の通知" not in client.get(listed).content.decode()
    shown = client.get(f"{listed}?withdrawn=1").content.decode()
    assert "別の方の書類だった" in shown


def test_as_many_queries_for_many_papers(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("case-files", args=[case.public_id])
    client.get(url)
    counts = []
    for number in (1, 5):
        for _ in range(number):
            added(room, case)
        with CaptureQueriesContext(connection) as caught:
            client.get(url)
        counts.append(len(caught))
        assert not any('"sealed"' in query["sql"] for query in caught)
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 KB"), (240 * 1024, "240 KB"), (1_572_864, "1.5 MB")]
)
def test_sizes(count: int, words: str) -> None:
    assert size_words(count) == words


def test_every_good_file_of_the_corpus_can_be_added(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case = room.case()
    client = client_for("specialist")
    url = reverse("file-new", args=[case.public_id])
    for name, data in GOOD.items():
        assert client.post(url, sent(name, data)).status_code == 302, name
    assert CaseFile._base_manager.count() == len(GOOD)

"""一人分の PDF: 画面と同じ中身が、文字として入り、見てはいけないものは入らない。"""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from tests.access.uploads.corpus import pdf
from tests.cases.conftest import CaseRoom
from tests.cases.lists.test_own_records import ClientFor, confirmed, of_alone
from tests.cases.test_person_actions import shield
from tests.conftest import NOW
from tsunagi.access.models import AuditEvent
from tsunagi.access.uploads.checking import check_upload
from tsunagi.cases.files.actions import NewFile, add_file
from tsunagi.cases.files.rules import Purpose
from tsunagi.cases.lists import own_views
from tsunagi.cases.person.actions import write_section
from tsunagi.cases.person.rules import Section
from tsunagi.ui.pdf_fonts import MISSING, is_drawn, marks, runs
from tsunagi.ui.pdffile import Block, write_pdf

TYPED = "髙橋と𠮷野、<太字> & ㈱架空。\n二行目です。"


def pages(content: bytes) -> list[str]:
    """The text of every page, without the line ends that its width and fonts make."""
    found = []
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            text = page.get_textpage()
            found.append(text.get_text_range().replace("\r\n", ""))
            text.close()
            page.close()
    return found


def read(content: bytes) -> str:
    return "".join(pages(content))


def test_what_was_typed_stands_in_the_file() -> None:
    blocks = [
        Block("本人の情報", rows=[("氏名", "架空 花子"), ("電話", "")]),
        Block("経過", entries=[("4月1日", TYPED)] * 80),
    ]
    content = write_pdf("架空 花子さんの記録", blocks, mark="取扱注意　見本 太郎")
    assert len(pages(content)) > 3
    assert all(page.startswith("取扱注意") for page in pages(content))
    text = read(content)
    assert text.count("二行目です。") == 80
    assert "<太字> & ㈱架空。" in text
    with pypdfium2.PdfDocument(content) as document:
        assert "花子" not in str(document.get_metadata_dict())


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("Ⅲ型", "III型"), ("あ\tい", "あ い"), ("", "")],
)
def test_what_the_font_draws_in_another_way(typed: str, shown: str) -> None:
    assert "".join(part for _, part in runs(typed)) == shown


def test_what_no_font_holds_is_seen_to_be_missing_and_not_lost() -> None:
    drawn, like = marks("😀")[0], marks(MISSING)[0]
    assert (drawn.font, drawn.width) == (like.font, like.width)
    assert drawn.code != like.code and not is_drawn("😀")
    assert "笑😀顔" in read(
        write_pdf("題", [Block("見出し", entries=[("", "笑😀顔")])], mark="x")
    )


@pytest.mark.django_db
def test_one_person_as_a_file(room: CaseRoom, client_for: ClientFor) -> None:
    case = room.case()
    write_section(
        case=case, section=Section.WISHES, text="海の近くで暮らしたい。", version=0,
        by=room.actor("specialist"), now=NOW,
    )  # fmt: skip
    for number in range(60):
        room.contact(case, text=f"記録その{number}。", occurred_on=date(2026, 4, 2))
    client = client_for("specialist")
    url = reverse("case-print", args=[case.public_id])
    answer = client.get(url, {"format": "pdf"})
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="record.pdf"'
    text = read(answer.content)
    assert "海の近くで暮らしたい。" in text
    assert text.index("記録その0。") < text.index("記録その59。")
    assert "000-111-2222" in text
    assert AuditEvent.objects.filter(action="case.print").count() == 1
    assert client_for("alone").get(url, {"format": "pdf"}).status_code == 404


@pytest.mark.django_db
def test_a_shielded_address_is_in_no_pdf(room: CaseRoom, client_for: ClientFor) -> None:
    case = of_alone(room)
    shield(room, case, "specialist", who="alone")
    client = confirmed(client_for("alone"))
    one = client.get(reverse("case-print", args=[case.public_id]), {"format": "pdf"})
    every = client.post(reverse("own-export"), {"format": "pdf"})
    with zipfile.ZipFile(io.BytesIO(every.content)) as archive:
        inside = read(archive.read("001 架空 花子/記録.pdf"))
    for text in (read(one.content), inside):
        assert "1番地" not in text
        assert "000-111-2222" not in text


@pytest.mark.django_db
def test_all_of_an_office_of_one_with_its_papers(
    room: CaseRoom, client_for: ClientFor
) -> None:
    case, other = of_alone(room), of_alone(room, name="架空 次郎", kana="かくう じろう")
    room.case(name="架空 他人")
    paper = pdf()
    add_file(
        case=case, new=NewFile(check_upload("通知.pdf", paper), Purpose.LETTER),
        by=room.actor("alone"), now=NOW,
    )  # fmt: skip
    client = confirmed(client_for("alone"))
    answer = client.post(reverse("own-export"), {"format": "pdf"})
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == [
            "001 架空 次郎/記録.pdf",
            "002 架空 花子/書類/01 通知.pdf",
            "002 架空 花子/記録.pdf",
        ]
        assert archive.read("002 架空 花子/書類/01 通知.pdf") == paper
    event = AuditEvent.objects.get(action="case.export_own")
    assert event.details["format"] == "pdf"
    subjects = set(event.subjects.values_list("subject_public_id", flat=True))
    assert subjects == {case.person.public_id, other.person.public_id}


@pytest.mark.django_db
def test_more_papers_than_one_archive_holds(
    room: CaseRoom, client_for: ClientFor, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = of_alone(room)
    new = NewFile(check_upload("通知.pdf", pdf()), Purpose.LETTER)
    add_file(case=case, new=new, by=room.actor("alone"), now=NOW)
    monkeypatch.setattr(own_views, "MOST_BYTES", 10)
    client = confirmed(client_for("alone"))
    answer = client.post(reverse("own-export"), {"format": "pdf"}, follow=True)
    assert "300MBを超えます" in answer.content.decode()
    assert not AuditEvent.objects.filter(action="case.export_own").exists()
    excel = client.post(reverse("own-export"))
    assert excel["Content-Disposition"].endswith('"all-records.xlsx"')

"""市町村の様式: 受け取らないもの、見出しからの案、セルの対応、書き込み、使う・使わない。"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from tests.cases.papers.conftest import PlanRoom
from tests.conftest import NOW
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.cases.papers.excel import papers_excel
from tsunagi.cases.papers.fictional import fictional_paper
from tsunagi.cases.papers.forms_data import blank_paper
from tsunagi.cases.papers.models import FormTemplate
from tsunagi.cases.papers.rules import PaperKind
from tsunagi.cases.papers.template_actions import (
    NewTemplate,
    add_template,
    cell_field,
    check_template,
    use_template,
    write_cells,
)
from tsunagi.cases.papers.template_fill import suggested, written
from tsunagi.cases.papers.template_rules import (
    Spot,
    filled,
    first_bad,
    places_of,
    spot_of,
)
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.common.errors import UserError

ClientFor = Callable[[str], Client]
NAME = "葛\U000e0100城 𠮷髙"


def workbook(sheet: str = "2_1計画") -> bytes:
    """What a municipality might have made: merged boxes, a table of three rows."""
    book = Workbook()
    page = book.active
    page.title = sheet
    page.merge_cells("A1:B1")
    page["A1"] = "利用者氏名（児童氏名）"
    page.merge_cells("C1:E1")
    page["A2"] = "総合的な援助の方針"
    page["A3"] = "長期目標"
    for column, label in enumerate(
        ["優先順位", "解決すべき課題（本人のニーズ）", "支援目標"], 1
    ):
        page.cell(row=5, column=column).value = label
    page["A10"] = "=SUM(1,1)"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def repacked(data: bytes, **more: bytes) -> bytes:
    """The same package with further parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.infolist():
            new.writestr(entry, old.read(entry))
        for name, part in more.items():
            new.writestr(name, part)
    return target.getvalue()


@pytest.mark.parametrize(
    ("text", "spot"),
    [
        ("2_1計画!C5", Spot("2_1計画", "C", 5)),
        (" '１_2計画案週'!$AB$12 ", Spot("１_2計画案週", "AB", 12)),
        ("C5", None), ("計画!5C", None), ("計画!C0", None), ("計画!", None), ("", None),
    ],
)  # fmt: skip
def test_an_address_as_excel_writes_it(text: str, spot: Spot | None) -> None:
    assert spot_of(text) == spot


def test_two_boxes_never_share_a_cell() -> None:
    cells = {"name": "計画!A1", "policy": "計画!$A$1"}
    bad = first_bad(PaperKind.PLAN, cells, ["計画"])
    assert bad is not None and bad.other is not None
    assert first_bad(PaperKind.PLAN, {"name": "別!A1"}, ["計画"]) is not None
    assert first_bad(PaperKind.PLAN, {"name": "計画!A1"}, ["計画"]) is None


@pytest.mark.parametrize("kind", list(PaperKind))
def test_every_box_of_every_paper_can_be_mapped(kind: PaperKind) -> None:
    keys = [place.key for place in places_of(kind)]
    assert len(keys) == len(set(keys)) and len(keys) > 10
    paper = fictional_paper(kind, today=date(2026, 11, 22))
    names = {field.name for field in paper.fields() if field.value}
    assert names >= {field.name for field in blank_paper(kind).fields()} - {"email"}


def test_cells_are_suggested_from_the_labels() -> None:
    assert suggested(workbook(), PaperKind.PLAN) == {
        "name": "2_1計画!C1", "policy": "2_1計画!B2", "long_goal": "2_1計画!B3",
        "items.priority": "2_1計画!A6", "items.need": "2_1計画!B6",
        "items.goal": "2_1計画!C6",
    }  # fmt: skip


@pytest.mark.parametrize("kind", list(PaperKind))
def test_our_own_sheets_are_understood_as_a_template(kind: PaperKind) -> None:
    found = suggested(papers_excel([blank_paper(kind)], mark="x"), kind)
    assert {"name", "office", "author"} <= found.keys()


def test_what_is_typed_stays_text_and_rows_too_many_go_on() -> None:
    paper = fictional_paper(PaperKind.PLAN, today=date(2026, 11, 22))
    cells = {**suggested(workbook(), PaperKind.PLAN)}
    values = filled(paper, cells, step=1, most=1)
    evil = {**values.cells, Spot("2_1計画", "C", 1): f"=1+1 {NAME}"}
    done = written(workbook(), [type(values)(evil, values.over)])
    page = load_workbook(io.BytesIO(done))
    assert page["2_1計画"]["C1"].value == f"=1+1 {NAME}"
    assert page["2_1計画"]["C1"].data_type == "s"
    assert page["2_1計画"]["A10"].value == "=SUM(1,1)", "the form's own formula stays"
    rest = [cell.value for row in page["続き"].iter_rows() for cell in row]
    assert "（課題）好きなものを自分で買いたい" in rest and "優先順位" in rest


def test_a_row_grows_with_its_text() -> None:
    done = written(workbook(), [filled_with("policy", "長い方針。" * 400)])
    page = load_workbook(io.BytesIO(done))["2_1計画"]
    assert page.row_dimensions[2].height > 300
    assert page["B2"].value == "長い方針。" * 400 and page["B2"].alignment.wrap_text


def filled_with(key: str, text: str) -> Any:
    from tsunagi.cases.papers.template_rules import Filled

    spot = spot_of(suggested(workbook(), PaperKind.PLAN)[key])
    assert spot is not None
    return Filled({spot: text})


EXTERNAL = (
    b'<Relationships><Relationship Id="r9" TargetMode="External" '
    b'Type="http://x/image" Target="http://example.invalid/a.png"/></Relationships>'
)


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("様式.xlsm", workbook(), "PPR-010"),
        ("様式.xls", b"\xd0\xcf\x11\xe0", "PPR-010"),
        ("様式.xlsx", repacked(workbook(), **{"xl/vbaProject.bin": b"x"}), "PPR-010"),
        ("様式.xlsx", b"PK\x03\x04" + b"0" * 5_000_000, "PPR-011"),
        ("様式.xlsx", b"PK\x03\x04 no", "PPR-012"),
        ("様式.pdf", b"%PDF-1.7", "PPR-012"),
        ("様式.xlsx", repacked(workbook(), **{"xl/externalLinks/externalLink1.xml": b"<a/>"}), "PPR-013"),
        ("様式.xlsx", repacked(workbook(), **{"xl/worksheets/_rels/x.rels": EXTERNAL}), "PPR-013"),
    ],
    ids=["xlsm", "xls", "macro inside", "too large", "broken", "pdf", "link", "outside"],
)  # fmt: skip
def test_what_is_not_taken(name: str, data: bytes, code: str) -> None:
    with pytest.raises(UserError) as error:
        check_template(name, data)
    assert error.value.message.code == code


def add(
    region: Region, kind: PaperKind = PaperKind.PLAN, data: bytes = b""
) -> FormTemplate:
    checked = check_template("市の様式.xlsx", data or workbook())
    return add_template(
        new=NewTemplate(kind, checked, date(2026, 4, 1)), by=region.actor("officer"),
        now=NOW,
    )  # fmt: skip


@pytest.mark.django_db
def test_versions_and_who_may(region: Region) -> None:
    row = add(region)
    assert not row.is_active and row.cells["name"] == "2_1計画!C1"
    by = region.actor("officer")
    newer = write_cells(
        template=row, cells={"name": "2_1計画!C2", "nonsense": "x"}, row_step=2,
        row_most=3, version=1, by=by, now=NOW,
    )  # fmt: skip
    assert newer.cells == {"name": "2_1計画!C2"} and newer.version == 2
    assert FormTemplate._base_manager.filter(record_id=row.record_id).count() == 2
    with pytest.raises(UserError) as error:
        use_template(template=row, is_active=True, version=1, by=by, now=NOW)
    assert error.value.message.code == "PPR-016"
    for who in ("manager", "specialist", "ward_officer"):
        with pytest.raises(AccessDenied):
            use_template(
                template=newer, is_active=True, version=2, by=region.actor(who), now=NOW
            )
    details = AuditEvent.objects.filter(action="papers.template_cells").get().details
    assert details == {"kind": "plan", "version": 2}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"name": "ない!A1"}, "PPR-014"), ({"name": "C1"}, "PPR-014"),
        ({"name": "2_1計画!C1", "policy": "2_1計画!C1"}, "PPR-017"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told_with_its_sheets(
    cells: dict[str, str], code: str, region: Region
) -> None:
    row = add(region)
    with pytest.raises(UserError) as error:
        write_cells(
            template=row, cells=cells, row_step=1, row_most=3, version=1,
            by=region.actor("officer"), now=NOW,
        )  # fmt: skip
    assert error.value.message.code == code
    assert error.value.field in {cell_field("name"), cell_field("policy")}


@pytest.mark.django_db
def test_from_the_upload_to_the_filled_form(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    officer = client_for("officer")
    sent = SimpleUploadedFile("市の様式.xlsx", workbook())
    data = {"kind": "plan", "file": sent, "valid_from": "令和8年4月1日"}
    refused = officer.post(
        reverse("papers-template-new"),
        {**data, "file": SimpleUploadedFile("市の様式.xlsm", workbook())},
    )
    assert refused.status_code == 422 and "マクロ" in refused.content.decode()
    answer = officer.post(reverse("papers-template-new"), data)
    page_url = answer["Location"]
    page = officer.get(page_url).content.decode()
    assert "架空 花子" in page and "2_1計画!C1" in page and "利用者氏名" in page
    preview = officer.get(page_url + "preview/")
    assert (
        load_workbook(io.BytesIO(preview.content))["2_1計画"]["C1"].value == "架空 花子"
    )
    form = {
        "row_step": "1", "row_most": "1", "version": "1",
        cell_field("name"): "2_1計画!C1", cell_field("items.need"): "2_1計画!B6",
    }  # fmt: skip
    assert (
        officer.post(page_url, {**form, cell_field("policy"): "??"}).status_code == 422
    )
    assert officer.post(page_url, form).status_code == 302

    plan = plans.plan(name=NAME)
    plans.sheet(plan, SheetStage.PLAN)
    specialist = client_for("specialist")
    where = reverse("plan-papers-file", args=[plan.case.public_id, plan.public_id])
    own = {"kind": "plan", "format": "own"}
    assert (
        "市町村の様式がありません"
        in specialist.get(where, own, follow=True).content.decode()
    )
    officer.post(page_url + "use/", {"use": "yes", "version": "2"})
    assert "使うのをやめる" in officer.get(reverse("papers-templates")).content.decode()
    choose = reverse("plan-papers", args=[plan.case.public_id, plan.public_id])
    assert "市町村の様式で受け取る" in specialist.get(choose).content.decode()
    done = load_workbook(io.BytesIO(specialist.get(where, own).content))
    assert done["2_1計画"]["C1"].value == NAME
    assert done["2_1計画"]["B6"].value == "好きなものを自分で買いたい"
    assert "友だちと出かけたい" in [
        c.value for row in done["続き"].iter_rows() for c in row
    ]


@pytest.mark.django_db
def test_papers_of_one_workbook_come_in_one_file(
    plans: PlanRoom, client_for: ClientFor
) -> None:
    region, by = plans.room.region, plans.room.actor("officer")
    ours = papers_excel(
        [blank_paper(k) for k in (PaperKind.PLAN, PaperKind.PLAN_WEEK)], mark="x"
    )
    for kind in (PaperKind.PLAN, PaperKind.PLAN_WEEK):
        use_template(
            template=add(region, kind, ours), is_active=True, version=1, by=by, now=NOW
        )
    plan = plans.plan(name=NAME)
    plans.sheet(plan, SheetStage.PLAN)
    where = reverse("plan-papers-file", args=[plan.case.public_id, plan.public_id])
    answer = client_for("specialist").get(
        where, {"kind": ["plan", "plan_week"], "format": "own"}
    )
    book = load_workbook(io.BytesIO(answer.content))
    for name in ("2_1計画", "2_2計画週"):
        texts = [cell.value for row in book[name].iter_rows() for cell in row]
        assert NAME in texts, name
    week = [cell.value for row in book["2_2計画週"].iter_rows() for cell in row]
    assert any("生活介護" in str(text) for text in week)


@pytest.mark.django_db
def test_another_municipality_sees_no_template(
    region: Region, client_for: ClientFor
) -> None:
    row = add(region)
    page = reverse("papers-template", args=[row.record_id])
    assert client_for("minato_officer").get(page).status_code == 404
    assert client_for("specialist").get(page).status_code == 403

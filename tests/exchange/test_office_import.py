from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.codes.check_digits import modulus_10_split
from tsunagi.common.csvfile import write_csv
from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.offices.actions import import_offices
from tsunagi.exchange.offices.rules import layout
from tsunagi.organisations.office.models import Corporation, Office, OfficeKindPeriod

pytestmark = pytest.mark.django_db
# Real rows of the national open data; they stand beside the project, not inside it.
REAL = (
    Path(__file__).parents[3] / "shared" / "data" / "open_data" / "offices_sample.csv"
)


def number(serial: int) -> str:
    nine = f"47399{serial:04d}"
    return nine + modulus_10_split(nine)


def row(serial: int, **values: str) -> dict[str, str]:
    """One fictional row with the 29 columns; by our own short names."""
    return {
        **dict.fromkeys(layout()[0], ""),
        "area_code": "47000", "no": f"A{serial:010d}", "designator": "架空県",
        "corporation": "社会福祉法人架空会", "service": "計画相談支援",
        "name": f"架空相談 {serial}", "name_kana": "かくうそうだん",
        "office_number": number(serial), "city": "架空県つなぎ市東区",
        "address": "見本台1番地", "phone": "000-000-0000",
        **values,
    }  # fmt: skip


def table(rows: Sequence[dict[str, str]], encoding="utf-8-sig") -> bytes:
    columns = layout()[0]
    cells = [[r[name] for name in columns] for r in rows]
    return write_csv(list(columns.values()), cells, encoding=encoding).data


def run(region: Region, rows, *, commit=True, who="officer"):
    data = rows if isinstance(rows, bytes) else table(rows)
    return import_offices(
        data, municipality=region.municipalities["tsunagi"], by=region.actor(who),
        now=NOW, today=TODAY, commit=commit,
    )  # fmt: skip


def figures(report) -> tuple[int, int, int, int, bool]:
    return report.rows, report.new, report.changed, report.unchanged, report.committed


def test_without_commit_nothing_is_written(region: Region) -> None:
    before = Office.objects.count(), AuditEvent.objects.count()
    assert figures(run(region, [row(1), row(2)], commit=False)) == (2, 2, 0, 0, False)
    assert (Office.objects.count(), AuditEvent.objects.count()) == before


def test_new_then_unchanged_then_changed(region: Region) -> None:
    assert figures(run(region, [row(1), row(2)])) == (2, 2, 0, 0, True)
    assert figures(run(region, [row(1), row(2)])) == (2, 0, 0, 2, True)
    report = run(region, [row(1, phone="000-1"), row(2)])
    assert figures(report) == (2, 0, 1, 1, True)
    (difference,) = report.differences
    assert (difference.before, difference.after) == ("000-000-0000", "000-1")
    office = Office.objects.get(name="架空相談 1")
    assert (office.phone, office.version, office.area) == (
        "000-1",
        2,
        region.areas["east"],
    )
    assert office.revisions.get(version=2).source == "公開データ"


def test_an_empty_cell_never_wipes_our_value(region: Region) -> None:
    run(region, [row(1, fax="000-9")])
    assert figures(run(region, [row(1, fax="")])) == (1, 0, 0, 1, True)
    assert Office.objects.get(name="架空相談 1").fax == "000-9"


def test_two_services_of_one_office_are_one_office(region: Region) -> None:
    """Rows of one office do not agree in the real data; importing twice stays still."""
    rows = [
        row(1, phone="000-1"),
        row(2, name="架空相談 1", service="障害児相談支援", phone="000-2", fax="000-3"),
    ]
    assert figures(run(region, rows)) == (2, 2, 0, 0, True)
    office = Office.objects.get(name="架空相談 1")
    assert (office.phone, office.fax) == ("000-1", "000-3")
    assert sorted(office.kind_periods.values_list("kind", flat=True)) == [
        "designated_child",
        "designated_plan",
    ]
    assert figures(run(region, rows)) == (2, 0, 0, 2, True)
    assert figures(run(region, rows[1:])) == (1, 0, 0, 1, True)


@pytest.mark.parametrize(
    ("values", "column"),
    [
        ({"name": ""}, "name"),
        ({"name": "あ" * 201}, "name"),
        ({"office_number": "4739900010"}, "office_number"),
        ({"office_number": "12"}, "office_number"),
        ({"no": ""}, "no"),
        ({"service": " "}, "service"),
    ],
)
def test_one_bad_line_stops_the_whole_file(region, values, column) -> None:
    before = Office.objects.count()
    report = run(region, [row(1), row(2, **values), row(3)])
    assert not report.committed and Office.objects.count() == before
    (error,) = report.errors
    assert (error.line, error.column) == (3, layout()[0][column])
    assert error.reason


def test_every_bad_line_is_listed(region: Region) -> None:
    report = run(region, [row(1, name=""), row(2), row(3, service=""), row(2)])
    assert [error.line for error in report.errors] == [2, 4, 5]
    assert "3 行目にもあります" in report.errors[2].reason


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", b"PK\x03\x04rubbish", "x".encode("utf-16"), b"\xff\xfe\x00"],
    ids=["空", "別の列", "Excel", "UTF-16", "壊れた文字"],
)
def test_a_file_that_cannot_be_read_is_one_error(region, data) -> None:
    report = run(region, data)
    assert len(report.errors) == 1 and not report.committed


def test_cp932_is_read_as_well(region: Region) -> None:
    assert figures(run(region, table([row(1)], encoding="cp932"))) == (1, 1, 0, 0, True)


def test_damaged_values_are_warnings_and_kept_apart(region: Region) -> None:
    report = run(
        region,
        [
            row(
                1,
                corporate_number="010005005242",
                capacity="たくさん",
                latitude="999",
                longitude="1",
            )
        ],
    )
    assert report.committed and len(report.warnings) == 3
    corporation = Corporation.objects.get()
    assert corporation.corporate_number == ""
    assert "010005005242" in corporation.number_problem
    office = Office.objects.get(name="架空相談 1")
    assert office.latitude is None and office.kind_periods.get().capacity is None


def test_only_those_who_may_import(region: Region) -> None:
    for who in ("manager", "ward_officer", "minato_officer"):
        with pytest.raises(AccessDenied):
            run(region, [row(1)], who=who)


def test_queries_do_not_grow_with_the_rows(region: Region) -> None:
    """Statements are cut to what the engine takes at once, never one for each row."""

    def queries(count: int, start: int) -> int:
        rows = [row(start + n) for n in range(count)]
        with CaptureQueriesContext(connection) as captured:
            run(region, rows)
        return len(captured)

    assert abs(queries(200, 1000) - queries(2, 0)) <= 12


@pytest.mark.skipif(
    not REAL.exists(), reason="the sample of real rows is not beside us"
)
def test_the_real_rows_come_in_and_stay_still(region: Region) -> None:
    report = run(region, REAL.read_bytes())
    assert figures(report) == (13, 13, 0, 0, True)
    assert sum("法人番号" in (w.column or "") for w in report.warnings) == 2
    assert (
        OfficeKindPeriod.objects.filter(
            kind="designated_plan", open_data_no__gt=""
        ).count()
        == 6
    )
    assert (
        OfficeKindPeriod.objects.filter(
            kind="designated_child", open_data_no__gt=""
        ).count()
        == 7
    )
    assert figures(run(region, REAL.read_bytes())) == (13, 0, 0, 13, True)


# --- command and screen --------------------------------------------------------------


def command(path: Path, *options: str) -> tuple[dict, int]:
    out, status = io.StringIO(), 0
    try:
        call_command("import", "offices", str(path), "--json", *options, stdout=out)
    except SystemExit as end:
        status = int(end.code or 0)
    return json.loads(out.getvalue()), status


def test_the_command_answers_in_the_agreed_form(region: Region, tmp_path: Path) -> None:
    path = tmp_path / "offices.csv"
    path.write_bytes(table([row(1)]))
    answer, status = command(path)
    assert status == 0 and not answer["committed"] and answer["new"] == 1
    assert {
        "rows",
        "new",
        "changed",
        "unchanged",
        "errors",
        "warnings",
        "committed",
    } <= set(answer)
    answer, status = command(path, "--commit")
    assert status == 0 and answer["committed"]
    path.write_bytes(table([row(2, name="")]))
    answer, status = command(path, "--commit")
    assert status == 1 and not answer["committed"]
    assert set(answer["errors"][0]) == {"line", "column", "reason"}


def upload(client, data: bytes):
    file = SimpleUploadedFile("offices.csv", data)
    return client.post(reverse("import-offices"), {"file": file})


def test_preview_then_confirm_on_screen(client_for, region: Region) -> None:
    client = client_for("officer")
    response = upload(client, table([row(1), row(2)]))
    assert (
        response.status_code == 200
        and not Office.objects.filter(name="架空相談 1").exists()
    )
    confirm = reverse(
        "import-offices-confirm", args=[response.context["batch"].public_id]
    )
    assert client.post(confirm, follow=True).status_code == 200
    assert Office.objects.filter(name__startswith="架空相談").count() == 2
    batch = ImportBatch.objects.get()
    assert batch.committed_at and bytes(batch.content) == b""
    assert client.post(confirm).status_code == 404


def test_a_directory_that_changed_meanwhile_is_shown_again(client_for, region) -> None:
    client = client_for("officer")
    run(region, [row(1)])
    response = upload(client, table([row(1, phone="000-1")]))
    run(region, [row(1, phone="000-2")])
    confirm = reverse(
        "import-offices-confirm", args=[response.context["batch"].public_id]
    )
    page = client.post(confirm, follow=True).content.decode()
    assert "名簿のほうが変わりました" in page
    assert Office.objects.get(name="架空相談 1").phone == "000-2"


def test_a_file_with_errors_cannot_be_confirmed(client_for, region: Region) -> None:
    client = client_for("officer")
    response = upload(client, table([row(1, name="")]))
    assert response.status_code == 422
    assert "この内容で取り込む" not in response.content.decode()
    confirm = reverse(
        "import-offices-confirm", args=[response.context["batch"].public_id]
    )
    client.post(confirm)
    assert not OfficeKindPeriod.objects.filter(open_data_no__gt="").exists()


def test_nobody_confirms_for_another(client_for, region: Region) -> None:
    response = upload(client_for("officer"), table([row(1)]))
    confirm = reverse(
        "import-offices-confirm", args=[response.context["batch"].public_id]
    )
    assert client_for("second_officer").post(confirm).status_code == 404
    assert client_for("specialist").post(confirm).status_code == 403

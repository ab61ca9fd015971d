"""取り込みの画面と命令: 貼り付ける → 確かめる → 一度だけ取り込む。"""

from __future__ import annotations

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.conftest import NOW
from tests.exchange.casework import (
    OWN_NUMBER,
    contact,
    csv_of,
    give_numbers,
    pasted_of,
    person,
    place_of,
    run,
    xlsx_of,
)
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent
from tsunagi.cases.models import Case, Contact, Person
from tsunagi.exchange.batches import ImportBatch
from tsunagi.exchange.casework.actions import forget_unconfirmed, preview_table
from tsunagi.exchange.casework.rules import Kind, layout
from tsunagi.exchange.offices.actions import KIND as OFFICES

pytestmark = pytest.mark.django_db


def confirm(client: Any, kind: Kind) -> Any:
    batch = ImportBatch.objects.get(committed_at=None)
    return client.post(reverse(f"import-{kind}-confirm", args=[batch.public_id]))


def test_a_pasted_table_becomes_persons(client_for, region: Region) -> None:
    client = client_for("manager")
    pasted = pasted_of(Kind.PERSONS, [person(), person("A-2", name="架空 次郎")])
    response = client.post(reverse("import-persons"), {"pasted": pasted})
    html = response.content.decode()
    assert response.status_code == 200 and "新しい 2行" in html and "架空 次郎" in html
    assert not Person._base_manager.exists()
    response = confirm(client, Kind.PERSONS)
    assert (response.status_code, response.url) == (302, reverse("case-office"))
    assert Case._base_manager.count() == 2
    page = client.get(response.url).content.decode()
    assert "利用者を取り込みました。新しい 2行" in page and "架空 花子" in page


@pytest.mark.parametrize("name", ["persons.csv", "persons.xlsx"])
def test_a_file_becomes_persons(client_for, region: Region, name: str) -> None:
    rows = [person()]
    columns = layout(Kind.PERSONS).columns
    lines = [list(columns.values()), *([row[n] for n in columns] for row in rows)]
    data = csv_of(Kind.PERSONS, rows) if name.endswith("csv") else xlsx_of(lines)
    client = client_for("manager")
    file = SimpleUploadedFile(name, data)
    assert client.post(reverse("import-persons"), {"file": file}).status_code == 200
    confirm(client, Kind.PERSONS)
    assert Person._base_manager.get().name == "架空 花子"


def test_records_are_confirmed_once(client_for, region: Region) -> None:
    run(region, Kind.PERSONS, [person()])
    client = client_for("manager")
    pasted = pasted_of(Kind.CONTACTS, [contact()])
    client.post(reverse("import-contacts"), {"pasted": pasted})
    batch = ImportBatch.objects.get()
    url = reverse("import-contacts-confirm", args=[batch.public_id])
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 404
    assert Contact._base_manager.count() == 1
    batch.refresh_from_db()
    assert (bytes(batch.content), batch.summary) == (
        b"", "新しい 1、変わった 0、同じ 0",
    )  # fmt: skip


def test_what_waits_is_encrypted_and_audited(client_for, region: Region) -> None:
    run(region, Kind.PERSONS, [person()])
    pasted = pasted_of(Kind.PERSONS, [person(name="架空 新名")])
    client_for("manager").post(reverse("import-persons"), {"pasted": pasted})
    batch = ImportBatch.objects.get()
    assert bytes(batch.content).startswith(b"v1.")
    assert "架空".encode() not in bytes(batch.content)
    event = AuditEvent.objects.get(action="casework.import_preview")
    assert event.details == {"table": "persons", "rows": 1, "errors": 0}
    assert event.target_public_id == batch.public_id
    shown = event.subjects.get().subject_public_id
    assert shown == Person._base_manager.get().public_id


def test_a_change_after_the_preview_is_shown_again(client_for, region: Region) -> None:
    run(region, Kind.PERSONS, [person()])
    client = client_for("manager")
    pasted = pasted_of(Kind.PERSONS, [person(phone="000-7")])
    client.post(reverse("import-persons"), {"pasted": pasted})
    run(region, Kind.PERSONS, [person(phone="000-8")])
    response = confirm(client, Kind.PERSONS)
    assert response.url == reverse("import-persons")
    assert Person._base_manager.get().phone == "000-8"
    assert "IMP-011" in client.get(response.url).content.decode()


def test_bad_lines_are_all_shown_and_nothing_waits(client_for, region: Region) -> None:
    client = client_for("manager")
    rows = [person(name=""), person("A-2", sex="x"), person("A-3")]
    response = client.post(
        reverse("import-persons"), {"pasted": pasted_of(Kind.PERSONS, rows)}
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert "読めない行があるため" in html and "「x」は読めません" in html
    assert "この内容で取り込む" not in html and not ImportBatch.objects.exists()


def test_an_unchanged_table_has_nothing_to_confirm(client_for, region: Region) -> None:
    run(region, Kind.PERSONS, [person()])
    response = client_for("manager").post(
        reverse("import-persons"), {"pasted": pasted_of(Kind.PERSONS, [person()])}
    )
    assert "取り込むものはありません" in response.content.decode()
    assert not ImportBatch.objects.exists()


def test_one_way_in_at_a_time(client_for, region: Region) -> None:
    client = client_for("manager")
    file = SimpleUploadedFile("p.csv", csv_of(Kind.PERSONS, [person()]))
    both = {"file": file, "pasted": pasted_of(Kind.PERSONS, [person()])}
    for data in ({"pasted": " "}, both):
        response = client.post(reverse("import-persons"), data)
        assert response.status_code == 422 and "IMP-015" in response.content.decode()
    wrong = SimpleUploadedFile("p.pdf", b"%PDF-")
    response = client.post(reverse("import-persons"), {"file": wrong})
    assert response.status_code == 422 and ".xlsx" in response.content.decode()


def test_others_find_nothing_to_confirm(client_for, region: Region) -> None:
    batch, _ = preview_table(
        Kind.PERSONS, csv_of(Kind.PERSONS, [person()]), place=place_of(region)
    )
    assert batch is not None
    url = reverse("import-persons-confirm", args=[batch.public_id])
    other_kind = reverse("import-contacts-confirm", args=[batch.public_id])
    assert client_for("alone").post(url).status_code == 404
    assert client_for("specialist").post(url).status_code == 403
    assert client_for("manager").post(other_kind).status_code == 404
    assert not Person._base_manager.exists()


@pytest.mark.parametrize("who", ["specialist", "officer", "administrator"])
def test_the_page_is_for_who_answers_for_an_office(
    client_for, region: Region, who: str
) -> None:
    for kind in Kind:
        assert client_for(who).get(reverse(f"import-{kind}")).status_code == 403


def test_the_page_explains_and_hands_out_the_template(
    client_for, region: Region
) -> None:
    client = client_for("manager")
    for kind in Kind:
        html = client.get(reverse(f"import-{kind}")).content.decode()
        assert all(heading in html for heading in layout(kind).columns.values())
        answer = client.get(reverse(f"import-{kind}-template"))
        assert answer.content.startswith(b"\xef\xbb\xbf")


def test_what_nobody_confirmed_is_forgotten(client_for, region: Region) -> None:
    source = csv_of(Kind.PERSONS, [person()])
    preview_table(Kind.PERSONS, source, place=place_of(region))
    preview_table(Kind.PERSONS, source, place=place_of(region))
    batch = ImportBatch.objects.get()
    offices = ImportBatch.objects.create(
        kind=OFFICES, municipality_id=1, content=b"x", digest="", created_by_id=1,
        created_at=NOW - timedelta(days=9),
    )  # fmt: skip
    ImportBatch.objects.filter(pk=batch.pk).update(created_at=NOW - timedelta(hours=25))
    assert forget_unconfirmed(now=NOW) == 1
    assert list(ImportBatch.objects.all()) == [offices]


# --- the command ---------------------------------------------------------------------


def command(*arguments: str) -> tuple[dict[str, Any], str, int]:
    out, err, status = io.StringIO(), io.StringIO(), 0
    try:
        call_command("import", *arguments, "--json", stdout=out, stderr=err)
    except SystemExit as end:
        status = int(end.code or 0)
    return json.loads(out.getvalue()), err.getvalue(), status


def template(kind: Kind, folder: Path) -> str:
    out = io.StringIO()
    call_command("import", "template", kind.value, stdout=out)
    path = folder / f"{kind}.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    return str(path)


def test_the_templates_come_back_in(region: Region, tmp_path: Path) -> None:
    give_numbers(region)
    for kind in Kind:
        path = template(kind, tmp_path)
        answer, _, status = command(kind.value, path, "--office", OWN_NUMBER)
        assert (status, answer["errors"], answer["new"]) == (0, [], 1)
        assert not answer["committed"]
        answer, _, _ = command(kind.value, path, "--office", OWN_NUMBER, "--commit")
        assert answer["committed"]
        answer, _, _ = command(kind.value, path, "--office", OWN_NUMBER, "--commit")
        assert (answer["new"], answer["unchanged"]) == (0, 1)
    contact_row = Contact._base_manager.get()
    assert contact_row.case == Case._base_manager.get()


def test_the_command_answers_in_the_agreed_form(region: Region, tmp_path: Path) -> None:
    give_numbers(region)
    path = tmp_path / "persons.csv"
    rows = [person(f"A-{number}") for number in range(1_001)]
    path.write_bytes(csv_of(Kind.PERSONS, [*rows, person("B-1", name="")]))
    answer, progress, status = command(
        "persons", str(path), "--office", OWN_NUMBER, "--commit"
    )
    assert status == 1 and not answer["committed"] and answer["rows"] == 1_002
    assert {
        "rows", "new", "changed", "unchanged", "errors", "warnings", "committed",
    } <= set(answer)  # fmt: skip
    assert set(answer["errors"][0]) == {"line", "column", "reason"}
    assert (answer["errors"][0]["line"], answer["errors"][0]["column"]) == (
        1_003, "氏名",
    )  # fmt: skip
    assert "1,000行を確かめました" in progress
    assert not Person._base_manager.exists()


def test_an_unknown_office_is_refused(region: Region, tmp_path: Path) -> None:
    path = template(Kind.PERSONS, tmp_path)
    with pytest.raises(CommandError, match="IMP-013"):
        call_command("import", "persons", path, "--office", OWN_NUMBER)
    with pytest.raises(CommandError, match="ファイルを読めません"):
        call_command("import", "persons", path + "x", "--office", OWN_NUMBER)


def test_the_command_in_words(region: Region, tmp_path: Path) -> None:
    give_numbers(region)
    path = template(Kind.PERSONS, tmp_path)
    out = io.StringIO()
    call_command("import", "persons", path, "--office", OWN_NUMBER, stdout=out)
    assert "1行を読みました。新しい 1" in out.getvalue()
    assert "まだ何も書いていません" in out.getvalue()

"""暗号化した列: 封じた行の、封じた列でだけ開く。"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from tests.conftest import NOW
from tsunagi.access.drafts.models import Draft
from tsunagi.access.encryption import KeyProblem

pytestmark = pytest.mark.django_db
TEXT = "架空の住所 \N{IDEOGRAPHIC SPACE}\n二行目"


def sealed(**given: Any) -> Draft:
    row = Draft(municipality_id=7, staff_id=1, form="a", **given)
    row.seal("content", TEXT)
    return row


def stored() -> Draft:
    row = sealed(started_at=NOW, saved_at=NOW, expires_at=NOW)
    row.save()
    return row


def rows() -> Any:
    return Draft.objects.unscoped("a test looks at the table")


def test_a_sealed_text_lies_in_the_table_as_ciphertext_only() -> None:
    stored()
    (token,) = rows().values_list("content", flat=True)
    assert token.startswith("v1.") and "架空" not in token
    assert rows().get().open_sealed("content") == TEXT


def test_text_that_was_not_sealed_is_never_written() -> None:
    row = stored()
    row.content = "そのままの文"
    with pytest.raises(ValueError, match="seal"), transaction.atomic():
        row.save()
    with pytest.raises(ValueError, match="seal"), transaction.atomic():
        rows().update(content="v1.そのままの文")
    assert rows().get().open_sealed("content") == TEXT


@pytest.mark.parametrize(
    "elsewhere", [{"public_id": uuid4()}, {"municipality_id": 8}], ids=["row", "city"]
)
def test_a_value_moved_to_another_row_does_not_open(elsewhere: dict[str, Any]) -> None:
    row = sealed()
    assert row.open_sealed("content") == TEXT
    for name, value in elsewhere.items():
        setattr(row, name, value)
    with pytest.raises(KeyProblem, match="別の行"):
        row.open_sealed("content")


@pytest.mark.parametrize("attribute", ["column", "table"])
def test_a_value_moved_to_another_column_or_table_does_not_open(
    attribute: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = sealed()
    if attribute == "column":
        monkeypatch.setattr(Draft._meta.get_field("content"), "column", "other")
    else:
        monkeypatch.setattr(Draft._meta, "db_table", "other")
    with pytest.raises(KeyProblem, match="別の行"):
        row.open_sealed("content")


def test_an_empty_text_needs_no_key_and_a_row_without_its_place_is_refused() -> None:
    row = Draft(municipality_id=7)
    row.seal("content", "")
    assert (row.content, row.open_sealed("content")) == ("", "")
    with pytest.raises(ValueError, match="municipality_id"):
        Draft().seal("content", "架空")
    with pytest.raises(TypeError, match="form"):
        row.seal("form", "架空")

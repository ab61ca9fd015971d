"""書類: ケースに付けたファイル。中身は暗号にして、データベースの中に置く（ADR 0014）。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.encryption import decrypt_bytes, encrypt_bytes
from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.policy import AnyOf, Has, Term, deny_wins
from tsunagi.access.scoped import ScopedManager
from tsunagi.access.uploads.kinds import FileKind
from tsunagi.cases.case.models import Case
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files.rules import Purpose
from tsunagi.cases.scope import (
    IN_MY_MUNICIPALITY,
    SHIELDED_FROM_ME,
    sees_case,
    with_class,
)
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office

CLASSES = (FieldClass.SUPPORT, FieldClass.NARRATIVE, FieldClass.NUMBERS)


def _of_class(field_class: FieldClass) -> Term:
    return Has("field_class", (field_class.value,)) & sees_case(
        with_class(field_class), via="case_id"
    )


# Nobody can take the address out of a paper: it opens only where the address is open.
CAN_SEE_FILE = IN_MY_MUNICIPALITY & deny_wins(
    allow=sees_case(with_class(FieldClass.WHEREABOUTS), via="case_id")
    & AnyOf(tuple(_of_class(one) for one in CLASSES)),
    deny=SHIELDED_FROM_ME,
)


class CaseFile(models.Model):
    """One paper. Never changed; what was wrong is taken away with a reason and stays.

    record_id: the contact it belongs to (over all its versions), if any. field_class:
    frozen when it came in. digest: SHA-256 of what is kept, so that the same paper is
    not kept twice in one case.
    """

    public_id = PublicIdField()
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    case = models.ForeignKey(
        Case, models.PROTECT, related_name="files", db_index=False,
        verbose_name="ケース",
    )  # fmt: skip
    record_id = models.UUIDField("相談記録の番号", null=True, blank=True)
    consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, blank=True, related_name="files",
        verbose_name="同意",
    )  # fmt: skip
    purpose = models.CharField("種類", max_length=16, choices=Purpose.choices())
    field_class = models.CharField("区分", max_length=1)
    title = TextLine("表題", max_length=120)
    dated_on = models.DateField("書類の日付", null=True, blank=True)
    name = TextLine("ファイルの名前", max_length=120)
    content_type = models.CharField("中身の種類", max_length=100)
    size = models.PositiveIntegerField("大きさ（バイト）")
    digest = models.CharField("中身の指紋", max_length=64)
    office = models.ForeignKey(
        Office, models.PROTECT, null=True, related_name="+",
        verbose_name="付けた事業所",
    )  # fmt: skip
    recorded_at = models.DateTimeField("付けた日時")
    recorded_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, related_name="+",
        verbose_name="付けた職員",
    )  # fmt: skip
    withdrawn_at = models.DateTimeField("取り下げた日時", null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        "organisations.Staff", models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name="取り下げた職員",
    )  # fmt: skip
    withdrawn_reason = TextLine("取り下げた理由", max_length=300, blank=True)

    objects = ScopedManager["CaseFile"](CAN_SEE_FILE)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "case", "record_id", "consent", "purpose", "title", "dated_on", "name",
            "digest", "withdrawn_reason",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "municipality", "field_class", "content_type", "size",
            "office", "recorded_at", "recorded_by", "withdrawn_at", "withdrawn_by",
        }  # fmt: skip

    class Meta:
        verbose_name = "書類"
        constraints = [
            models.CheckConstraint(
                name="file_class_is_known",
                condition=Q(field_class__in=[one.value for one in CLASSES]),
            ),
        ]
        indexes = [
            models.Index(
                F("case"), F("recorded_at").desc(), F("id").desc(),
                name="file_of_case_newest",
            ),
            models.Index(fields=["record_id"], name="file_of_record"),
        ]  # fmt: skip

    @property
    def purpose_label(self) -> str:
        return Purpose(self.purpose).label

    @property
    def kind(self) -> FileKind:
        return FileKind(self.content_type)


class CaseFileContent(models.Model):
    """The sealed bytes, apart from the row, so that no list ever reads them."""

    file = models.OneToOneField(
        CaseFile, models.PROTECT, primary_key=True, related_name="content",
        verbose_name="書類",
    )  # fmt: skip
    sealed = models.BinaryField("中身")

    objects = ScopedManager["CaseFileContent"]()

    class Privacy:
        personal: ClassVar[set[str]] = {"file", "sealed"}
        operational: ClassVar[set[str]] = set()

    class Meta:
        verbose_name = "書類の中身"

    @classmethod
    def sealing(cls, file: CaseFile, data: bytes) -> CaseFileContent:
        """The content of a saved row, not saved yet."""
        return cls(file=file, sealed=encrypt_bytes(data, binding=_binding(file)))

    def opened(self) -> bytes:
        """KeyProblem when it was moved, changed or has no key."""
        return decrypt_bytes(bytes(self.sealed), binding=_binding(self.file))


def _binding(file: CaseFile) -> tuple[str, ...]:
    return (
        CaseFileContent._meta.db_table,
        "sealed",
        str(file.public_id),
        str(file.municipality_id),
    )

"""Tables of the access room. Nothing here points at staff or cases by foreign key."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import PublicIdField, TextLine
from tsunagi.access.permissions import Role


class AppendOnlyError(RuntimeError):
    """Somebody tried to change or delete what must stay as it was written."""


class AppendOnlyModel(models.Model):
    """Rows are written once. Database triggers refuse the rest on both engines."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(f"{type(self).__name__} cannot be changed")
        # Without this a given primary key would first be tried as an UPDATE.
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise AppendOnlyError(f"{type(self).__name__} cannot be deleted")


class GrantRow(models.Model):
    """役割の付与。いつからいつまで、どの市町村の、どの事業所または地域で。

    A dated fact: ended, never edited. Opened and closed by actions of the room that
    owns its cause (a post, a chief appointment); `source_ref` names that cause.
    """

    staff_id = models.BigIntegerField("職員", db_index=True)
    role = models.CharField("役割", max_length=40, choices=[(r, r) for r in Role])
    municipality_id = models.BigIntegerField("市町村")
    office_id = models.BigIntegerField("事業所", null=True, blank=True)
    area_id = models.BigIntegerField("地域", null=True, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    source_ref = models.CharField("もとになった記録", max_length=80)
    created_at = models.DateTimeField("記録した日時", auto_now_add=True)
    created_by_id = models.BigIntegerField("記録した職員", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff_id"}
        operational: ClassVar[set[str]] = {
            "id", "role", "municipality_id", "office_id", "area_id", "valid_from",
            "valid_before", "source_ref", "created_at", "created_by_id",
        }  # fmt: skip

    class Meta:
        verbose_name = "役割の付与"
        constraints = [
            models.CheckConstraint(
                name="grant_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="grant_is_for_office_or_area_not_both",
                condition=Q(office_id=None) | Q(area_id=None),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality_id", "role"], name="grant_by_role"),
            models.Index(fields=["source_ref"], name="grant_by_source"),
        ]


class AuditEvent(AppendOnlyModel):
    """監査の記録。だれが、いつ、何をしたか。個人の名前も本文も持たない。

    action: the word of the action ("office.edit"); target_public_id and AuditSubject
    name things by random id only; details hold codes, counts and ids, never text that
    a person typed.
    """

    class Outcome(models.TextChoices):
        DONE = "done", "行った"
        DENIED = "denied", "許可されなかった"
        NOT_FOUND = "not_found", "見つからなかった"
        FAILED = "failed", "失敗した"

    at = models.DateTimeField("日時", db_index=True)
    action = TextLine("操作", max_length=80)
    outcome = models.CharField("結果", max_length=12, choices=Outcome.choices)
    actor_staff_id = models.BigIntegerField("操作した職員", null=True)
    actor_name = TextLine("操作した人または処理", max_length=120, blank=True)
    municipality_id = models.BigIntegerField("市町村", null=True)
    office_id = models.BigIntegerField("事業所", null=True)
    target_kind = TextLine("対象の種類", max_length=80, blank=True)
    target_public_id = models.UUIDField("対象", null=True)
    details = models.JSONField("詳しい内容", default=dict)
    source = models.CharField("入口", max_length=12)
    request_ref = models.UUIDField("要求番号", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"actor_staff_id", "actor_name"}
        operational: ClassVar[set[str]] = {
            "id", "at", "action", "outcome", "municipality_id", "office_id",
            "target_kind", "target_public_id", "details", "source", "request_ref",
        }  # fmt: skip

    class Meta:
        verbose_name = "監査の記録"
        indexes = [
            models.Index(
                fields=["municipality_id", "-id"], name="audit_by_municipality"
            ),
            models.Index(
                fields=["municipality_id", "actor_staff_id", "-id"],
                name="audit_by_actor",
            ),
            models.Index(
                fields=["municipality_id", "action", "-id"], name="audit_by_action"
            ),
            models.Index(fields=["target_public_id", "-id"], name="audit_by_target"),
        ]


class AuditSubject(AppendOnlyModel):
    """閲覧された人。一つの記録に、実際に画面に出た人の番号を一行ずつ持つ。"""

    event = models.ForeignKey(
        AuditEvent, models.PROTECT, related_name="subjects", verbose_name="監査の記録"
    )
    subject_public_id = models.UUIDField("閲覧された人", db_index=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"subject_public_id"}
        operational: ClassVar[set[str]] = {"id", "event"}

    class Meta:
        verbose_name = "閲覧された人"


class AuditSeal(AppendOnlyModel):
    """監査の封印。記録を一件ずつ、前の封印と鎖でつなぐ。

    number is dense from 1; hash = SHA-256(previous hash ‖ sealed_at ‖ event).
    """

    number = models.BigIntegerField("封印番号", primary_key=True)
    event_id = models.BigIntegerField("監査の記録", unique=True)
    hash = models.CharField("封印", max_length=64)
    sealed_at = models.DateTimeField("封印した日時")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"number", "event_id", "hash", "sealed_at"}

    class Meta:
        verbose_name = "監査の封印"


class LoginThrottle(models.Model):
    """ログインの失敗。続けて失敗すると、次に試せるまでの時間が延びる。"""

    key = models.CharField("鍵", max_length=64, primary_key=True)
    failures = models.PositiveIntegerField("続けて失敗した回数", default=0)
    last_failed_at = models.DateTimeField("最後に失敗した日時")

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"key", "failures", "last_failed_at"}

    class Meta:
        verbose_name = "ログインの失敗"


class SecondFactorRule(models.Model):
    """二段階の確認を求める役割。市町村ごとに決める。"""

    municipality_id = models.BigIntegerField("市町村")
    role = models.CharField("役割", max_length=40)
    required_from = models.DateField("求め始める日")
    decided_by_id = models.BigIntegerField("決めた職員", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"decided_by_id"}
        operational: ClassVar[set[str]] = {
            "id", "municipality_id", "role", "required_from",
        }  # fmt: skip

    class Meta:
        verbose_name = "二段階の確認を求める役割"
        constraints = [
            models.UniqueConstraint(
                fields=["municipality_id", "role"], name="second_factor_rule_once"
            )
        ]


class OneTimeCode(models.Model):
    """招待・再設定の一回限りの番号。番号そのものは持たず、照合用の値だけを持つ。

    A recovery is usable only after a second person approved it (two people).
    """

    class Kind(models.TextChoices):
        INVITATION = "invitation", "招待"
        RECOVERY = "recovery", "ログインの再設定"

    public_id = PublicIdField()
    kind = models.CharField("種類", max_length=12, choices=Kind.choices)
    staff_id = models.BigIntegerField("職員", db_index=True)
    municipality_id = models.BigIntegerField("市町村")
    code_hash = models.CharField("照合用の値", max_length=64, blank=True)
    requested_by_id = models.BigIntegerField("申し出た職員", null=True)
    requested_at = models.DateTimeField("申し出た日時")
    approved_by_id = models.BigIntegerField("認めた職員", null=True)
    approved_at = models.DateTimeField("認めた日時", null=True)
    expires_at = models.DateTimeField("使える期限")
    used_at = models.DateTimeField("使った日時", null=True)
    cancelled_at = models.DateTimeField("取り消した日時", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff_id", "requested_by_id", "approved_by_id"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "kind", "municipality_id", "code_hash", "requested_at",
            "approved_at", "expires_at", "used_at", "cancelled_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "一回限りの番号"
        constraints = [
            models.CheckConstraint(
                name="recovery_is_approved_by_a_second_person",
                condition=Q(approved_by_id=None)
                | Q(requested_by_id=None)
                | ~Q(approved_by_id=F("requested_by_id")),
            )
        ]


class IdempotencyKey(models.Model):
    """二重送信の防止。同じ鍵と同じ内容なら、最初の答えをもう一度返す。"""

    staff_id = models.BigIntegerField("職員")
    key = models.UUIDField("鍵")
    action = models.CharField("操作", max_length=80)
    body_hash = models.CharField("内容の照合値", max_length=64)
    result_ref = models.CharField("結果", max_length=200)
    created_at = models.DateTimeField("日時", auto_now_add=True, db_index=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff_id"}
        operational: ClassVar[set[str]] = {
            "id", "key", "action", "body_hash", "result_ref", "created_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "二重送信の防止"
        constraints = [
            models.UniqueConstraint(fields=["staff_id", "key"], name="idempotency_once")
        ]


class CacheEntry(models.Model):
    """The shared cache table (rate limits of the second factor). Django reads it by
    name; it is a model so that one `migrate` makes every table."""

    cache_key = models.CharField("鍵", max_length=255, primary_key=True)
    value = models.TextField("値")
    expires = models.DateTimeField("期限", db_index=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {"cache_key", "value", "expires"}

    class Meta:
        db_table = "access_cache"
        verbose_name = "共有の控え"


# Django finds the tables of a room here; a stage defines its own (circular otherwise).
from tsunagi.access.drafts.models import Draft  # noqa: E402

__all__ = [
    "AppendOnlyError",
    "AppendOnlyModel",
    "AuditEvent",
    "AuditSeal",
    "AuditSubject",
    "CacheEntry",
    "Draft",
    "GrantRow",
    "IdempotencyKey",
    "LoginThrottle",
    "OneTimeCode",
    "SecondFactorRule",
]

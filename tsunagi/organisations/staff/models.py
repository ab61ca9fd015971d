"""職員: ログインする人そのもの。配置、研修の修了、主任の位置づけ。"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.organisations.area.models import Area, Municipality
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.policy import CAN_SEE_QUALIFICATION
from tsunagi.organisations.staff.rules import PostKind, QualificationKind

if TYPE_CHECKING:
    from tsunagi.organisations.staff.actor import GrantsRead


class StaffManager(BaseUserManager["Staff"]):
    def get_by_natural_key(self, username: str | None) -> Staff:
        """Login names ignore upper and lower case."""
        return self.get(login_name__iexact=username)


class Staff(AbstractBaseUser):
    """職員。ログインの単位であり、事業所の配置を通してだけ役割を持つ。"""

    public_id = PublicIdField()
    login_name = models.CharField("ログイン名", max_length=60, unique=True)
    name = TextLine("氏名", max_length=80)
    name_kana = TextLine("氏名（かな）", max_length=120, blank=True)
    search_key = TextLine("検索の鍵", max_length=240, blank=True)
    phone = TextLine("連絡先", max_length=40, blank=True)
    is_active = models.BooleanField("使える", default=True)
    is_invited = models.BooleanField("招待中（まだログインしていない）", default=False)
    joined_at = models.DateTimeField("登録した日時", auto_now_add=True)
    version = models.PositiveIntegerField("版", default=1)

    objects: ClassVar[StaffManager] = StaffManager()
    # No column: filled for whoever signed in, by `staff_signed_in`.
    read_with_grants: GrantsRead | None = None

    USERNAME_FIELD = "login_name"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Privacy:
        personal: ClassVar[set[str]] = {
            "login_name", "name", "name_kana", "search_key", "phone", "password",
            "last_login",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "is_active", "is_invited", "joined_at", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "職員"
        constraints = [
            models.UniqueConstraint(Lower("login_name"), name="login_name_ignores_case")
        ]
        indexes = [models.Index(fields=["search_key", "id"], name="staff_by_key")]

    def __str__(self) -> str:
        return str(self.name)

    def get_full_name(self) -> str:
        return str(self.name)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Django's own permissions are not used; see access/permissions.py."""
        return False


class Post(models.Model):
    """配置: どの事業所で、何として、どれだけ（常勤換算）、いつからいつまで。"""

    public_id = PublicIdField()
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="posts", verbose_name="職員"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="posts", verbose_name="事業所"
    )
    kind = models.CharField(
        "配置の種類", max_length=24, choices=[(k.value, k.label) for k in PostKind]
    )
    local_title = TextLine(
        "呼び名", max_length=40, blank=True, help_text="例 相談支援機能強化員"
    )
    fte_hundredths = models.PositiveSmallIntegerField(
        "常勤換算（100分の1）", default=100
    )
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    ended_reason = TextLine("終わった理由", max_length=80, blank=True)
    recorded_by_id = models.BigIntegerField("記録した職員", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff", "recorded_by_id", "ended_reason"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "office", "kind", "local_title", "fte_hundredths",
            "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "配置"
        constraints = [
            models.CheckConstraint(
                name="post_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="post_fte_at_most_one", condition=Q(fte_hundredths__lte=100)
            ),
            models.UniqueConstraint(
                fields=["staff", "office", "kind"],
                condition=Q(valid_before=None),
                name="post_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["office", "valid_before"], name="post_by_office")
        ]

    @property
    def title(self) -> str:
        return self.local_title or PostKind(self.kind).label


class Qualification(models.Model):
    """研修の修了。修了証の日付と番号。"""

    public_id = PublicIdField()
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="qualifications", verbose_name="職員"
    )
    kind = models.CharField(
        "研修", max_length=16, choices=[(k.value, k.label) for k in QualificationKind]
    )
    course_name = TextLine("コース名", max_length=80, blank=True)
    completed_on = models.DateField("修了した日")
    certificate_number = TextLine("修了証の番号", max_length=40, blank=True)
    issued_by = TextLine("実施した都道府県など", max_length=60, blank=True)
    is_withdrawn = models.BooleanField("取り消した", default=False)
    withdrawn_reason = TextLine("取り消した理由", max_length=120, blank=True)
    recorded_at = models.DateTimeField("記録した日時", auto_now_add=True)
    recorded_by_id = models.BigIntegerField("記録した職員", null=True)

    objects = ScopedManager["Qualification"](CAN_SEE_QUALIFICATION)

    class Privacy:
        personal: ClassVar[set[str]] = {
            "staff", "kind", "course_name", "completed_on", "certificate_number",
            "issued_by", "withdrawn_reason", "recorded_by_id",
        }  # fmt: skip
        operational: ClassVar[set[str]] = {
            "id", "public_id", "is_withdrawn", "recorded_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "研修の修了"
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "kind", "course_name", "completed_on"],
                condition=Q(is_withdrawn=False),
                name="qualification_once",
            )
        ]

    @property
    def title(self) -> str:
        label = QualificationKind(self.kind).label
        return f"{label}（{self.course_name}）" if self.course_name else label


class ChiefAppointment(models.Model):
    """主任相談支援専門員の位置づけ: だれが、どの地域で、だれから任されたか。

    A dated fact. `mandate_by` is who gave the mandate (the city, the office, the
    council), `how_to_ask` how other offices reach the chief.
    """

    public_id = PublicIdField()
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="chief_appointments", verbose_name="職員"
    )
    office = models.ForeignKey(
        Office, models.PROTECT, related_name="chief_appointments", verbose_name="配置先"
    )
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="chief_appointments",
        verbose_name="受け持つ地域",
    )
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, related_name="+", verbose_name="市町村"
    )
    mandate_by = TextLine("位置づけた人・文書", max_length=120)
    how_to_ask = LongText("頼み方", max_length=500)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    recorded_by_id = models.BigIntegerField("記録した職員", null=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff", "recorded_by_id"}
        operational: ClassVar[set[str]] = {
            "id", "public_id", "office", "area", "municipality", "mandate_by",
            "how_to_ask", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "主任の位置づけ"
        constraints = [
            models.CheckConstraint(
                name="chief_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gte=F("valid_from")),
            ),
            models.UniqueConstraint(
                fields=["staff", "area"],
                condition=Q(valid_before=None),
                name="chief_appointed_once",
            ),
        ]

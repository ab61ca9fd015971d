"""地域の木: 都道府県 › 圏域 › 市町村 › 区 › 担当圏域。共同設置の地域は横につなぐ。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from tsunagi.access.fields import LongText, PublicIdField, TextLine
from tsunagi.organisations.area.rules import AreaKind


class Area(models.Model):
    """One node of the area tree.

    path: "/1/7/42/" — the integer ids from the root to this node, so that a subtree is
    one prefix. code: 全国地方公共団体コード (6 digits) for prefecture, municipality, ward.
    latitude, longitude: the point that distances are measured from, chosen by people:
    where most of them live, not the middle of the mountains.
    """

    public_id = PublicIdField()
    kind = models.CharField(
        "区分", max_length=16, choices=[(kind.value, kind.label) for kind in AreaKind]
    )
    name = TextLine("名称", max_length=80)
    name_kana = TextLine("名称（かな）", max_length=120, blank=True)
    search_key = TextLine("検索の鍵", max_length=240, blank=True)
    code = models.CharField("全国地方公共団体コード", max_length=6, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="上の地域",
    )
    path = models.CharField("木の中の位置", max_length=200, blank=True, db_index=True)
    municipality = models.ForeignKey(
        "Municipality",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="areas",
        verbose_name="市町村",
    )
    latitude = models.FloatField("代表点の緯度", null=True, blank=True)
    longitude = models.FloatField("代表点の経度", null=True, blank=True)
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)
    version = models.PositiveIntegerField("版", default=1)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "kind", "name", "name_kana", "search_key", "code",
            "parent", "path", "municipality", "latitude", "longitude", "valid_from",
            "valid_before", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "地域"
        constraints = [
            models.CheckConstraint(
                name="area_interval_is_not_backwards",
                condition=Q(valid_before=None) | Q(valid_before__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="area_point_has_both_coordinates",
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__isnull=False, longitude__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["municipality", "kind"], name="area_by_kind")]

    def __str__(self) -> str:
        return str(self.name)


class Municipality(models.Model):
    """市町村: 記録の持ち主の単位（テナント）と、その設定。

    kokuhoren_number is typed in from a certificate and never derived from the code.
    """

    public_id = PublicIdField()
    area = models.OneToOneField(
        Area, models.PROTECT, related_name="tenant", verbose_name="地域"
    )
    name = TextLine("名称", max_length=80)
    code = models.CharField("全国地方公共団体コード", max_length=6, unique=True)
    kokuhoren_number = models.CharField("国保連 市町村番号", max_length=6, blank=True)
    disability_spelling = models.CharField(
        "「障害」の書き方",
        max_length=4,
        choices=[("障害", "障害"), ("障がい", "障がい"), ("障碍", "障碍")],
        default="障害",
    )
    version = models.PositiveIntegerField("版", default=1)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "public_id", "area", "name", "code", "kokuhoren_number",
            "disability_spelling", "version",
        }  # fmt: skip

    class Meta:
        verbose_name = "市町村"

    def __str__(self) -> str:
        return str(self.name)


class JointAreaMember(models.Model):
    """共同設置の地域に加わる市町村。いつからいつまで。"""

    joint_area = models.ForeignKey(
        Area, models.PROTECT, related_name="joint_members", verbose_name="共同の地域"
    )
    member = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="joint_memberships",
        verbose_name="加わる地域",
    )
    valid_from = models.DateField("始まる日")
    valid_before = models.DateField("終わる日の翌日", null=True, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = set()
        operational: ClassVar[set[str]] = {
            "id", "joint_area", "member", "valid_from", "valid_before",
        }  # fmt: skip

    class Meta:
        verbose_name = "共同設置の参加"
        constraints = [
            models.UniqueConstraint(
                fields=["joint_area", "member", "valid_from"], name="joint_member_once"
            )
        ]


class AreaOutline(models.Model):
    """地図の輪郭。市町村が自分で取り込んだ GeoJSON から、線だけを持つ。

    rings: list of rings, each a list of [longitude, latitude]; credit is shown below
    the map because the sources demand it.
    """

    area = models.OneToOneField(
        Area, models.CASCADE, related_name="outline", verbose_name="地域"
    )
    rings = models.JSONField("輪郭")
    credit = LongText("出典", max_length=300)
    imported_at = models.DateTimeField("取り込んだ日時")
    imported_by = models.ForeignKey(
        "organisations.Staff",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="取り込んだ職員",
    )

    class Privacy:
        personal: ClassVar[set[str]] = {"imported_by"}
        operational: ClassVar[set[str]] = {
            "id", "area", "rings", "credit", "imported_at",
        }  # fmt: skip

    class Meta:
        verbose_name = "地図の輪郭"

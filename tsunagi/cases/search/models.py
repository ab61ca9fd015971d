"""本文の索引。相談記録のいまの版に一行ずつ、同じ取引の中で書く。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F

from tsunagi.access.scoped import ScopedManager
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.scope import CAN_READ_CONTACT
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office


class ContactSearch(models.Model):
    """One current, not withdrawn version of a contact, cut into pieces.

    pieces: every two-character piece of the folded text, judgement and next action,
    separated by spaces. A GIN index (PostgreSQL) or an FTS5 table kept by triggers
    (SQLite) lies over it; see migration 0002. Municipality, case and office are those of
    the record, which is bound to them; here the database does not ask a second time.
    holder: the office that is responsible for the case now (`index.follow_case`); of an
    anonymous record the one that wrote it. Where its own search walks, newest first.
    """

    contact = models.OneToOneField(
        Contact, models.CASCADE, primary_key=True, related_name="+",
        verbose_name="相談記録",
    )  # fmt: skip
    municipality = models.ForeignKey(
        Municipality, models.PROTECT, db_constraint=False, db_index=False,
        related_name="+", verbose_name="市町村",
    )  # fmt: skip
    case = models.ForeignKey(
        Case, models.PROTECT, null=True, blank=True, db_constraint=False,
        db_index=False, related_name="+", verbose_name="ケース",
    )  # fmt: skip
    office = models.ForeignKey(
        Office, models.PROTECT, db_constraint=False, db_index=False,
        related_name="+", verbose_name="記録した事業所",
    )  # fmt: skip
    holder = models.ForeignKey(
        Office, models.PROTECT, db_constraint=False, db_index=False,
        related_name="+", verbose_name="いま持っている事業所",
    )  # fmt: skip
    is_anonymous = models.BooleanField("匿名", default=False)
    occurred_on = models.DateField("日付")
    pieces = models.TextField("二文字の索引")

    objects = ScopedManager["ContactSearch"](CAN_READ_CONTACT)

    class Privacy:
        personal: ClassVar[set[str]] = {"contact", "case", "pieces"}
        operational: ClassVar[set[str]] = {
            "municipality", "office", "holder", "is_anonymous", "occurred_on",
        }  # fmt: skip

    class Meta:
        verbose_name = "本文の索引"
        indexes = [
            models.Index(
                F("municipality"), F("occurred_on").desc(), F("contact").desc(),
                name="search_of_city_newest",
            ),
            models.Index(
                F("case"), F("occurred_on").desc(), F("contact").desc(),
                name="search_of_case_newest",
            ),
            models.Index(
                F("holder"), F("occurred_on").desc(), F("contact").desc(),
                name="search_of_holder_newest",
            ),
        ]  # fmt: skip


class NamePiece(models.Model):
    """Two letters that stand in some name of the municipality, and the letter with which
    the kana of that name begin (`name_pieces.py`). It says nothing of anybody."""

    municipality = models.ForeignKey(
        Municipality, models.PROTECT, db_constraint=False, db_index=False,
        related_name="+", verbose_name="市町村",
    )  # fmt: skip
    piece = models.CharField("二文字", max_length=2)
    start = models.CharField("かなの頭の一文字", max_length=1, blank=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"piece", "start"}
        operational: ClassVar[set[str]] = {"id", "municipality"}

    class Meta:
        verbose_name = "名前の二文字"
        indexes = [
            models.Index(
                fields=["municipality", "piece", "start"], name="name_piece_starts"
            )
        ]

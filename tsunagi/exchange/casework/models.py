"""取り込んだ相談記録の番号。同じ表をもう一度取り込んでも、記録が二つにならない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tsunagi.access.fields import TextLine
from tsunagi.organisations.office.models import Office


class ContactNumber(models.Model):
    """事業所の表で、相談記録の一つに付いている番号。

    record_id names the record over all its versions. Where the table has no number,
    one is made from the content of the line.
    """

    office = models.ForeignKey(
        Office, models.PROTECT, related_name="+", verbose_name="事業所"
    )
    number = TextLine("記録番号", max_length=60)
    record_id = models.UUIDField("記録の番号", unique=True)

    class Privacy:
        personal: ClassVar[set[str]] = {"number", "record_id"}
        operational: ClassVar[set[str]] = {"id", "office"}

    class Meta:
        verbose_name = "記録番号"
        app_label = "exchange"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "number"], name="contact_number_once_per_office"
            )
        ]

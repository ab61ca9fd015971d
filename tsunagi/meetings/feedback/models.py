"""会議のあとのひとこと。だれの答えかは、どこにも残さない。"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from tsunagi.access.fields import TextLine
from tsunagi.access.scoped import ScopedManager
from tsunagi.common.ids import new_public_id
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.policy import CAN_SEE_OWN_TICKET, CAN_SEE_PART_OF_MEETING
from tsunagi.organisations.models import Staff


class MeetingFeedback(models.Model):
    """一人の答え。だれが、いつ答えたかを持たない。

    The key is random and the rows of a meeting are laid down anew in its order with
    every answer (actions.py): neither a key nor a place in the table tells who was
    first. Nothing may ever refer to a row of this table.
    """

    id = models.UUIDField("番号", primary_key=True, default=new_public_id)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="feedback", verbose_name="会議"
    )
    learning = models.PositiveSmallIntegerField("学び")
    relief = models.PositiveSmallIntegerField("安心")
    achievement = models.PositiveSmallIntegerField("達成")
    efficiency = models.PositiveSmallIntegerField("時間")
    line = TextLine("ひとこと", max_length=200, blank=True)

    objects = ScopedManager["MeetingFeedback"](CAN_SEE_PART_OF_MEETING)

    class Privacy:
        personal: ClassVar[set[str]] = {"line"}
        operational: ClassVar[set[str]] = {
            "id", "meeting", "learning", "relief", "achievement", "efficiency",
        }  # fmt: skip

    class Meta:
        verbose_name = "会議のあとのひとこと"
        constraints = [
            models.CheckConstraint(
                name="feedback_answers_are_one_to_four",
                condition=Q(learning__range=(1, 4), relief__range=(1, 4))
                & Q(achievement__range=(1, 4), efficiency__range=(1, 4)),
            )
        ]


class FeedbackTicket(models.Model):
    """答えた、ということだけ。二度答えないためのもので、答えとは結びつかない。"""

    meeting = models.ForeignKey(
        Meeting, models.PROTECT, related_name="+", verbose_name="会議"
    )
    staff = models.ForeignKey(
        Staff, models.PROTECT, related_name="+", verbose_name="職員"
    )

    objects = ScopedManager["FeedbackTicket"](CAN_SEE_OWN_TICKET)

    class Privacy:
        personal: ClassVar[set[str]] = {"staff"}
        operational: ClassVar[set[str]] = {"id", "meeting"}

    class Meta:
        verbose_name = "会議のあとのひとことの受け取り"
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "staff"], name="feedback_given_once"
            )
        ]

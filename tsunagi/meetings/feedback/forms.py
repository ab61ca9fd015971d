"""会議のあとのひとことの入力。"""

from __future__ import annotations

from typing import Any

from tsunagi.meetings.feedback.rules import ANSWERS, Question
from tsunagi.ui.fields import ChoiceField, TextField
from tsunagi.ui.forms import Form

CHOICES = [(str(value), label) for value, label in ANSWERS]


class FeedbackForm(Form):
    """No key against sending twice: it would keep a hash from which four answers can be
    guessed, beside the name of who sent them. The ticket does the same work."""

    learning = ChoiceField(Question.LEARNING.label, choices=CHOICES)
    relief = ChoiceField(Question.RELIEF.label, choices=CHOICES)
    achievement = ChoiceField(Question.ACHIEVEMENT.label, choices=CHOICES)
    efficiency = ChoiceField(Question.EFFICIENCY.label, choices=CHOICES)
    line = TextField(
        "ひとこと", max_length=200, required=False,
        hint="書かなくてもかまいません。書き方で、だれか分かることがあります。",
    )  # fmt: skip

    def answers(self) -> dict[Question, int]:
        data: dict[str, Any] = self.cleaned_data
        return {one: int(data[one.value]) for one in Question}

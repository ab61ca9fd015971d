"""ふり返りの入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.reflection.models import Reflection
from tsunagi.cases.reflection.rules import (
    ATTITUDES,
    TEXTS,
    VALUES,
    Feeling,
    Principle,
)
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    ChoiceField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
)
from tsunagi.ui.forms import Form, Group


class ReflectionForm(Form):
    """Words first, then one feeling for each principle; nothing is asked for by force."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            "言葉で", tuple(TEXTS),
            "うまくいったことも、迷ったことも。一言でかまいません。",
        ),
        Group(
            "価値をふり返る", tuple(f"feels_{one.value}" for one in VALUES),
            "点数ではありません。浮かぶものだけ選んでください。",
        ),
        Group(
            "態度をふり返る", tuple(f"feels_{one.value}" for one in ATTITUDES),
        ),
        Group(
            "もとになる記録と、見せる人", ("evidence", "shown_to"),
            "選ばなければ、このふり返りはあなただけに見えます。",
        ),
    )  # fmt: skip
    heart = TextAreaField(TEXTS["heart"], rows=3, max_length=2000, required=False)
    taught = TextAreaField(TEXTS["taught"], rows=3, max_length=2000, required=False)
    next_time = TextAreaField(
        TEXTS["next_time"], rows=3, max_length=2000, required=False
    )
    evidence = MultipleChoiceField(
        "もとになる意思決定支援の記録", choices=(), required=False
    )
    shown_to = ChoiceField(
        "見せる主任", choices=(), style="select", required=False,
        hint="見せるのは一人だけです。ほかの人の名前や、だれのことか分かることは書かないでください。",
    )  # fmt: skip
    key = IdempotencyKey()

    def __init__(
        self,
        *args: Any,
        chiefs: Sequence[Staff],
        decisions: Sequence[DecisionSupport],
        kept: Sequence[str] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for one in Principle:
            self.fields[f"feels_{one.value}"] = ChoiceField(
                one.label, choices=Feeling.choices(), style="select", required=False
            )
        self.chiefs = {str(one.public_id): one for one in chiefs}
        self.fields["shown_to"].choices = [  # type: ignore[attr-defined]
            ("", "だれにも見せない"),
            *((key, one.name) for key, one in self.chiefs.items()),
        ]
        known = {str(one.public_id): one for one in decisions}
        self.fields["evidence"].choices = [  # type: ignore[attr-defined]
            *(
                (key, f"{one.question}（{format_wareki(one.held_on)}）")
                for key, one in known.items()
            ),
            *((key, "前に選んだ記録") for key in kept if key not in known),
        ]
        if not self.fields["evidence"].choices:  # type: ignore[attr-defined]
            del self.fields["evidence"]

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            **{name: data[name] for name in TEXTS},
            "feelings": {one.value: data[f"feels_{one.value}"] for one in Principle},
            "evidence": list(data.get("evidence", ())),
            "shown_to": self.chiefs.get(data["shown_to"]),
        }


class EditReflectionForm(ReflectionForm):
    version = HiddenVersion()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["key"]


def reflection_initial(row: Reflection) -> dict[str, Any]:
    return {
        **{name: getattr(row, name) for name in TEXTS},
        **{f"feels_{key}": value for key, value in row.feelings.items()},
        "evidence": row.evidence, "version": row.version,
        "shown_to": str(row.shown_to.public_id) if row.shown_to else "",
    }  # fmt: skip

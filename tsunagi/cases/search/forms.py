"""さがす画面の入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tsunagi.cases.search.person_rules import LONGEST
from tsunagi.ui.fields import ChoiceField, DateField, TextField
from tsunagi.ui.forms import Form

BEST = "best"


class PersonSearchForm(Form):
    q = TextField("さがす言葉", max_length=LONGEST, required=False)


class NoteSearchForm(Form):
    """Words and filters. On the next page both stand in the address, the words sealed."""

    kept = frozenset({"since", "until", "method", "where", "order"})

    q = TextField(
        "本文の言葉", max_length=60, required=False,
        hint="一文字から。空白で区切ると、すべての言葉がある記録をさがします。",
    )  # fmt: skip
    since = DateField("この日から", required=False)
    until = DateField("この日まで", required=False)
    method = ChoiceField("方法", choices=[], style="select", required=False)
    where = ChoiceField(
        "どこの記録", style="select", required=False,
        choices=[("", "見てよい記録すべて"), ("own", "自分の事業所が書いた記録")],
    )  # fmt: skip
    order = ChoiceField(
        "並び", style="select", required=False,
        choices=[("", "新しい順"), (BEST, "言葉の多い順")],
    )  # fmt: skip

    def __init__(
        self, *args: Any, methods: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].use([("", "すべて"), *methods])  # type: ignore[attr-defined]

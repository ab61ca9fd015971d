"""引継ぎの入力。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover.place_queries import Placed
from tsunagi.cases.handover.place_rules import MOST_SHOWN
from tsunagi.cases.handover.rules import Choice, Decline, Purpose, Way
from tsunagi.cases.intake.handoff_forms import set_choices
from tsunagi.cases.intake.place_rules import Need
from tsunagi.organisations.staff.models import Staff
from tsunagi.ui.fields import (
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

OUTLINE_HINT = (
    "引受けを決める前に、相手が読む文です。名前・電話・番地は書きません。"
    "年代・地域・関わり方・障害種別は、この文に添えて届きます。"
)
LETTER_HINT = (
    "引受けが決まってから渡します。いま大切なこと、約束していること、次の予定など。"
)
ELSEWHERE = ("", "ここにない（下に名前を書く）")
WAIT = ("", "チームで待つ")
AS_BEFORE = ("", "いまのまま")


class _TextsForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("何のために", ("purpose",)),
        Group(
            "本人の希望", ("choice", "chosen_place", "own_words"),
            "本人が選んだ先は、どの並び順よりも先に来ます。決めていなくても進められます。",
        ),
        Group("相手に伝えること", ("outline", "letter")),
    )  # fmt: skip
    purpose = ChoiceField(
        "何のための引継ぎか", choices=Purpose.choices(), style="select"
    )
    choice = ChoiceField("本人は相談先を選んだか", choices=Choice.choices())
    chosen_place = TextField("本人が選んだ相談先", max_length=120, required=False)
    own_words = TextAreaField("本人の言葉", rows=2, max_length=1000, required=False)
    outline = TextAreaField(
        "相手に先に届く文", rows=5, max_length=2000, hint=OUTLINE_HINT
    )
    letter = TextAreaField(
        "つなぎシートの文", rows=5, max_length=4000, required=False, hint=LETTER_HINT
    )

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("chosen_place", "own_words", "outline", "letter")
        return {
            "purpose": Purpose(data["purpose"]), "choice": Choice(data["choice"]),
            **{name: data[name] for name in names},
        }  # fmt: skip


class HandoverForm(_TextsForm):
    key = IdempotencyKey()


class EditHandoverForm(_TextsForm):
    version = HiddenVersion()


class NeedForm(Form):
    """候補の条件。個人の情報を含まないので、アドレスに出てよい。"""

    need = ChoiceField("求めること", choices=Need.choices(), style="select")
    wish = MultipleChoiceField("あるとよい対応", choices=[], required=False)

    def __init__(
        self, *args: Any, features: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self, "wish", [(f"{kind}:{value}", value) for kind, value in features]
        )


class AskForm(Form):
    office = ChoiceField(
        "依頼先", choices=(), required=False,
        hint="地域・できること・空きで並べ、同じなら受け持ちの数と順番によります。",
    )  # fmt: skip
    partner_name = TextField(
        "依頼先の名前", max_length=120, required=False,
        hint="名簿と同じ名前を書くと、その事業所に届きます。病院や学校など、名簿にない相手も書けます。",
    )  # fmt: skip
    why_here = TextField(
        "並び順とちがうわけ", max_length=300, required=False,
        hint="本人が選んだときと、候補の一番目に頼むときは、いりません。",
    )  # fmt: skip
    asked_on = DateField("頼んだ日", width="middle")
    answer_by = DateField("返事の期限", width="middle")
    key = IdempotencyKey()

    def __init__(self, *args: Any, places: Sequence[Placed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = places[:MOST_SHOWN]
        self.by_id = {str(one.office.public_id): one for one in shown}
        listed = [(key, placed_words(one)) for key, one in self.by_id.items()]
        set_choices(self, "office", [*listed, ELSEWHERE])

    def picked(self) -> Placed | None:
        return self.by_id.get(self.cleaned_data["office"])


def placed_words(one: Placed) -> str:
    own = "／同じ法人" if one.is_own_corporation else ""
    return f"{one.rank}. {one.office.name}（{'／'.join(one.reasons)}{own}）"


class AcceptForm(Form):
    staff = ChoiceField("担当者", choices=(), style="select", required=False)
    mode = ChoiceField("これからの関わり方", choices=(), style="select", required=False)
    reason = TextField(
        "上限に近い、またはこえるのに受けるわけ", max_length=200, required=False,
        hint="主担当の経過に残ります。書かなくても引き受けられ、あとからも書けます。",
    )  # fmt: skip
    note = TextAreaField(
        "頼んだ側へのひとこと", rows=2, max_length=1000, required=False
    )
    key = IdempotencyKey()

    def __init__(
        self, *args: Any, staff: Sequence[Staff], asks_reason: bool,
        needs_reason: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        if not asks_reason:
            del self.fields["reason"]
        elif needs_reason:
            self.fields["reason"] = TextField(
                "この事業所が持つわけ", max_length=200,
                hint="主担当の経過に残り、市の承認の求めに載ります。",
            )  # fmt: skip
        self.people = {str(one.public_id): one for one in staff}
        set_choices(
            self,
            "staff",
            [WAIT, *((key, one.name) for key, one in self.people.items())],
        )
        set_choices(self, "mode", [AS_BEFORE, *Mode.choices()])

    def chosen_staff(self) -> Staff | None:
        return self.people.get(self.cleaned_data["staff"])

    def chosen_mode(self) -> Mode | None:
        value = self.cleaned_data["mode"]
        return Mode(value) if value else None


class AnswerForOtherForm(Form):
    """電話や来所で受けた返事を、頼んだ側が代わりに入れる。"""

    taken = ChoiceField(
        "返事", choices=[("yes", "引き受けてもらった"), ("no", "引き受けられなかった")]
    )
    decline = ChoiceField(
        "引き受けられないわけ", choices=Decline.choices(), required=False,
        hint="引き受けられなかったときに選びます。",
    )  # fmt: skip
    way = ChoiceField(
        "どう受けたか", choices=[c for c in Way.choices() if c[0] != Way.SYSTEM]
    )
    name = TextField("返事をした人", max_length=100, width="middle")
    on = DateField("返事の日", width="middle")
    note = TextAreaField("メモ", rows=2, max_length=1000, required=False)
    key = IdempotencyKey()


class QuestionForm(Form):
    question = TextAreaField("尋ねたいこと", rows=4, max_length=1000)


class ReplyForm(Form):
    reply = TextAreaField(
        "答え", rows=4, max_length=2000,
        hint="引受けが決まる前です。名前・電話・番地は書けません。",
    )  # fmt: skip


class ExtendForm(Form):
    answer_by = DateField("新しい期限", width="middle")


class WithdrawForm(Form):
    reason = TextField("取り下げるわけ", max_length=300)
    version = HiddenVersion()


class HappenedForm(Form):
    on = DateField("日", width="middle")
    note = TextAreaField("そのときの様子", rows=3, max_length=1000, required=False)
    version = HiddenVersion()

"""支給決定とモニタリングの入力。"""

from __future__ import annotations

from typing import Any

from tsunagi.cases.entitlement.rules import (
    INTERVALS,
    EntitlementKind,
    Source,
    TermReason,
    interval_words,
)
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MonthField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

INTERVAL_CHOICES = [(str(every), interval_words(every)) for every in INTERVALS]
SOURCES = [
    (one.value, one.label)
    for one in (Source.CERTIFICATE, Source.NOTICE, Source.MUNICIPALITY)
]


class EntitlementForm(Form):
    """What stands on the certificate, in the order in which it stands there."""

    groups = (
        Group(
            "支給決定",
            ("kind", "valid_from", "last_day", "decided_on", "burden_limit"),
        ),
        Group(
            "計画相談の支給期間", ("from_month", "to_month", "plan_made_on"),
            "終期月には必ずモニタリングを行います。月は、終期月から遡って数えます。",
        ),
        Group(
            "モニタリング期間", ("every", "monthly_first", "term_from", "reason_words")
        ),
        Group("確かめ方", ("source",)),
    )  # fmt: skip
    kind = ChoiceField("種類", choices=EntitlementKind.choices())
    valid_from = DateField("支給決定の始まる日", width="middle")
    last_day = DateField("支給決定の終わる日", width="middle")
    decided_on = DateField("決定した日", required=False, width="middle")
    burden_limit = IntegerField(
        "利用者負担上限月額", min_value=0, max_value=1_000_000, required=False, unit="円",
        width="middle",
    )  # fmt: skip
    from_month = MonthField("支給期間の始まりの月", width="middle")
    to_month = MonthField("支給期間の終期月", width="middle")
    plan_made_on = DateField("計画を作った日", required=False, width="middle")
    every = ChoiceField("何か月ごとか", choices=INTERVAL_CHOICES)
    monthly_first = IntegerField(
        "はじめに毎月行う月数", min_value=0, max_value=12, required=False, unit="か月",
        hint="新規や大きな変更のときなど。なければ空けます。",
    )  # fmt: skip
    term_from = MonthField(
        "モニタリングの始まりの月", required=False, width="middle",
        hint="受給者証の「開始年月」。空けると、支給期間の始まりの月になります。",
    )  # fmt: skip
    reason_words = TextField("間隔のわけ", max_length=300, required=False)
    source = ChoiceField("何で確かめたか", choices=SOURCES, initial=Source.CERTIFICATE)
    key = IdempotencyKey()


class ResetForm(Form):
    every = ChoiceField("これから何か月ごとか", choices=INTERVAL_CHOICES)
    monthly_first = IntegerField(
        "はじめに毎月行う月数", min_value=0, max_value=12, required=False, unit="か月"
    )
    from_month = MonthField("いつの月から", width="middle")
    reason = ChoiceField(
        "理由", choices=[
            (one.value, one.label) for one in TermReason if one is not TermReason.FIRST
        ],
    )  # fmt: skip
    reason_words = TextField(
        "どんなことからか",
        max_length=300,
        example="退院したばかりで、生活が変わったため",
    )
    decided_on = DateField("市町村が決めた日", required=False, width="middle")
    source = ChoiceField("何で確かめたか", choices=SOURCES, initial=Source.NOTICE)
    key = IdempotencyKey()


class WithdrawForm(Form):
    reason = TextField("取り消す理由", max_length=200, example="月を書きまちがえた")


class DoneForm(Form):
    done_on = DateField("行った日", width="middle")
    version = HiddenVersion()


class NotDoneForm(Form):
    reason = TextField(
        "行わなかったわけ", max_length=200, example="入院していて会えなかった"
    )
    version = HiddenVersion()


class PlanForm(Form):
    planned_on = DateField("訪ねる日", required=False, width="middle")
    version = HiddenVersion()


class MineForm(Form):
    mine = CheckField("自分が担当の人だけ", required=False)


def new_values(data: dict[str, Any]) -> dict[str, Any]:
    """The checked form as the arguments of NewEntitlement."""
    names = (
        "valid_from", "last_day", "decided_on", "from_month", "to_month",
        "plan_made_on", "term_from", "reason_words", "burden_limit",
    )  # fmt: skip
    return {
        **{name: data[name] for name in names},
        "kind": EntitlementKind(data["kind"]),
        "every": int(data["every"]),
        "monthly_first": data["monthly_first"] or 0,
        "source": Source(data["source"]),
    }

"""計画の入力: 一巡、歩み、文、課題の行、間隔、交付。"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar
from uuid import uuid4

from django.forms import TextInput

from tsunagi.cases.assessment.rules import Domain
from tsunagi.cases.entitlement.rules import INTERVALS, interval_words
from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.rules import Occasion, PlanKind, SelfWish
from tsunagi.cases.plan.sheet_rules import (
    ITEM_TEXTS,
    MOST_SUPPORTS,
    Item,
    SheetStage,
    Support,
    SupportKind,
    Unit,
)
from tsunagi.common.dates import YearMonth
from tsunagi.ui.fields import (
    CheckField,
    ChoiceField,
    DateField,
    HiddenVersion,
    IdempotencyKey,
    IntegerField,
    MonthField,
    MultipleChoiceField,
    TextAreaField,
    TextField,
)
from tsunagi.ui.forms import Form, Group

# (value, words) of a choice.
Choices = Sequence[tuple[str, str]]
REASON_HINT = "本人が同意したあとに直すときは必要です。"


class BeginForm(Form):
    groups: ClassVar[tuple[Group, ...]] = (
        Group("計画", ("kind", "occasion", "begun_on", "is_requested", "due_on")),
        Group(
            "セルフプランのとき", ("self_wish", "self_reason"),
            "本人や支援者が作る計画のときだけ。望んだものかどうかは、数字として市町村に残ります。",
            is_folded=True,
        ),
    )  # fmt: skip
    kind = ChoiceField("計画の種類", choices=PlanKind.choices())
    occasion = ChoiceField("新規・更新・変更", choices=Occasion.choices())
    begun_on = DateField("始めた日", width="middle")
    due_on = DateField(
        "計画案の提出期限", required=False, width="middle",
        hint="市町村の「計画案提出依頼書」にあれば。",
    )  # fmt: skip
    is_requested = CheckField(
        "この日に、計画案の提出依頼があった（歩みにも記す）", required=False
    )
    self_wish = ChoiceField(
        "本人が望んだものか", choices=SelfWish.choices(), required=False
    )
    self_reason = TextField("そのわけ", max_length=300, required=False)
    key = IdempotencyKey()


class StepForm(Form):
    """On which day a step was taken, and by whom."""

    on = DateField("した日", width="middle")
    consented_by = TextField(
        "同意した人", max_length=100, required=False,
        hint="本人のほかが同意したときは、続柄も。",
    )  # fmt: skip
    reason = TextField(
        "わけ", max_length=300, required=False,
        hint="日の順が決まりと違うとき、本人の言葉が空のまま同意を得たときだけ書きます。",
    )  # fmt: skip
    key = IdempotencyKey()


class DueForm(Form):
    due_on = DateField("計画案の提出期限", required=False, width="middle")
    version = HiddenVersion()


class EndForm(Form):
    reason = TextField(
        "終える理由", max_length=300, example="転出のため。支給申請を取り下げた"
    )
    version = HiddenVersion()


class TextsForm(Form):
    """望み、方針、目標。様式の順に。"""

    groups: ClassVar[tuple[Group, ...]] = (
        Group(
            "生活に対する意向", ("wishes_person", "wishes_family"),
            "本人の望みと家族の望みは、分けて書きます。本人の言葉のまま書きます。",
        ),
        Group("方針と目標", ("policy", "long_goal", "short_goal")),
        Group(
            "暮らしの全体", ("whole_life", "other_services", "main_activities"),
            "週間計画表の下に載ります。",
        ),
        Group("直した理由", ("correction_reason",), is_folded=True),
    )  # fmt: skip
    wishes_person = TextAreaField(
        "本人の望む生活（本人の言葉で）", rows=4, max_length=4000, required=False
    )
    wishes_family = TextAreaField("家族の望み", rows=3, max_length=4000, required=False)
    policy = TextAreaField(
        "総合的な援助の方針", rows=4, max_length=4000, required=False,
        hint="サービスの調整だけでなく、暮らしのどこを、だれと支えるか。",
    )  # fmt: skip
    long_goal = TextAreaField("長期目標", rows=2, max_length=2000, required=False)
    short_goal = TextAreaField("短期目標", rows=2, max_length=2000, required=False)
    whole_life = TextAreaField(
        "サービスで実現する生活の全体像", rows=3, max_length=4000, required=False
    )
    other_services = TextAreaField(
        "週単位以外のサービス", rows=2, max_length=2000, required=False
    )
    main_activities = TextAreaField(
        "主な日常生活上の活動", rows=2, max_length=2000, required=False
    )
    correction_reason = TextField(
        "直した理由", max_length=300, required=False, hint=REASON_HINT
    )
    version = HiddenVersion()


class IntervalForm(Form):
    """The interval that the draft proposes to the municipality."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("本人の事情", ("situations",), "当てはまるものを選ぶと、めやすが変わります。"),
        Group(
            "提案する間隔",
            ("interval", "interval_first", "interval_from", "interval_reason"),
            "決めるのは市町村です。標準と違うときも、同じときも、わけを添えます。",
        ),
        Group("計画の始まり", ("begins",)),
        Group("直した理由", ("correction_reason",), is_folded=True),
    )  # fmt: skip
    situations = MultipleChoiceField("当てはまる事情", choices=(), required=False)
    interval = ChoiceField(
        "何か月ごとに", required=False,
        choices=[(str(every), interval_words(every)) for every in INTERVALS],
    )  # fmt: skip
    interval_first = IntegerField(
        "はじめに毎月行う月数", min_value=0, max_value=12, required=False, unit="か月"
    )
    interval_from = MonthField(
        "モニタリングの始まりの月", required=False, width="middle"
    )
    interval_reason = TextAreaField(
        "この間隔にするわけ", rows=3, max_length=1000, required=False
    )
    begins = MonthField("計画の始まりの月", required=False, width="middle")
    correction_reason = TextField(
        "直した理由", max_length=300, required=False, hint=REASON_HINT
    )
    version = HiddenVersion()

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        months = ("begins", "interval_from")
        return {
            "situations": list(data["situations"]),
            "interval": int(data["interval"]) if data["interval"] else None,
            "interval_first": data["interval_first"] or 0,
            "interval_reason": data["interval_reason"],
            **{name: data[name].as_int if data[name] else None for name in months},
        }


def interval_initial(sheet: PlanSheet) -> dict[str, Any]:
    months = {
        name: YearMonth.from_int(number) if (number := getattr(sheet, name)) else None
        for name in ("begins", "interval_from")
    }
    return {
        "situations": sheet.situations,
        "interval": str(sheet.interval or ""),
        "interval_first": sheet.interval_first or None,
        "interval_reason": sheet.interval_reason,
        "version": sheet.version,
        **months,
    }


class ItemForm(Form):
    """One need row with up to six lines of support, formal and informal alike."""

    groups: ClassVar[tuple[Group, ...]] = (
        Group("課題と目標", ("domain", "need", "goal", "when")),
        Group(
            "どこから来たか", ("need_ids", "decision_id"),
            "もとのニーズと、本人がどう決めたかの記録を選ぶと、計画の根拠として並びます。",
        ),
        Group(
            "本人の力", ("person_part", "strength"),
            "本人がすること、したいことを先に。できることを取り上げないために。",
        ),
        *(
            Group(
                f"支え {number}",
                tuple(
                    f"{name}{number}"
                    for name in ("kind", "service", "content", "amount", "unit",
                                 "provider", "contact")
                ),
                "家族・友人・地域の支えも、サービスと同じように書きます。" if number == 1 else "",
                is_folded=number > 1,
            )
            for number in range(1, MOST_SUPPORTS + 1)
        ),
        Group("評価", ("evaluate", "remarks")),
        Group("直した理由", ("correction_reason",), is_folded=True),
    )  # fmt: skip
    domain = ChoiceField(
        "生活の領域", choices=Domain.choices(), style="select", required=False
    )
    need = TextAreaField(ITEM_TEXTS["need"], rows=3, max_length=1000)
    goal = TextAreaField(
        ITEM_TEXTS["goal"], rows=2, max_length=1000, required=False,
        hint="達成できたかが、本人にも分かる言葉で。",
    )  # fmt: skip
    when = TextField(
        ITEM_TEXTS["when"], max_length=60, required=False, width="middle",
        example="令和8年9月、半年後",
    )  # fmt: skip
    person_part = TextAreaField(
        ITEM_TEXTS["person_part"], rows=2, max_length=1000, required=False
    )
    strength = TextField(ITEM_TEXTS["strength"], max_length=300, required=False)
    evaluate = TextField(
        ITEM_TEXTS["evaluate"], max_length=60, required=False, width="middle",
        example="3か月後",
    )  # fmt: skip
    remarks = TextAreaField(
        ITEM_TEXTS["remarks"], rows=2, max_length=1000, required=False
    )
    correction_reason = TextField(
        "直した理由", max_length=300, required=False, hint=REASON_HINT
    )
    need_ids = MultipleChoiceField("もとのニーズ", choices=(), required=False)
    decision_id = ChoiceField(
        "もとになった意思決定支援の記録", choices=(), style="select", required=False
    )
    version = HiddenVersion()

    def __init__(
        self,
        *args: Any,
        needs: Choices = (),
        decisions: Choices = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["need_ids"].choices = needs  # type: ignore[attr-defined]
        if not needs:
            self.fields["need_ids"].help_text = "ニーズ整理票に書くと、ここで選べます。"
        self.fields["decision_id"].choices = [  # type: ignore[attr-defined]
            ("", "（選ばない）"), *decisions
        ]  # fmt: skip
        for number in range(1, MOST_SUPPORTS + 1):
            self._add_support(number)

    def _add_support(self, number: int) -> None:
        fields = {
            "kind": ChoiceField(
                "どんな支えか", choices=SupportKind.choices(), style="select",
                required=False, width="middle",
            ),
            "service": TextField(
                "種類・だれが", max_length=100, required=False,
                widget=TextInput(attrs={"list": "services"}),
                example="居宅介護、母、近所の友人",
            ),
            "content": TextField("内容", max_length=300, required=False),
            "amount": TextField(
                "量", max_length=8, required=False, width="short", example="2"
            ),
            "unit": ChoiceField(
                "単位", choices=Unit.choices(), style="select", required=False,
                width="short",
            ),
            "provider": TextField("提供事業者・人の名前", max_length=120, required=False),
            "contact": TextField("担当者・電話", max_length=120, required=False),
        }  # fmt: skip
        for name, field in fields.items():
            self.fields[f"{name}{number}"] = field

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for number in range(1, MOST_SUPPORTS + 1):
            text = str(data.get(f"amount{number}") or "").strip()
            if text and _amount(text) is None:
                self.add_error(
                    f"amount{number}", "量は、数で入力してください（例: 2、1.5）。"
                )
        return data

    def item(self, key: str) -> Item:
        """The checked form as a row of the sheet; lines left empty are left out."""
        data = self.cleaned_data
        return Item(
            key=key or uuid4().hex, domain=data["domain"],
            need_ids=tuple(data["need_ids"]), decision_id=data["decision_id"],
            supports=tuple(
                support
                for number in range(1, MOST_SUPPORTS + 1)
                if (support := self._support(number)) is not None
            ),
            **{name: data[name] for name in ITEM_TEXTS},
        )  # fmt: skip

    def _support(self, number: int) -> Support | None:
        data = self.cleaned_data
        texts = {
            name: data[f"{name}{number}"]
            for name in ("service", "content", "provider", "contact")
        }
        kind, unit = data[f"kind{number}"], data[f"unit{number}"]
        if not any(text.strip() for text in texts.values()):
            return None
        return Support(
            kind=SupportKind(kind or SupportKind.SERVICE),
            unit=Unit(unit) if unit else None,
            amount=_amount(data[f"amount{number}"]),
            **texts,
        )


def _amount(text: str) -> Decimal | None:
    """半角・全角の数。読めなければ None。"""
    folded = text.strip().translate(
        str.maketrans("０１２３４５６７８９．", "0123456789.")
    )
    try:
        number = Decimal(folded)
    except InvalidOperation:
        return None
    return number if 0 < number < 10_000 else None


def item_initial(item: Item) -> dict[str, Any]:
    start: dict[str, Any] = {name: getattr(item, name) for name in ITEM_TEXTS}
    start |= {
        "domain": item.domain, "need_ids": list(item.need_ids),
        "decision_id": item.decision_id,
    }  # fmt: skip
    for number, one in enumerate(item.supports, start=1):
        start |= {
            f"kind{number}": one.kind.value, f"service{number}": one.service,
            f"content{number}": one.content, f"unit{number}": one.unit or "",
            f"amount{number}": f"{one.amount.normalize():f}" if one.amount else "",
            f"provider{number}": one.provider, f"contact{number}": one.contact,
        }  # fmt: skip
    return start


class RemoveForm(Form):
    correction_reason = TextField(
        "外すわけ", max_length=300, required=False, hint=REASON_HINT
    )
    version = HiddenVersion()


class DeliveryForm(Form):
    stage = ChoiceField(
        "書面", choices=[
            (one.value, one.label)
            for one in (SheetStage.DRAFT, SheetStage.PLAN)
        ],
    )  # fmt: skip
    to = TextField("渡した相手", max_length=120, example="本人、架空生活介護 いろは")
    on = DateField("渡した日", width="middle")
    method = TextField(
        "渡し方", max_length=60, required=False, width="middle", example="手渡し、郵送"
    )
    key = IdempotencyKey()

"""Made-up content for the gallery. Nobody and no office here exists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.urls import reverse

from tsunagi.ui import charts, fields, parts
from tsunagi.ui.calendar import Entry, Month, month_calendar
from tsunagi.ui.forms import Form, Group

HERE = "#"
PAGE_KINDS = (
    ("today", "きょう"),
    ("list", "一覧"),
    ("record", "記録"),
    ("form", "入力"),
    ("board", "暦"),
    ("report", "報告"),
)
KINDS = (("designated", "指定特定"), ("entrusted", "委託"), ("core", "基幹"))
METHODS = (("visit", "訪問"), ("phone", "電話"), ("online", "オンライン"))


class SampleForm(Form):
    """Every field once, in groups with a sentence each."""

    groups = (
        Group("相談した人", ("name", "kana", "born_on", "phone"), "名簿と照らします。"),
        Group(
            "相談の内容",
            ("kind", "methods", "minutes", "agreed", "told_on", "month", "text"),
            "あとで記録を探すときの手がかりになります。",
        ),
    )

    name = fields.TextField(
        "氏名", max_length=100, hint="戸籍の字のまま入力します。", example="架空 花子"
    )
    kana = fields.KanaField("ふりがな", required=False, example="かくう はなこ")
    born_on = fields.DateField("生年月日", required=False)
    phone = fields.PhoneField("電話番号", required=False)
    kind = fields.ChoiceField("事業所の種類", choices=KINDS, style="select")
    methods = fields.MultipleChoiceField("方法", choices=METHODS)
    minutes = fields.IntegerField("かかった時間", unit="分", min_value=1, max_value=600)
    agreed = fields.YesNoField("本人の同意", hint="聞いていないときは「わからない」。")
    told_on = fields.RoughDateField("診断を受けた時期", required=False)
    month = fields.MonthField("サービス提供月", required=False)
    text = fields.TextAreaField("話したこと", max_length=2_000)
    attachment = fields.FileField(
        "添付する書類", kinds=(".pdf", ".csv"), required=False
    )
    confirmed = fields.CheckField("内容を読み返した")
    key = fields.IdempotencyKey()


def gallery(today: date) -> dict[str, Any]:
    """Everything the gallery templates read."""
    return {
        "today": today,
        "gallery_url": reverse("ui:gallery"),
        "gallery_kinds": PAGE_KINDS,
        "band": parts.Band(
            "架空 花子",
            "かくう はなこ",
            ["42歳", "つなぎ市（架空）", "担当 見本 太郎"],
            [("計画案の期限が近い", "warning"), ("同意あり", "done")],
        ),
        "tab_items": [
            parts.Tab("自分の担当", HERE, current=True, count=28),
            parts.Tab("事業所の全員", "?view=office", count=1_204),
            parts.Tab("終結", "?view=closed"),
        ],
        "chips": [parts.Chip("委託", "?"), parts.Chip("北区", "?")],
        "page": parts.Paging("?before=a", "?after=b", count=1_204, shown=25),
        "columns": _columns(),
        "rows": _rows(today),
        "summary": _summary(today),
        "entries": _timeline(today),
        "steps": [
            parts.Step("受付", "done"),
            parts.Step("聞き取り", "done"),
            parts.Step("計画案", "current", note="3日以内"),
            parts.Step("担当者会議"),
        ],
        "stats": [
            parts.Stat("担当", 28, "人"),
            parts.Stat("今月の期限", 6, "件", note="うち過ぎたもの1件"),
            parts.Stat("空き", 0, "人分"),
            parts.Stat("満足度", None, "点", note="まだ聞いていません"),
        ],
        "month": _month(today),
        **_charts(),
    }


def _columns() -> list[parts.Column]:
    return [
        parts.Column("名称", sort="name"),
        parts.Column("種類"),
        parts.Column("空き", sort="free", kind="number"),
        parts.Column("確認した日"),
    ]


def _rows(today: date) -> list[list[object]]:
    names = ("ひかり", "みどり", "あおぞら", "こもれび", "なないろ")
    return [
        [
            parts.Cell(f"相談室{name}（架空）", url=HERE, note="北区"),
            KINDS[number % 3][1],
            None if number == 3 else number,
            today - timedelta(days=9 * number),
        ]
        for number, name in enumerate(names)
    ]


def _summary(today: date) -> list[parts.SummaryRow]:
    return [
        parts.SummaryRow("住所", "架空県つなぎ市北区見本町1丁目2番3号", "変更", HERE),
        parts.SummaryRow("電話", "0950-00-0000", "変更", HERE),
        parts.SummaryRow("指定を受けた日", today - timedelta(days=2_000)),
        parts.SummaryRow("夜間の受付", None, "記入", HERE),
    ]


def _timeline(today: date) -> list[parts.TimelineEntry]:
    return [
        parts.TimelineEntry(
            today,
            "モニタリングを行った",
            "安定している。",
            "見本 太郎",
            HERE,
            "success",
        ),
        parts.TimelineEntry(
            today - timedelta(days=3), "計画案を渡した", who="見本 太郎", kind="info"
        ),
        parts.TimelineEntry(
            today - timedelta(days=40), "期限を過ぎた", "連絡が付かず。", kind="warning"
        ),
    ]


def _month(today: date) -> Month:
    first = today.replace(day=1)
    return month_calendar(
        first,
        [
            Entry(first + timedelta(days=3), "架空 花子さん", HERE, "予定", "waiting"),
            Entry(first + timedelta(days=3), "例 一郎さん", HERE, "済み", "done"),
            Entry(first + timedelta(days=17), "見本 次郎さん", HERE, "超過", "danger"),
        ],
        today=today,
        holidays={first + timedelta(days=10): "祝日の例"},
        sentence="この月のモニタリングは3件で、1件が終わっています。",
        previous_url="?",
        next_url="?",
    )


def _charts() -> dict[str, charts.Chart]:
    offices = ["相談室ひかり", "相談室みどり", "相談支援センターあおぞら北"]
    months = ["4月", "5月", "6月", "7月", "8月", "9月"]
    return {
        "bars": charts.bars(
            "担当の人数",
            offices,
            [28, 35, None],
            sentence="みどりが35人で最も多く、あおぞら北はまだ数えていません。",
            unit="人",
        ),
        "stacked": charts.stacked_bars(
            "相談の方法",
            offices,
            [
                charts.Series("訪問", [12, 30, 8]),
                charts.Series("電話", [40, 22, 18]),
                charts.Series("来所", [9, 3, 0]),
            ],
            sentence="ひかりは電話、みどりは訪問が多くなっています。",
        ),
        "lines": charts.lines(
            "月ごとの相談件数",
            months,
            [
                charts.Series("今年度", [42, 51, 48, None, 60, 66]),
                charts.Series("前年度", [40, 39, 45, 44, 41, 43]),
            ],
            sentence="今年度は前年度より増えています。7月は集計が届いていません。",
        ),
    }

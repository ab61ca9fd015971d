"""数字で見る: 集計の一覧。一つずつに、何が分かるかを一文で添える。"""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.common.frozen import Frozen


class Report(Frozen):
    """One line of the list."""

    label: str
    url_name: str
    sentence: str


GROUPS: tuple[tuple[str, tuple[Report, ...]], ...] = (
    (
        "相談の実績",
        (
            Report(
                "相談実績の月報", "contact-report",
                "延件数と実人数を、方法・内容・障害種別ごとに。月を締められます。",
            ),
            Report(
                "相談実績の年の表", "year-report", "十二か月と支援方法を一枚の表に。"
            ),
            Report(
                "業務の時間", "work-report",
                "業務の種類、関わり方、財源ごとに、使った時間。",
            ),
            Report(
                "関わりのねらい", "purpose-report",
                "何のために関わり、何が変わったか。直接の支援の時間も。",
            ),
        ),
    ),
    (
        "人と地域",
        (
            Report(
                "計画の行き渡り", "coverage-report",
                "サービスを使う人の計画相談・セルフプラン・計画なし。",
            ),
            Report(
                "身近な専門員", "near-report",
                "専門員のいる事業所までの直線の距離と、近くにいない方。地図で。",
            ),
            Report(
                "計画とモニタリングの数字", "plan-report",
                "セルフプラン率、間隔の分かれ方、時期どおりに行った割合。基準日を選べます。",
            ),
            Report(
                "示した選択肢と組み合わせの幅", "option-report",
                "計画を作るときに示した選択肢の数と、支えの組み合わせ。",
            ),
            Report(
                "課題の集計", "problem-report",
                "続いていた課題を、種類と原因（本人・環境・社会）ごとに。",
            ),
            Report(
                "社会資源の使われ方", "resource-report",
                "どこが何人に使われ、何が足りないか。",
            ),
            Report(
                "アウトリーチの流れ", "outreach-report",
                "聞いた人に会え、相談につながるまで。",
            ),
            Report(
                "受け持ちと空き", "capacity-board",
                "地域の事業所の空き。受け持ちの数は、見てよい事業所の分だけ。",
            ),
            Report(
                "件数の上限", "limit-page",
                "いまの件数と上限、月ごとの経過、引き継ぐ順。",
            ),
            Report(
                "市の承認", "approval-list",
                "センターが持つ計画相談への、市の承認の求めと答え。",
            ),
            Report(
                "むずかしい相談の割合", "difficult-report",
                "難しくする事情のある方を、住んでいる地域ごとに。",
            ),
            Report(
                "引受けのかたより", "fairness-ledger",
                "半年の間に、どこに頼み、どう返事があったか。",
            ),
            Report(
                "つないだ先", "neutrality-report",
                "同じ法人への偏りと、基幹が答えるまでの時間。",
            ),
        ),
    ),
)  # fmt: skip


@action("reports.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def report_index(request: ActorRequest) -> HttpResponse:
    """どの集計に、何が書いてあるか。"""
    return render(request, "reports/index/page.html", {"groups": GROUPS})

"""それぞれの様式の欄の並び。値を渡せば一枚の紙になり、渡さなければ白紙になる。純粋関数だけ。"""

from __future__ import annotations

from collections.abc import Sequence

from tsunagi.cases.monitoring.report_rules import CHANGES, Result
from tsunagi.cases.papers.rules import (
    Column,
    Facts,
    Field,
    Grid,
    Paper,
    PaperKind,
    Part,
    Picture,
    Text,
    Week,
    numbered,
)
from tsunagi.cases.plan.sheet_rules import Item, Support
from tsunagi.common.frozen import Frozen, field

ITEM_COLUMNS = (
    Column("priority", "優先順位", 0.42),
    Column("need", "解決すべき課題\n（本人のニーズ）", 1.7),
    Column("goal", "支援目標", 1.5),
    Column("when", "達成\n時期", 0.8),
    Column("services", "福祉サービス等\n種類・内容・量（頻度・時間）", 2.2),
    Column("providers", "提供事業者名\n（担当者名・電話）", 1.6),
    Column("person_part", "課題解決のための\n本人の役割", 1.5),
    Column("evaluate", "評価\n時期", 0.8),
    Column("remarks", "その他留意事項", 1.3),
)
RESULT_COLUMNS = (
    Column("priority", "優先順位", 0.42),
    Column("goal", "支援目標", 1.45),
    Column("when", "達成\n時期", 0.8),
    Column("provided", "サービス提供状況\n（事業者からの聞き取り）", 1.7),
    Column("person_words", "本人の感想・\n満足度", 1.4),
    Column("achieved", "支援目標の達成度\n（ニーズの充足度）", 1.2),
    Column("ahead", "今後の課題・\n解決方法", 1.6),
    Column("change_kind", "種類の\n変更", 0.5),
    Column("change_amount", "量の\n変更", 0.5),
    Column("change_week", "週間の\n変更", 0.5),
    Column("remarks", "その他留意事項", 1.3),
)
HISTORY_COLUMNS = (Column("title", "項目", 0.9), Column("text", "内容", 4.0))
NOTEBOOK_COLUMNS = (
    Column("kind", "手帳・受給者証", 1.4), Column("grade", "等級・程度", 1.0),
    Column("number", "番号", 1.0), Column("until", "期間・留意事項", 1.6),
)  # fmt: skip
FAMILY_COLUMNS = (
    Column("kinship", "続柄", 0.8), Column("name", "氏名", 1.2),
    Column("age", "年齢", 0.5), Column("together", "同居", 0.5),
    Column("roles", "役割・備考", 2.4),
)  # fmt: skip
SUPPORT_COLUMNS = (
    Column("type", "区分", 0.8), Column("name", "名称・提供機関", 1.8),
    Column("content", "支援内容・頻度", 1.8), Column("note", "備考", 1.6),
)  # fmt: skip


class Header(Frozen):
    """共通の見出し。空のままの欄は、白紙のときの記入欄になる。"""

    name: str = ""
    kana: str = ""
    support_level: str = ""
    office: str = ""
    author: str = ""
    welfare_number: str = ""
    community_number: str = ""
    child_number: str = ""
    burden: str = ""
    made_on: str = ""
    held_on: str = ""
    monitoring: str = ""
    begins: str = ""
    consent: str = ""


class PlanTexts(Frozen):
    wishes: str = ""
    policy: str = ""
    long_goal: str = ""
    short_goal: str = ""
    items: tuple[Item, ...] = ()


class WeekTexts(Frozen):
    week: Week = field(default_factory=Week)
    other_services: str = ""
    whole_life: str = ""


class ReportTexts(Frozen):
    """changes: 有, 無 or nothing, in the order of the form."""

    policy: str = ""
    overall: str = ""
    results: tuple[Result, ...] = ()
    changes: tuple[str, str, str] = ("", "", "")
    change_words: str = ""
    next_month: str = ""


class PersonTexts(Frozen):
    """別紙1 の中身。ここにない欄は、空のまま出る。"""

    birth: str = ""
    age: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    disability: str = ""
    household: str = ""
    overview: str = ""
    wishes_person: str = ""
    wishes_family: str = ""
    life: str = ""
    medical: str = ""
    daily: str = ""
    strengths: str = ""
    money: str = ""
    emergency: str = ""
    notebooks: tuple[tuple[str, ...], ...] = ()
    family: tuple[tuple[str, ...], ...] = ()
    supports: tuple[tuple[str, ...], ...] = ()
    genogram: Picture = field(default_factory=lambda: Picture("家族構成（家族図）"))
    ecomap: Picture = field(default_factory=lambda: Picture("社会関係図（エコマップ）"))


NO_HEADER, NO_PLAN, NO_WEEK = Header(), PlanTexts(), WeekTexts()
NO_REPORT, NO_PERSON = ReportTexts(), PersonTexts()


def _top(header: Header, last: Sequence[Field]) -> Facts:
    return Facts(
        (
            (
                Field("name", "利用者氏名（児童氏名）", header.name),
                Field("support_level", "障害支援区分", header.support_level),
                Field("office", "相談支援事業者名", header.office),
            ),
            (
                Field(
                    "welfare_number", "障害福祉サービス受給者証番号",
                    header.welfare_number,
                ),
                Field("burden", "利用者負担上限額", header.burden),
                Field("author", "計画作成担当者", header.author),
            ),
            (
                Field(
                    "community_number", "地域相談支援受給者証番号",
                    header.community_number,
                ),
                Field("child_number", "通所受給者証番号", header.child_number),
                Field("kana", "ふりがな", header.kana),
            ),
            tuple(last),
        )
    )  # fmt: skip


def _consent(header: Header) -> Field:
    return Field("consent", "利用者同意署名欄", header.consent)


def plan_paper(
    kind: PaperKind, header: Header = NO_HEADER, texts: PlanTexts = NO_PLAN
) -> Paper:
    """1-1 計画案、2-1 計画。"""
    made = "計画案作成日" if kind is PaperKind.DRAFT else "計画作成日"
    last = (
        Field("made_on", made, header.made_on),
        Field("monitoring", "モニタリング期間（開始年月）", header.monitoring),
        _consent(header),
    )
    parts: tuple[Part, ...] = (
        _top(header, last),
        Text(
            "wishes", "利用者及びその家族の生活に対する意向（希望する生活）",
            texts.wishes, least=3,
        ),
        Text("policy", "総合的な援助の方針", texts.policy, least=3),
        Text("long_goal", "長期目標", texts.long_goal),
        Text("short_goal", "短期目標", texts.short_goal),
        Grid("items", ITEM_COLUMNS, item_rows(texts.items)),
    )  # fmt: skip
    return Paper(kind, parts, is_blank=header is NO_HEADER)


def item_rows(
    items: Sequence[Item],
) -> tuple[tuple[str | tuple[str, ...], ...], ...]:
    return tuple(
        (
            str(number), item.need, item.goal, item.when,
            numbered([one.words for one in item.supports]),
            numbered([_provider(one) for one in item.supports]),
            item.person_part, item.evaluate,
            "\n".join(
                part
                for part in (
                    item.remarks,
                    f"生かす力: {item.strength}" if item.strength else "",
                )
                if part
            ),
        )
        for number, item in enumerate(items, start=1)
    )  # fmt: skip


def _provider(support: Support) -> str:
    return (
        f"{support.provider}\n（{support.contact}）"
        if support.contact
        else support.provider
    )


def week_paper(
    kind: PaperKind, header: Header = NO_HEADER, texts: WeekTexts = NO_WEEK
) -> Paper:
    """別紙2、1-2、2-2、3-2 の週間の表。生活の全体像は、計画案と計画だけにある。"""
    first, second = {
        PaperKind.PRESENT_WEEK: (
            Field("made_on", "作成日", header.made_on),
            Field("held_on", "アセスメントの日", header.held_on),
        ),
        PaperKind.REPORT_WEEK: (
            Field("made_on", "計画作成日", header.made_on),
            Field("held_on", "モニタリング実施日", header.held_on),
        ),
    }.get(
        kind,
        (
            Field("made_on", "作成日", header.made_on),
            Field("begins", "計画開始年月", header.begins),
        ),
    )
    parts: tuple[Part, ...] = (
        _top(header, (first, second, _consent(header))),
        texts.week,
        Text("other_services", "週単位以外のサービス", texts.other_services),
    )
    if kind in (PaperKind.DRAFT_WEEK, PaperKind.PLAN_WEEK):
        parts += (
            Text(
                "whole_life", "サービス提供によって実現する生活の全体像",
                texts.whole_life, least=3,
            ),
        )  # fmt: skip
    return Paper(kind, parts, is_blank=header is NO_HEADER)


def report_paper(header: Header = NO_HEADER, texts: ReportTexts = NO_REPORT) -> Paper:
    """3-1 モニタリング報告書。変更の三つの欄は、計画の全体についての答えを一行目に置く。"""
    last = (
        Field("made_on", "計画作成日", header.made_on),
        Field("held_on", "モニタリング実施日", header.held_on),
        _consent(header),
    )
    parts: tuple[Part, ...] = (
        _top(header, last),
        Text("policy", "総合的な援助の方針", texts.policy, least=3),
        Text("overall", "全体の状況", texts.overall, least=4),
        Grid("results", RESULT_COLUMNS, _result_rows(texts)),
        Text("change_words", "計画変更のわけ・内容", texts.change_words, least=1),
        Facts((
            (
                Field("next_month", "次回モニタリングの予定", texts.next_month),
                Field("change_any", "計画変更の必要性", _change_words(texts.changes)),
            ),
        )),
    )  # fmt: skip
    return Paper(PaperKind.REPORT, parts, is_blank=header is NO_HEADER)


def _change_words(changes: Sequence[str]) -> str:
    return "　".join(
        f"{label} {answer}"
        for label, answer in zip(CHANGES.values(), changes, strict=True)
        if answer
    )


def _result_rows(texts: ReportTexts) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(number), row.goal, row.when, row.provided,
            _lines(row.satisfaction_words, row.person_words), row.achieved_words,
            row.ahead,
            *(texts.changes if number == 1 else ("〃" if any(texts.changes) else "",) * 3),
            row.remarks,
        )
        for number, row in enumerate(texts.results, start=1)
    )  # fmt: skip


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)


def person_paper(header: Header = NO_HEADER, texts: PersonTexts = NO_PERSON) -> Paper:
    """別紙1 申請者の現状（基本情報）。"""
    parts: tuple[Part, ...] = (
        Facts((
            (
                Field("made_on", "作成日", header.made_on),
                Field("office", "相談支援事業者名", header.office),
                Field("author", "計画作成担当者", header.author),
            ),
        )),
        Text(
            "overview", "１．概要（支援経過・現状と課題等）", texts.overview, least=5
        ),
        Facts(
            (
                (
                    Field("name", "氏名", header.name),
                    Field("birth", "生年月日", texts.birth),
                    Field("age", "年齢・性別", texts.age),
                ),
                (
                    Field("kana", "ふりがな", header.kana),
                    Field("support_level", "障害支援区分", header.support_level),
                    Field("phone", "電話", texts.phone),
                ),
                (
                    Field("address", "住所", texts.address),
                    Field("email", "電子メール", texts.email),
                ),
                (
                    Field("disability", "障害または疾患名", texts.disability),
                    Field("household", "世帯の状況", texts.household),
                ),
            ),
            title="２．利用者の状況",
        ),
        Grid("notebooks", NOTEBOOK_COLUMNS, texts.notebooks, empty=3, tall=8),
        Grid("family", FAMILY_COLUMNS, texts.family, title="家族・関係者", empty=4, tall=8),
        texts.genogram,
        texts.ecomap,
        Grid(
            "history", HISTORY_COLUMNS,
            (
                ("生活歴", texts.life),
                ("医療の状況\n（受診・服薬など）", texts.medical),
                ("ふだんの過ごし方", texts.daily),
                ("得意なこと・力になるもの", texts.strengths),
                ("お金と権利", texts.money),
                ("緊急のとき", texts.emergency),
            ),
            title="生活歴・医療・暮らし",
        ),
        Text(
            "wishes_person", "本人の主訴（意向・希望）", texts.wishes_person, least=3
        ),
        Text("wishes_family", "家族の主訴（意向・希望）", texts.wishes_family, least=3),
        Grid("supports", SUPPORT_COLUMNS, texts.supports, title="３．支援の状況"),
    )  # fmt: skip
    return Paper(PaperKind.PERSON, parts, is_blank=header is NO_HEADER)


def blank_paper(kind: PaperKind) -> Paper:
    """手書きのための白紙。"""
    if kind is PaperKind.PERSON:
        return person_paper()
    if kind is PaperKind.REPORT:
        return report_paper()
    return week_paper(kind) if kind.is_week else plan_paper(kind)

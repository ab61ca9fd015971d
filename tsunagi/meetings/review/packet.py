"""名前のない文だけが会議に出る。書いた文を確かめる門と、計画・報告から写す四つの欄。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.cases.handover.rules import Known
from tsunagi.cases.models import Case, MonitoringReport, PlanSheet
from tsunagi.meetings.plain import known_person, require_plain
from tsunagi.meetings.review.models import ReviewItem

# アセスメント（支援経過）・本人等の意向・支援方針・支援内容（鶴ヶ島の議題②③）。
FIELDS = {
    "assessment": "アセスメント・支援の経過",
    "wishes": "本人等の意向",
    "policy": "支援方針",
    "content": "支援内容",
}


def check_plain(item: ReviewItem, text: str, *, field: str) -> None:
    """Refuse what tells who it is: what is known of this person, and what looks so."""
    require_plain(known_of(item), **{field: text})


def known_of(item: ReviewItem) -> list[Known]:
    found = []
    if item.case_id is not None:
        case = Case._base_manager.select_related("person").get(pk=item.case_id)
        found.append(known_person(case.person))
    if item.reception is not None:
        call = item.reception
        phones = (call.phone, call.asker_phone, call.guardian_phone)
        found.append(Known(call.person_name, call.person_kana, phones, call.address))
        found.append(Known(call.asker_name, "", (), ""))
    return found


def plan_fields(sheet: PlanSheet | None, assessment: str = "") -> dict[str, str]:
    """The four fields of ② as the plan has them."""
    if sheet is None:
        return dict.fromkeys(FIELDS, "")
    goals = _joined([sheet.long_goal, sheet.short_goal])
    return {
        "assessment": assessment,
        "wishes": _joined([sheet.wishes_person, sheet.wishes_family, goals]),
        "policy": sheet.policy,
        "content": _joined(_lines(sheet.items)),
    }


def report_fields(report: MonitoringReport | None) -> dict[str, str]:
    """The four fields of ③ as the monitoring report has them."""
    if report is None:
        return dict.fromkeys(FIELDS, "")
    said = [str(one.get("person_words", "")) for one in report.results]
    done = [str(one.get("provided", "")) for one in report.results]
    return {
        "assessment": report.overall,
        "wishes": _joined(said),
        "policy": report.policy,
        "content": _joined([*done, report.change_words]),
    }


def _lines(items: Iterable[dict[str, object]]) -> list[str]:
    return [
        "　".join(
            str(one[name])
            for name in ("need", "goal", "when", "person_part")
            if one.get(name)
        )
        for one in items
    ]


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text.strip() for text in texts if text and text.strip())

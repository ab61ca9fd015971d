"""引継ぎ、助言・同行・後方支援、事業所への支援の、操作の言葉（action_words.py の続き）。"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

HELP_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "backup.correct": "助言・同行の記録を直した",
        "backup.end": "助言・同行・後方支援を終えた",
        "backup.give": "助言・同行を記録した",
        "backup.list": "この方の助言・同行の一覧を開いた",
        "backup.office": "うちがした・受けた助言・同行の一覧を開いた",
        "backup.withdraw": "助言・同行の記録を取り消した",
        "handover.accept": "引継ぎを引き受けた",
        "handover.answer_for": "引継ぎの返事を代わりに入れる画面を開いた",
        "handover.ask": "引継ぎを頼んだ",
        "handover.choices": "事業所の選び方を紙の形で開いた",
        "handover.decline": "引継ぎを引き受けられないと返事した",
        "handover.edit": "引継ぎの内容を直した",
        "handover.extend": "引継ぎの返事の期限を延ばした",
        "handover.finish": "引継ぎを終えた",
        "handover.inbox": "引継ぎの依頼の一覧を開いた",
        "handover.list": "この方の引継ぎの一覧を開いた",
        "handover.meet": "引継ぎの顔合わせを記した",
        "handover.prepare": "引継ぎの準備を始めた",
        "handover.question": "引継ぎの依頼に尋ねた",
        "handover.reply": "引継ぎで尋ねられたことに答えた",
        "handover.see": "引継ぎの依頼を見た",
        "handover.sheet": "つなぎシートを開いた",
        "handover.view": "引継ぎを開いた",
        "handover.withdraw": "引継ぎを取り下げた",
        "handover.withdraw_ask": "引継ぎの依頼を一つ取り下げた",
        "office_question.answer": "事業所からの問いに答えた",
        "office_question.ask": "基幹に尋ねた",
        "office_question.list": "基幹への問いの一覧を開いた",
        "office_question.withdraw": "基幹への問いを取り下げた",
        "office_support.correct": "訪問・助言の記録を直した",
        "office_support.end": "事業所への支援を終えた",
        "office_support.give": "事業所への訪問・助言を記録した",
        "office_support.list": "事業所への支援の一覧を開いた",
        "office_support.view": "訪問・助言の記録を開いた",
        "office_support.withdraw": "訪問・助言の記録を取り消した",
        "office_visit.drop": "事業所を訪ねる予定をやめた",
        "office_visit.list": "訪問の予定を開いた",
        "office_visit.plan": "事業所を訪ねる日を決めた",
    }
)

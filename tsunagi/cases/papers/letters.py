"""送付状と封筒の中身。純粋な値だけを置く。"""

from __future__ import annotations

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

GREETING = (
    "いつもお世話になっております。\n"
    "下記の書類をお送りします。お手数ですが、ご確認のうえ、お受け取りください。\n"
    "ご不明な点がありましたら、担当までご連絡ください。"
)


class Envelope(Labelled):
    NAGA_3 = "naga3", "長形3号（120×235mm）"
    KAKU_2 = "kaku2", "角形2号（240×332mm）"


class Honorific(Labelled):
    PERSON = "person", "様"
    OFFICE = "office", "御中"


class Sender(Frozen):
    office: str
    staff: str = ""
    postal_code: str = ""
    address: str = ""
    phone: str = ""


class Recipient(Frozen):
    """Somebody to whom the papers may be sent. key: what the screen chooses by."""

    key: str
    name: str
    honorific: Honorific
    postal_code: str = ""
    address: str = ""


class Letter(Frozen):
    """on: the date in words; addressee: with 様 or 御中."""

    on: str
    addressee: str
    sender: Sender
    papers: tuple[str, ...] = ()
    postal_code: str = ""
    address: str = ""
    note: str = ""
    greeting: str = GREETING

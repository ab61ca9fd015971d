"""打たれた文字が、氏名か、生年月日か、番号かを見分ける。純粋関数だけを置く。"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.wareki import DateReading, parse_date

LONGEST = 60
# Fewer digits than this are the beginning of every number.
FEWEST_DIGITS = 4
_NUMBER = re.compile(r"[0-9\-() ]+")
_OFFICE_NUMBER = re.compile(r"[0-9A-Za-z\-]*[0-9][0-9A-Za-z\-]*")
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−ー"), "-")


class PersonQuery(Frozen):
    """What may be meant; several readings of one text are all looked for.

    name_key: key of a part of the name or kana.
    born_from, born_before: a birth date, or the month or year that was written.
    digits: the beginning of a telephone number.
    number: a certificate's number, or the office's own number of the person.
    """

    name_key: str = ""
    born_from: date | None = None
    born_before: date | None = None
    digits: str = ""
    number: str = ""

    @property
    def is_empty(self) -> bool:
        return self == PersonQuery()


def read_person_query(text: str) -> PersonQuery:
    """日付と読めれば生年月日、数字だけなら電話と番号、ほかは氏名として探す。"""
    line = unicodedata.normalize("NFKC", text[:LONGEST]).strip()
    if not line or "\x00" in line:
        return PersonQuery()
    plain = line.translate(_DASHES)
    digits = re.sub(r"[^0-9]", "", plain)
    is_number = bool(_NUMBER.fullmatch(plain))
    born = parse_date(line)
    from_, before = _interval(born)
    enough = is_number and len(digits) >= FEWEST_DIGITS
    number = plain if _OFFICE_NUMBER.fullmatch(plain) else digits if enough else ""
    if from_ is None and not number:
        return PersonQuery(name_key=search_key(text[:LONGEST]))
    return PersonQuery(
        born_from=from_,
        born_before=before,
        digits=digits if enough else "",
        number=number,
    )


def _interval(reading: DateReading) -> tuple[date | None, date | None]:
    """The days that were written, half-open; None where no date was written."""
    if reading.date is None:
        return None, None
    first = reading.date
    if reading.precision == "day":
        return first, first + timedelta(days=1)
    if reading.precision == "month":
        return first, (first + timedelta(days=31)).replace(day=1)
    return first, first.replace(year=first.year + 1)

"""どの年度かを、住所（URL）から読む。年の表、アウトリーチ、つないだ先が使う。"""

from __future__ import annotations

from tsunagi.access.http import ActorRequest
from tsunagi.common.dates import fiscal_year, fiscal_year_label

YEARS_SHOWN, EARLIEST = 6, 1990


def asked_year(request: ActorRequest) -> int:
    """The fiscal year of the address; this one when it names none that can be."""
    text, this_year = request.GET.get("year", ""), fiscal_year(request.today)
    is_number = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if is_number and EARLIEST <= int(text) <= this_year else this_year


def year_choices(request: ActorRequest, chosen: int) -> list[tuple[int, str, bool]]:
    """(year, words, chosen) of the last six years, newest first."""
    this_year = fiscal_year(request.today)
    return [
        (year, fiscal_year_label(year), year == chosen)
        for year in range(this_year, this_year - YEARS_SHOWN, -1)
    ]

"""番号とコードの読取り。種類ごとに、読めたか・確かめが要るか・読めないかを答える。

A code is always a string: leading zeros are part of it. Nothing here knows which
codes are in use; it knows how they are written and what their check digits say.
"""

from __future__ import annotations

from collections.abc import Callable

from tsunagi.common.codes.certificate import read_certificate_number
from tsunagi.common.codes.corporate import read_corporate_number
from tsunagi.common.codes.municipality import (
    read_kokuhoren_municipality_number,
    read_municipality_code,
)
from tsunagi.common.codes.office import read_office_number
from tsunagi.common.codes.reading import CodeReading
from tsunagi.common.codes.services import (
    CodeSystem,
    Service,
    ServiceCode,
    ServiceTableError,
    all_services,
    counterpart,
    service_named,
    service_of,
)

CHECKERS: dict[str, Callable[[str], CodeReading]] = {
    "municipality": read_municipality_code,
    "kokuhoren-municipality": read_kokuhoren_municipality_number,
    "office": read_office_number,
    "certificate": read_certificate_number,
    "corporate": read_corporate_number,
}

__all__ = [
    "CHECKERS",
    "CodeReading",
    "CodeSystem",
    "Service",
    "ServiceCode",
    "ServiceTableError",
    "all_services",
    "counterpart",
    "read_certificate_number",
    "read_corporate_number",
    "read_kokuhoren_municipality_number",
    "read_municipality_code",
    "read_office_number",
    "service_named",
    "service_of",
]

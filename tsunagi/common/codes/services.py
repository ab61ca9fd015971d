"""サービス種類コード。国保連の請求と公表データでは、同じ数字が別のサービスを指す。

「63」 is 放課後等デイサービス in a claim and 児童発達支援 in the open data. So a code
never travels without its system: two codes of different systems are never equal, and
going from one to the other is an explicit look-up of the service.
"""

from __future__ import annotations

import tomllib
import unicodedata
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.common.frozen import Frozen

SERVICES_FILE = Path(__file__).parent.parent / "data" / "service_codes.toml"
SUPPORTED_SCHEMA = 1
CONFIDENCES = ("A", "A-", "B", "C")


class CodeSystem(StrEnum):
    """どの約束で付けられたコードか。"""

    KOKUHOREN = "kokuhoren"
    OPEN_DATA = "open_data"


class ServiceCode(Frozen):
    """コードと、そのコードの体系。"""

    system: CodeSystem
    code: str


class KnownCode(Frozen):
    """A code of one service, with how surely we know it (A official … C unverified)."""

    code: ServiceCode
    confidence: str


class Service(Frozen):
    name: str
    aliases: tuple[str, ...]
    known_codes: tuple[KnownCode, ...]

    def code_in(self, system: CodeSystem) -> KnownCode | None:
        return next((k for k in self.known_codes if k.code.system is system), None)


class ServiceTableError(Exception):
    """The table is malformed. Nothing is guessed."""


def _read_service(row: dict[str, Any]) -> Service:
    codes = []
    for system in CodeSystem:
        if system.value not in row:
            continue
        entry = row[system.value]
        if entry["confidence"] not in CONFIDENCES:
            raise ServiceTableError(f"{row['name']}: confidence {entry['confidence']}")
        codes.append(KnownCode(ServiceCode(system, entry["code"]), entry["confidence"]))
    return Service(row["name"], tuple(row.get("aliases", ())), tuple(codes))


@cache
def all_services(path: Path = SERVICES_FILE) -> tuple[Service, ...]:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    if raw.get("schema") != SUPPORTED_SCHEMA:
        raise ServiceTableError(f"{path.name}: schema {raw.get('schema')!r}")
    services = tuple(_read_service(row) for row in raw["services"])
    codes = [known.code for service in services for known in service.known_codes]
    names = [_folded(n) for s in services for n in (s.name, *s.aliases)]
    if len(set(codes)) < len(codes) or len(set(names)) < len(names):
        raise ServiceTableError(f"{path.name}: a code or a name stands twice")
    return services


def service_of(code: ServiceCode) -> Service | None:
    """そのコードのサービス。知らないコードは None。"""
    return next(
        (
            service
            for service in all_services()
            if any(known.code == code for known in service.known_codes)
        ),
        None,
    )


def service_named(name: str) -> Service | None:
    """公表データの「サービス種別」などに書かれた名前から引く。幅と括弧の違いは問わない。"""
    return _by_name().get(_folded(name))


@cache
def _by_name() -> dict[str, Service]:
    return {_folded(n): s for s in all_services() for n in (s.name, *s.aliases)}


def counterpart(code: ServiceCode, system: CodeSystem) -> ServiceCode | None:
    """同じサービスの、もう一方の体系でのコード。分からないときは None。"""
    service = service_of(code)
    known = service.code_in(system) if service else None
    return known.code if known else None


def _folded(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())

"""The guards themselves, as functions that return what they object to."""

from __future__ import annotations

import ast
import inspect
import re
import tomllib
from collections import Counter
from importlib import import_module
from pathlib import Path
from typing import Any

import tsunagi
from tsunagi.access.permissions import ROLES, Permission

ROOT = Path(tsunagi.__file__).parent
PROJECT = ROOT.parent

PUBLIC_VIEWS = {
    "account_login": "the login itself",
    "mfa_authenticate": "second step of the login",
    "mfa_login_webauthn": "login by passkey",
    "use-code": "invitation and recovery begin before a login exists",
    "account_signup": "does not exist for us: the 404 page",
    "account_email": "does not exist for us: the 404 page",
    "account_reset_password": "does not exist for us: the 404 page",
    "calendar-feed": "a calendar program knows the token; it reads counts per day",
    "ui:display": "text size and contrast must work on the login page",
}
NO_PERMISSION_NEEDED = {
    "ui:gallery": "components only, no data; any signed-in person",
    "ui:gallery_page": "components only, no data; any signed-in person",
    "ui:read_date": "reads a date that was typed; stores nothing",
}
# name of the function → why it needs no actor
QUERIES_WITHOUT_ACTOR: dict[str, str] = {
    "in_force_on": "a condition on dates, no rows",
    "timeline_kinds": "words only, no rows",
    "names_for": "names of the staff of events that were already asked for",
    "name_of_actor": "the name for one event that was already asked for",
}
# model.field → why no author stands beside it
ACTS_WITHOUT_AUTHOR: dict[str, str] = {
    "access.AuditEvent.at": "the author is actor_staff_id",
    "access.AuditSeal.sealed_at": "the sealer is a program",
    "access.LoginThrottle.last_failed_at": "nobody is signed in",
    "access.IdempotencyKey.created_at": "the author is staff_id",
    "access.OneTimeCode.expires_at": "a limit, not an act",
    "access.OneTimeCode.used_at": "used by staff_id",
    "access.OneTimeCode.cancelled_at": "the audit event names who",
    "cases.ContactSearch.occurred_on": "the contact it indexes names who",
    "organisations.Office.closed_on": "the revision and the audit event name who",
    "organisations.Qualification.completed_on": "what the certificate says",
    "organisations.Staff.joined_at": "the audit event names who",
}
AUTHOR_ENDINGS = ("_by", "_by_id")
AUTHOR_NAMES = {"staff_id", "actor_staff_id"}


def files(pattern: str) -> list[Path]:
    return sorted(ROOT.rglob(pattern))


def templates() -> list[Path]:
    return sorted(ROOT.rglob("templates/**/*.html"))


def python_files() -> list[Path]:
    found = [*ROOT.rglob("*.py"), *(PROJECT / "config").rglob("*.py")]
    found += [*(PROJECT / "demo").rglob("*.py"), *(PROJECT / "tests").rglob("*.py")]
    return sorted(path for path in found if "migrations" not in path.parts)


def short(path: Path) -> str:
    return str(path.relative_to(PROJECT))


def _module(path: Path) -> Any:
    return import_module(".".join(path.relative_to(PROJECT).with_suffix("").parts))


def _own_functions(path: Path) -> dict[str, Any]:
    module = _module(path)
    return {
        name: function
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }


def queries_without_actor(path: Path) -> list[str]:
    return [
        name
        for name, function in _own_functions(path).items()
        if "actor" not in inspect.signature(function).parameters
        and name not in QUERIES_WITHOUT_ACTOR
    ]


def stale_query_exceptions() -> list[str]:
    existing = {name for path in files("*queries.py") for name in _own_functions(path)}
    return sorted(set(QUERIES_WITHOUT_ACTOR) - existing)


def manager_uses(source: str) -> list[str]:
    """`.objects` anywhere in a view module."""
    return [
        f"line {node.lineno}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_base_manager")
    ]


FORBIDDEN_CALLS = {"now", "today", "localdate", "localtime", "time", "random", "uuid4"}


def impurities(source: str) -> list[str]:
    """Imports of Django and calls that read the clock or chance."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [a.name for a in node.names if a.name.split(".")[0] == "django"]
        elif isinstance(node, ast.ImportFrom):
            if (node.module or "").split(".")[0] == "django":
                found.append(node.module or "")
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in FORBIDDEN_CALLS:
                found.append(f"{name}() in line {node.lineno}")
    return found


def unclassified_fields(model: Any) -> list[str]:
    privacy = getattr(model, "Privacy", None)
    if privacy is None:
        return ["no Privacy class"]
    fields = {field.name for field in model._meta.fields}
    named = privacy.personal | privacy.operational
    return sorted(
        (fields ^ named)
        | {f"{name} twice" for name in privacy.personal & privacy.operational}
    )


def acts_without_author(model: Any) -> list[str]:
    """Fields `…_at` / `…_on` of a model that has nobody who did it."""
    names = {field.name for field in model._meta.fields}
    has_author = any(
        name.endswith(AUTHOR_ENDINGS) or name in AUTHOR_NAMES for name in names
    )
    acts = [
        name
        for name in names
        if (name.endswith(("_at", "_on")) or name == "at")
        and f"{model._meta.label}.{name}" not in ACTS_WITHOUT_AUTHOR
    ]
    stem_has_author = {
        name for name in acts if {f"{name[:-3]}_by", f"{name[:-3]}_by_id"} & names
    }
    return sorted(set(acts) - stem_has_author) if not has_author else []


def stale_author_exceptions(models: list[Any]) -> list[str]:
    existing = {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in model._meta.fields
    }
    return sorted(set(ACTS_WITHOUT_AUTHOR) - existing)


def unused_permissions(sources: str | None = None) -> list[str]:
    """Permissions that no view and no action asks for."""
    if sources is None:
        sources = "\n".join(
            path.read_text(encoding="utf-8")
            for path in [*ROOT.rglob("*.py"), *(PROJECT / "config").rglob("*.py")]
            if path.name != "permissions.py"
        )
    return [
        p.name
        for p in Permission
        if f"Permission.{p.name}" not in sources and f"P.{p.name}" not in sources
    ]


def glossary() -> dict[str, dict[str, Any]]:
    content = tomllib.loads(
        (PROJECT / "docs" / "glossary.toml").read_text(encoding="utf-8")
    )
    return {entry["ja"]: entry for entry in content["term"]}


def names_outside_glossary(models: list[Any]) -> list[str]:
    terms = glossary()
    names = [str(model._meta.verbose_name) for model in models]
    names += [definition.label for definition in ROLES.values()]
    return sorted({name for name in names if name not in terms})


def glossary_entries_without_use(models: list[Any]) -> list[str]:
    """A term whose id names code must name code that exists."""
    sources = "\n".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.py"))
    return sorted(
        ja
        for ja, entry in glossary().items()
        if entry.get("id") and not re.search(rf"\b{re.escape(entry['id'])}\b", sources)
    )


INLINE = re.compile(
    r"<style|\sstyle=|<[a-z][^<>{}]*\son[a-z]+=|javascript:|<script(?![^>]*(?:\ssrc=|application/json))",
    re.IGNORECASE,
)


def inline_code(html: str) -> list[str]:
    """What the strict content security policy would block."""
    return [match.group(0) for match in INLINE.finditer(html)]


def repeated_message_codes() -> list[str]:
    pattern = re.compile(r"code=\"([A-Z]{3}-\d{3})\"|Message\(\s*\"([A-Z]{3}-\d{3})\"")
    codes = Counter(
        match.group(1) or match.group(2)
        for path in ROOT.rglob("*.py")
        for match in pattern.finditer(path.read_text(encoding="utf-8"))
    )
    return sorted(code for code, count in codes.items() if count > 1)


RECORDED = re.compile(r"audit\.(?:record|looked_at)\(\s*\"([a-z_.]+)\"", re.MULTILINE)


def recorded_actions() -> set[str]:
    """The action words that audit rows are written with."""
    return {
        match.group(1)
        for path in ROOT.rglob("*.py")
        for match in RECORDED.finditer(path.read_text(encoding="utf-8"))
    }

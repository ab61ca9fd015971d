"""一つの木、二つの読み方: だれがどの行を見てよいかを、一度だけ書く。

A policy is a tree of small terms. `holds(subject, row)` answers for one loaded row;
`q(subject)` gives the same answer as a condition for the database. Rooms write one
tree and use both, so a list and a page can never disagree; a differential test
compares the two readings on random worlds.

Rules of the algebra
    deny wins           `deny_wins(allow=…, deny=…)`, never a deny inside an `|`
    two-valued          a NULL never makes a term unknown: it makes it false
    half-open           an interval holds from `valid_from` up to, not including,
                        `valid_before`; no end means open
    no empty Q          `Q()` vanishes inside OR and NOT, so truth is written as 1 = 1
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import and_, or_
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.lookups import Exact
from django.utils.timezone import localdate

from tsunagi.access.actor import Subject

TRUE_Q = Q(Exact(Value(1), Value(1)))
FALSE_Q = Q(Exact(Value(1), Value(0)))


def value_at(row: Any, path: str) -> Any:
    """Follow `office__municipality_id` on a loaded row; None where a link is empty."""
    for name in path.split("__"):
        if row is None:
            return None
        row = getattr(row, name)
    return row


class Term(ABC):
    """One statement about a subject and a row."""

    @abstractmethod
    def holds(self, subject: Subject, row: Any) -> bool: ...

    @abstractmethod
    def q(self, subject: Subject) -> Q: ...

    def __and__(self, other: Term) -> Term:
        return All((self, other))

    def __or__(self, other: Term) -> Term:
        return AnyOf((self, other))

    def __invert__(self) -> Term:
        return Not(self)


@dataclass(frozen=True)
class Nothing(Term):
    """Nobody, ever. The default of whatever has no policy yet."""

    def holds(self, subject: Subject, row: Any) -> bool:
        return False

    def q(self, subject: Subject) -> Q:
        return FALSE_Q


@dataclass(frozen=True)
class SubjectIs(Term):
    """True or false by the subject alone, e.g. a permission held anywhere."""

    test: Callable[[Subject], bool]

    def holds(self, subject: Subject, row: Any) -> bool:
        return self.test(subject)

    def q(self, subject: Subject) -> Q:
        return TRUE_Q if self.test(subject) else FALSE_Q


@dataclass(frozen=True)
class Among(Term):
    """The row's value is one of those the subject brings along."""

    path: str
    values: Callable[[Subject], Iterable[Any]]

    def holds(self, subject: Subject, row: Any) -> bool:
        wanted = frozenset(self.values(subject))
        # Nothing wanted: do not follow links, which may have to be read.
        value = value_at(row, self.path) if wanted else None
        return value is not None and value in wanted

    def q(self, subject: Subject) -> Q:
        values = frozenset(self.values(subject)) - {None}
        if not values:
            return FALSE_Q
        # The IS NOT NULL keeps the statement two-valued when it is negated.
        return Q(**{f"{self.path}__in": sorted(values)}) & Q(
            **{f"{self.path}__isnull": False}
        )


@dataclass(frozen=True)
class Has(Term):
    """The row's value is one of these constants."""

    path: str
    constants: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not self.constants or None in self.constants:
            raise ValueError("Has needs constants, and NULL is never equal to one")

    def holds(self, subject: Subject, row: Any) -> bool:
        return value_at(row, self.path) in self.constants

    def q(self, subject: Subject) -> Q:
        return Q(**{f"{self.path}__in": self.constants}) & Q(
            **{f"{self.path}__isnull": False}
        )


@dataclass(frozen=True)
class Includes(Term):
    """The row's short code text contains this code, e.g. class "4" in "12347"."""

    path: str
    code: str

    def __post_init__(self) -> None:
        if not self.code:
            raise ValueError("an empty code is contained in everything")

    def holds(self, subject: Subject, row: Any) -> bool:
        value = value_at(row, self.path)
        return value is not None and self.code in value

    def q(self, subject: Subject) -> Q:
        return Q(**{f"{self.path}__contains": self.code}) & Q(
            **{f"{self.path}__isnull": False}
        )


@dataclass(frozen=True)
class InForce(Term):
    """The row's interval [valid_from, valid_before) contains the subject's moment.

    Works on dates (a day opens and closes at 00:00 Japan time) and on instants.
    """

    start: str = "valid_from"
    before: str = "valid_before"
    uses_instants: bool = False

    def _moment(self, subject: Subject) -> date | datetime:
        return subject.now if self.uses_instants else localdate(subject.now)

    def holds(self, subject: Subject, row: Any) -> bool:
        moment = self._moment(subject)
        start, before = value_at(row, self.start), value_at(row, self.before)
        return (
            start is not None
            and start <= moment
            and (before is None or moment < before)
        )

    def q(self, subject: Subject) -> Q:
        moment = self._moment(subject)
        return Q(**{f"{self.start}__lte": moment}) & (
            Q(**{f"{self.before}__isnull": True}) | Q(**{f"{self.before}__gt": moment})
        )


@dataclass(frozen=True)
class Related(Term):
    """At least one related row satisfies the inner term — all of it, on that one row.

    model: label such as "organisations.Post"; link: its field that points back;
    via: our own field that it points to (the primary key by default).
    """

    model: str
    link: str
    where: Term
    via: str = "pk"

    def _rows(self) -> models.QuerySet[Any]:
        from django.apps import apps

        rows: models.QuerySet[Any] = apps.get_model(self.model)._base_manager.all()
        return rows

    def holds(self, subject: Subject, row: Any) -> bool:
        key = value_at(row, self.via)
        if key is None:
            return False
        related = self._rows().filter(**{self.link: key})
        return any(self.where.holds(subject, other) for other in related)

    def q(self, subject: Subject) -> Q:
        where = self.where.q(subject)
        if where is FALSE_Q:
            return FALSE_Q
        related = self._rows().filter(where, **{self.link: OuterRef(self.via)})
        return Q(Exists(related))


def _joined(
    parts: Iterable[Q], decides: Q, adds_nothing: Q, join: Callable[[Q, Q], Q]
) -> Q:
    """The parts in one condition. What the subject alone has decided (no such role, no
    such area) is left out, or decides: the statement says only what the rows decide.
    Never an empty Q: what is left of nothing is the truth value itself."""
    whole = adds_nothing
    for part in parts:
        if part is decides:
            return decides
        if part is not adds_nothing:
            whole = part if whole is adds_nothing else join(whole, part)
    return whole


@dataclass(frozen=True)
class All(Term):
    parts: tuple[Term, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("an empty All would silently mean true")

    def holds(self, subject: Subject, row: Any) -> bool:
        return all(part.holds(subject, row) for part in self.parts)

    def q(self, subject: Subject) -> Q:
        return _joined((part.q(subject) for part in self.parts), FALSE_Q, TRUE_Q, and_)


@dataclass(frozen=True)
class AnyOf(Term):
    parts: tuple[Term, ...]

    def __post_init__(self) -> None:
        if not self.parts:
            raise ValueError("an empty AnyOf would silently mean false")

    def holds(self, subject: Subject, row: Any) -> bool:
        return any(part.holds(subject, row) for part in self.parts)

    def q(self, subject: Subject) -> Q:
        return _joined((part.q(subject) for part in self.parts), TRUE_Q, FALSE_Q, or_)


@dataclass(frozen=True)
class Not(Term):
    part: Term

    def holds(self, subject: Subject, row: Any) -> bool:
        return not self.part.holds(subject, row)

    def q(self, subject: Subject) -> Q:
        part = self.part.q(subject)
        if part is TRUE_Q:
            return FALSE_Q
        return TRUE_Q if part is FALSE_Q else ~part


def deny_wins(*, allow: Term, deny: Term) -> Term:
    """Whatever allows, a deny beats it."""
    return All((allow, Not(deny)))

"""心配ごとの中身と知らせた人を、暗号にしてしまい、見てよい人のために開く。"""

from __future__ import annotations

import json

from tsunagi.cases.rights.models import Concern
from tsunagi.cases.rights.policy import ConcernSight
from tsunagi.common.frozen import Frozen, asdict


class Content(Frozen):
    """What was seen and heard. about: who it is, as told, where there is no case."""

    about: str = ""
    facts: str = ""
    own_words: str = ""
    safety: str = ""
    safety_note: str = ""


class Reporter(Frozen):
    """Who told it. Empty: nobody but the author."""

    name: str = ""
    relation: str = ""
    contact: str = ""

    @property
    def is_named(self) -> bool:
        return bool(self.name or self.relation or self.contact)


def seal_content(concern: Concern, content: Content) -> None:
    concern.seal("content", json.dumps(asdict(content), ensure_ascii=False))


def seal_reporter(concern: Concern, reporter: Reporter) -> None:
    text = json.dumps(asdict(reporter), ensure_ascii=False) if reporter.is_named else ""
    concern.seal("reporter", text)


def content_of(concern: Concern, sight: ConcernSight) -> Content | None:
    """None: the sight does not open the class."""
    if not sight.sees_content:
        return None
    return Content(**json.loads(concern.open_sealed("content")))


def reporter_of(concern: Concern, sight: ConcernSight) -> Reporter | None:
    """None: the sight does not open the class."""
    if not sight.sees_reporter:
        return None
    text = concern.open_sealed("reporter")
    return Reporter(**json.loads(text)) if text else Reporter()

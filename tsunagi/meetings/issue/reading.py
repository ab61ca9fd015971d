"""くり返し出る話題の、画面に出す言葉。"""

from __future__ import annotations

from typing import Any

from tsunagi.meetings.issue.rules import Recurrent
from tsunagi.meetings.issue.topics import topic_of


def training_proposed(one: Recurrent) -> dict[str, Any]:
    topic = topic_of(one.topic)
    return {
        "label": topic.label if topic else one.topic,
        "training": topic.training if topic else "",
        "total": one.total,
        "where": "、".join(f"{source.label} {count}" for source, count in one.counts),
    }

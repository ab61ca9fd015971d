"""操作の名前を、監査の画面で読む言葉にする。

Every action that a URL, a command or an audit row names has its words in
`data/action_words.toml`; a guard test looks for the missing and for the stale.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

_FILE = Path(__file__).parent / "data" / "action_words.toml"
ACTION_WORDS: Mapping[str, str] = MappingProxyType(
    tomllib.loads(_FILE.read_text(encoding="utf-8"))
)


def words_for(action: str) -> str:
    return ACTION_WORDS.get(action, action)

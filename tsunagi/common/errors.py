"""利用者に見せるエラー。何が起きたか、なぜか、どうすればよいかを必ず持つ。"""

from __future__ import annotations

from tsunagi.common.frozen import Frozen


class Message(Frozen):
    """One user-facing message. `code` is what staff read out to the help desk."""

    code: str
    what: str
    why: str
    how: str

    def format(self, **values: object) -> Message:
        """Fill the three sentences. Only templates are formatted, never input."""
        filled = (text.format(**values) for text in (self.what, self.why, self.how))
        return Message(self.code, *filled)

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "what": self.what,
            "why": self.why,
            "how": self.how,
            "text": str(self),
        }

    def __str__(self) -> str:
        return f"{self.what}{self.why}{self.how}（{self.code}）"


class UserError(Exception):
    """A refusal the user can act on. Views show it; they never build its text."""

    def __init__(self, message: Message, *, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field

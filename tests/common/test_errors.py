"""Message and UserError: three sentences and a code."""

from tsunagi.common.errors import Message, UserError

TEMPLATE = Message("X-001", "{name}は使えません。", "{why}。", "直してください。")


def test_a_message_reads_what_why_how_and_the_code() -> None:
    message = TEMPLATE.format(name="番号", why="けたが足りません")
    assert (
        str(message) == "番号は使えません。けたが足りません。直してください。（X-001）"
    )


def test_formatting_leaves_the_template_unchanged() -> None:
    TEMPLATE.format(name="番号", why="理由")
    assert TEMPLATE.what == "{name}は使えません。"


def test_braces_in_what_a_user_typed_are_shown_as_typed() -> None:
    message = TEMPLATE.format(name="{why.__class__}", why="理由")
    assert message.what == "{why.__class__}は使えません。"


def test_json_has_exactly_five_keys() -> None:
    message = Message("X-002", "何が。", "なぜ。", "どうする。")
    assert message.as_json() == {
        "code": "X-002",
        "what": "何が。",
        "why": "なぜ。",
        "how": "どうする。",
        "text": "何が。なぜ。どうする。（X-002）",
    }


def test_user_error_carries_the_message_and_the_field() -> None:
    message = Message("X-003", "何が。", "なぜ。", "どうする。")
    error = UserError(message, field="held_on")
    assert (error.message, error.field, str(error)) == (
        message,
        "held_on",
        str(message),
    )
    assert UserError(message).field is None

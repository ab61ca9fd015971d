"""Form fields with label, hint, example and unit, and errors that say what to do.

What is typed is never stripped or normalised: names are stored as given. Length and
"no NUL" are checked here, once, for both database engines.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from tsunagi.ui.date_fields import DateField, MonthField, RoughDateField
from tsunagi.ui.described import DescribedField
from tsunagi.ui.reading import read_kana, read_number, read_phone
from tsunagi.ui.time_field import TimeField

__all__ = [
    "Answer",
    "CheckField",
    "ChoiceField",
    "DateField",
    "DescribedField",
    "FileField",
    "HiddenVersion",
    "IdempotencyKey",
    "IntegerField",
    "KanaField",
    "MonthField",
    "MultipleChoiceField",
    "PhoneField",
    "RoughDateField",
    "TextAreaField",
    "TextField",
    "TimeField",
    "YesNoField",
]

Choices = Iterable[tuple[str, str]]
EMPTY_CHOICE = ("", "選んでください")
MEGABYTE = 1_000_000


class TextField(DescribedField, forms.CharField):
    """One line, kept code point for code point."""

    def __init__(self, label: str, *, max_length: int = 200, **options: Any) -> None:
        super().__init__(label, max_length=max_length, strip=False, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        name = label.replace("%", "%%")
        return {
            "max_length": f"{name}は%(limit_value)d文字以内にしてください"
            "（いま%(show_value)d文字です）。",
            "null_characters_not_allowed": f"{name}に、目に見えず保存できない文字が"
            "入っています。消して入力し直してください。",
        }

    def validate(self, value: str) -> None:
        """空白だけは「入力なし」とみなす。ほかの文字があれば、空白も残す。"""
        super().validate("" if value and not value.strip() else value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: browsers cut pasted text without a word."""
        attributes = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class KanaField(TextField):
    """ふりがな。ひらがな・カタカナ（半角も）を、入力されたまま保存する。"""

    def own_messages(self, label: str) -> dict[str, str]:
        return {
            **super().own_messages(label),
            "kana": f"{label}は、ひらがなかカタカナで入力してください。",
        }

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if text and not read_kana(text):
            raise ValidationError(self.error_messages["kana"], code="kana")
        return text


class TextAreaField(TextField):
    """Several lines. The browser's CR LF becomes LF, so that lengths agree."""

    def __init__(
        self, label: str, *, max_length: int = 10_000, rows: int = 5, **options: Any
    ) -> None:
        options.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(label, max_length=max_length, **options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n").replace("\r", "\n")


class PhoneField(TextField):
    """電話番号。全角や記号の違いを受け入れ、半角の数字とハイフンで返す。"""

    def __init__(self, label: str = "電話番号", **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel"}))
        options.setdefault("example", "0950-00-0000")
        options.setdefault("width", "middle")
        super().__init__(label, max_length=30, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        return {
            **super().own_messages(label),
            "phone": f"{label}を、市外局番から数字で入力してください"
            "（例: 0950-00-0000）。",
        }

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        if not text:
            return ""
        number = read_phone(text)
        if number is None:
            raise ValidationError(self.error_messages["phone"], code="phone")
        return number


class IntegerField(DescribedField, forms.IntegerField):
    """A whole number with its unit; full-width digits and commas are understood."""

    def __init__(self, label: str, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric"}))
        options.setdefault("width", "short")
        super().__init__(label, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        name = label.replace("%", "%%")
        return {
            "invalid": f"{label}は、数字だけで入力してください（例: 12）。",
            "min_value": f"{name}は、%(limit_value)s以上の数を入力してください。",
            "max_value": f"{name}は、%(limit_value)s以下の数を入力してください。",
        }

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return None
        number = value if isinstance(value, int) else read_number(str(value))
        if number is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class _FromList(forms.ChoiceField):
    """A list of choices is never changed in place, only replaced."""

    def use(self, choices: list[tuple[str, str]]) -> None:
        """Pairs of code and label, of which one is to be chosen; Django would read through
        them twice, to find that they are pairs."""
        self._choices = choices
        self.widget._choices = choices


class ChoiceField(DescribedField, _FromList):
    """One of a few (radio) or of many (select). No answer is chosen beforehand."""

    request = "「{label}」を選んでください。"

    def __init__(
        self, label: str, *, choices: Choices, style: str = "radio", **options: Any
    ) -> None:
        listed = list(choices)
        if style == "select":
            if not any(value == "" for value, _ in listed):
                listed = [EMPTY_CHOICE, *listed]
            options.setdefault("widget", forms.Select())
        else:
            options.setdefault("widget", forms.RadioSelect())
        super().__init__(label, choices=listed, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        return {"invalid_choice": f"{label}を、一覧の中から選び直してください。"}


class MultipleChoiceField(DescribedField, _FromList, forms.MultipleChoiceField):
    """Any number of a list, as boxes to tick."""

    request = "「{label}」を1つ以上選んでください。"

    def __init__(self, label: str, *, choices: Choices, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple())
        super().__init__(label, choices=list(choices), **options)

    def own_messages(self, label: str) -> dict[str, str]:
        again = f"{label}を、一覧の中から選び直してください。"
        return {"invalid_choice": again, "invalid_list": again}


class Answer(StrEnum):
    """「いいえ」と「わからない」は違う。"""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


ANSWER_CHOICES = (
    (Answer.YES, "はい"),
    (Answer.NO, "いいえ"),
    (Answer.UNKNOWN, "わからない"),
)


class YesNoField(ChoiceField):
    """はい・いいえ・わからない。答えがなければ None。"""

    def __init__(self, label: str, **options: Any) -> None:
        super().__init__(label, choices=ANSWER_CHOICES, **options)

    def clean(self, value: Any) -> Answer | None:
        text = super().clean(value)
        return Answer(text) if text else None


class CheckField(DescribedField, forms.BooleanField):
    """One box with its sentence behind it, e.g. 「説明して同意を得た」."""

    request = "「{label}」を確かめて、印を付けてください。"


class FileField(DescribedField, forms.FileField):
    """A file of the kinds and the size we can take.

    kinds: endings such as (".csv", ".xlsx"); what is inside is checked by the reader.
    """

    request = "「{label}」を選んでください。"

    def __init__(
        self,
        label: str,
        *,
        kinds: Sequence[str],
        most_bytes: int = 20 * MEGABYTE,
        **options: Any,
    ) -> None:
        self.kinds = tuple(kind.lower() for kind in kinds)
        self.most_bytes = most_bytes
        attributes = {"accept": ",".join(self.kinds)}
        options.setdefault("widget", forms.FileInput(attrs=attributes))
        super().__init__(label, **options)

    def own_messages(self, label: str) -> dict[str, str]:
        return {
            "invalid": f"{label}が届きませんでした。もう一度選んで送ってください。",
            "missing": f"{label}が届きませんでした。もう一度選んで送ってください。",
            "empty": f"{label}の中身が空です。別のファイルを選んでください。",
        }

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if not isinstance(file, UploadedFile):
            return file
        if not (file.name or "").lower().endswith(self.kinds):
            kinds = "・".join(self.kinds)
            text = f"{self.label}は、{kinds} のファイルを選んでください。"
            raise ValidationError(text, code="kind")
        if (file.size or 0) > self.most_bytes:
            text = (
                f"{self.label}は、{self.most_bytes // MEGABYTE}MBまでのファイルを"
                "選んでください。大きいときは、分けて送ってください。"
            )
            raise ValidationError(text, code="size")
        return file


class HiddenVersion(forms.IntegerField):
    """Which version of the row the form was drawn from; every editing form has it."""

    lost = (
        "画面の情報が古いか欠けています。画面を開き直して、もう一度入力してください。"
    )

    def __init__(self, **options: Any) -> None:
        messages = dict.fromkeys(("required", "invalid", "min_value"), self.lost)
        super().__init__(
            widget=forms.HiddenInput(),
            min_value=0,
            error_messages=messages,
            **options,
        )


class IdempotencyKey(forms.UUIDField):
    """One key per drawn form: sending twice records once. For every creating form."""

    lost = "画面の情報が欠けています。画面を開き直して、もう一度入力してください。"

    def __init__(self, **options: Any) -> None:
        options.setdefault("initial", uuid.uuid4)
        super().__init__(
            widget=forms.HiddenInput(),
            error_messages={"required": self.lost, "invalid": self.lost},
            **options,
        )

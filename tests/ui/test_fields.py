"""入力欄: 打たれた文字は変えず、断るときは何をすればよいかを言う。"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict

from tests.ui.render import Page
from tsunagi.common.dates import YearMonth
from tsunagi.ui import fields
from tsunagi.ui.forms import Form, Group, error_links
from tsunagi.ui.reading import read_kana, read_number, read_phone

pytestmark = pytest.mark.urls("tests.ui.site")


def one(field: forms.Field, value: Any, **files: Any) -> Form:
    """A form with one field, filled."""
    form_class = type("OneForm", (Form,), {"it": field})
    data = {} if value is None else {"it": value}
    form: Form = form_class(data, files)
    form.is_valid()
    return form


def cleaned(field: forms.Field, value: Any) -> Any:
    form = one(field, value)
    assert not form.errors
    return form.cleaned_data["it"]


def refused(field: forms.Field, value: Any) -> str:
    form = one(field, value)
    assert "it" in form.errors
    return "".join(map(str, form.errors["it"]))


@pytest.mark.parametrize(
    "typed",
    [" 山田　太郎 ", "髙﨑", "が", "か\u3099", "⺠", "辻\U000e0100", "ﾊﾅｺ", "Ａ"],
)
def test_names_are_kept_code_point_for_code_point(typed: str) -> None:
    assert cleaned(fields.TextField("氏名"), typed) == typed


@pytest.mark.parametrize("typed", ["", " ", "　", " \t "])
def test_blank_is_no_answer(typed: str) -> None:
    assert refused(fields.TextField("氏名"), typed) == "「氏名」を入力してください。"
    assert (
        refused(fields.TextField("いつから"), typed)
        == "「いつから」を入力してください。"
    )
    assert cleaned(fields.TextField("氏名", required=False), typed).strip() == ""


def test_too_long_says_how_long_and_nothing_is_cut() -> None:
    field = fields.TextField("100%の氏名", max_length=3)
    assert "maxlength" not in str(one(field, "あ")["it"])
    text = refused(field, "あいうえ")
    assert text == "100%の氏名は3文字以内にしてください（いま4文字です）。"


def test_nul_is_refused_in_plain_words() -> None:
    assert "保存できない文字" in refused(fields.TextField("氏名"), "山\x00田")
    assert "保存できない文字" in refused(fields.TextAreaField("内容"), "山\x00田")


def test_line_ends_of_browsers_become_one() -> None:
    assert cleaned(fields.TextAreaField("内容", max_length=5), "a\r\nb\rc") == "a\nb\nc"


@pytest.mark.parametrize(
    "typed", ["かくう　はなこ", "ｶｸｳ ﾊﾅｺ", "ヴァイオレット", "ゔ・ー"]
)
def test_kana_of_any_kind_is_kept(typed: str) -> None:
    assert cleaned(fields.KanaField("ふりがな"), typed) == typed


@pytest.mark.parametrize("typed", ["架空", "kaku", "かくう1"])
def test_other_letters_are_no_kana(typed: str) -> None:
    text = refused(fields.KanaField("ふりがな"), typed)
    assert text == "ふりがなは、ひらがなかカタカナで入力してください。"
    assert not read_kana(typed)


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("0950-00-0000", "0950-00-0000"),
        ("０９５０（００）００００", "0950-00-0000"),
        ("09000000000", "09000000000"),
        ("0120 000 000", "0120-000-000"),
        ("090ー0000ー0000", "090-0000-0000"),
        ("+81-90-0000-0000", "+81-90-0000-0000"),
        ("110", None),
        ("950-00-0000", None),
        ("0950-00-00000000", None),
        ("でんわ", None),
        ("٠٩٥٠٠٠٠٠٠٠", None),
    ],
)
def test_phone(typed: str, number: str | None) -> None:
    assert read_phone(typed) == number
    if number is None:
        assert "市外局番から" in refused(fields.PhoneField(), typed)
    else:
        assert cleaned(fields.PhoneField(), typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("12", 12),
        ("１２", 12),
        (" 1,200 ", 1200),
        ("-3", -3),
        ("−3", -3),
        ("1.5", None),
        ("1,20", None),
        ("十", None),
        ("9" * 16, None),
    ],
)
def test_numbers(typed: str, number: int | None) -> None:
    assert read_number(typed) == number
    if number is None:
        text = "時間は、数字だけで入力してください（例: 12）。"
        assert refused(fields.IntegerField("時間"), typed) == text
    else:
        assert cleaned(fields.IntegerField("時間"), typed) == number


def test_number_limits() -> None:
    field = fields.IntegerField("時間", min_value=1, max_value=600)
    assert refused(field, "0") == "時間は、1以上の数を入力してください。"
    assert refused(field, "601") == "時間は、600以下の数を入力してください。"
    assert cleaned(fields.IntegerField("時間", required=False), " ") is None


@pytest.mark.parametrize(
    "typed", ["令和8年11月22日", "R8.11.22", "2026-11-22", "Ｒ８／１１／２２"]
)
def test_dates_in_any_usual_writing(typed: str) -> None:
    assert cleaned(fields.DateField("日付"), typed) == date(2026, 11, 22)


def test_a_date_needs_its_day_and_an_impossible_day_is_refused() -> None:
    field = fields.DateField("日付")
    assert "日まで入力してください" in refused(field, "令和8年11月")
    assert "日まで入力してください" in refused(field, "令和8年")
    assert "4月31日" in refused(field, "令和8年4月31日")
    assert refused(field, " ") == "「日付」を入力してください。"


def test_a_rough_date_keeps_how_rough_it_is() -> None:
    reading = cleaned(fields.RoughDateField("時期"), "平成20年6月")
    assert (reading.precision, reading.normalized) == ("month", "2008-06")
    assert cleaned(fields.RoughDateField("時期", required=False), "") is None


def test_an_odd_date_is_taken_with_a_warning_that_is_shown() -> None:
    form = one(fields.DateField("日付"), "平成32年1月5日")
    assert form.cleaned_data["it"] == date(2020, 1, 5)
    (warning,) = form.warnings
    assert "令和2年1月5日" in warning
    page = Page(str(form))
    assert page.find("p", id="id_it_warning")
    assert "id_it_warning" in (
        page.find("input", name="it")[0]["aria-describedby"] or ""
    )


def test_what_was_typed_comes_back_and_a_stored_date_is_shown_in_wareki() -> None:
    assert 'value="R8.13.1"' in str(one(fields.DateField("日付"), "R8.13.1"))
    form_class = type("OneForm", (Form,), {"it": fields.DateField("日付")})
    assert 'value="令和8年4月1日"' in str(form_class(initial={"it": date(2026, 4, 1)}))


def test_months() -> None:
    assert cleaned(fields.MonthField("月"), "令和8年4月") == YearMonth(2026, 4)
    assert "月まで入力してください" in refused(fields.MonthField("月"), "令和8年4月1日")
    form_class = type("OneForm", (Form,), {"it": fields.MonthField("月")})
    form = form_class(initial={"it": YearMonth(2026, 4)})
    assert 'value="令和8年4月"' in str(form)


def test_no_choice_is_made_beforehand() -> None:
    choices = [("a", "甲"), ("b", "乙")]
    for style in ("radio", "select"):
        field = fields.ChoiceField("種類", choices=choices, style=style)
        assert refused(field, "") == "「種類」を選んでください。"
        assert refused(field, "c") == "種類を、一覧の中から選び直してください。"
        assert cleaned(field, "b") == "b"
    assert "checked" not in str(one(fields.ChoiceField("種類", choices=choices), None))


def test_several_choices() -> None:
    field = fields.MultipleChoiceField("方法", choices=[("a", "甲"), ("b", "乙")])
    data = QueryDict("it=a&it=b")
    form_class = type("OneForm", (Form,), {"it": field})
    form = form_class(data)
    assert form.is_valid()
    assert form.cleaned_data["it"] == ["a", "b"]
    assert refused(field, None) == "「方法」を1つ以上選んでください。"


def test_yes_no_and_unknown_are_three_answers() -> None:
    field = fields.YesNoField("同意", required=False)
    assert cleaned(field, "yes") is fields.Answer.YES
    assert cleaned(field, "no") is fields.Answer.NO
    assert cleaned(field, "unknown") is fields.Answer.UNKNOWN
    assert cleaned(field, None) is None


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("list.csv", b"a", ""),
        ("LIST.CSV", b"a", ""),
        ("list.exe", b"a", ".csv のファイルを選んでください"),
        ("list.csv", b"", "中身が空です"),
        ("list.csv", b"a" * 1_000_001, "1MBまで"),
    ],
)
def test_files(name: str, content: bytes, error: str) -> None:
    field = fields.FileField("表", kinds=[".csv"], most_bytes=1_000_000)
    form = one(field, None, it=SimpleUploadedFile(name, content))
    found = "".join(map(str, form.errors.get("it", [])))
    assert error in found
    assert bool(found) == bool(error)


def test_hidden_keys_explain_themselves() -> None:
    assert "開き直して" in refused(fields.HiddenVersion(), "x")
    assert "開き直して" in refused(fields.HiddenVersion(), "-1")
    assert "開き直して" in refused(fields.IdempotencyKey(), None)
    key = uuid.uuid4()
    assert cleaned(fields.IdempotencyKey(), str(key)) == key


def test_each_drawn_form_has_its_own_key() -> None:
    form_class = type("OneForm", (Form,), {"it": fields.IdempotencyKey()})
    assert str(form_class()) != str(form_class())


class PersonForm(Form):
    groups = (Group("本人", ("name", "gone"), "名簿の名前です。"),)

    name = fields.TextField("氏名", hint="<b>戸籍</b>", example="架空 花子")
    minutes = fields.IntegerField("時間", unit="分", required=False)
    agreed = fields.YesNoField("同意", hint="聞いたとおりに")
    read = fields.CheckField("読み返した")
    version = fields.HiddenVersion()


def test_a_field_is_tied_to_all_its_texts() -> None:
    page = Page(str(PersonForm({})))
    (name,) = page.find("input", name="name")
    described = (name["aria-describedby"] or "").split()
    assert described == ["id_name_hint", "id_name_example", "id_name_error"]
    assert set(described) <= set(page.ids())
    assert name["aria-invalid"] == "true"
    assert page.find("label", for_="id_name")
    (minutes,) = page.find("input", name="minutes")
    assert minutes["aria-describedby"] == "id_minutes_unit"
    assert "<b>" not in str(PersonForm({}))


def test_a_group_of_answers_is_a_fieldset_with_a_legend() -> None:
    page = Page(str(PersonForm({})))
    (fieldset,) = page.find("fieldset")
    assert fieldset["aria-describedby"] == "id_agreed_hint id_agreed_error"
    assert len(page.find("legend")) == 1


def test_required_and_optional_are_words() -> None:
    page = Page(str(PersonForm()))
    assert page.text.count("必須") == 3
    assert page.text.count("任意") == 1
    assert not [attrs for _, attrs in page.tags if "required" in attrs]


def test_the_error_list_leads_to_each_field_in_order() -> None:
    form = PersonForm({})
    form.add_error(None, "全体の誤り。")
    links = [(link.target, link.text) for link in error_links(form)]
    assert [target for target, _ in links] == [
        "",
        "id_name",
        "id_agreed_0",
        "id_read",
        "",
    ]
    page = Page(str(form))
    targets = {link["href"] for link in page.find("a")}
    assert targets == {"#id_name", "#id_agreed_0", "#id_read"}
    assert {target.removeprefix("#") for target in targets if target} <= set(page.ids())
    assert page.find("div", role="alert", tabindex="-1")


def test_an_unbound_form_shows_no_errors_and_draws_every_field_once() -> None:
    page = Page(str(PersonForm()))
    assert not page.find("div", role="alert")
    names = [str(attrs["name"]) for _, attrs in page.tags if attrs.get("name")]
    assert sorted(set(names)) == ["agreed", "minutes", "name", "read", "version"]
    assert names.count("name") == 1
    assert len(page.ids()) == len(set(page.ids()))
    assert (page.open, page.crossed) == ([], [])


def test_forms_of_others_are_drawn_the_same_way() -> None:
    class PlainForm(forms.Form):
        login = forms.CharField(label="ログイン名", help_text="英数字")
        remember = forms.BooleanField(label="覚える", required=False)

    page = Page(str(PlainForm({})))
    assert page.find("input", aria_describedby="id_login_hint id_login_error")
    assert page.find("a", href="#id_login")
    assert page.find("label", class_="check")

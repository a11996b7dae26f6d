"""The same text is the same text: names compare however they are written, and what nobody sees is no part of them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import vault
from forms.definition.patterns import PATTERNS
from forms.questions.step_form import Circumstances, form_for
from forms.same_text import plain, same
from tests.forms.questions.test_typed import read
from tests.forms.scene import question, step

ALIKE = [
    ("José Núñez", unicodedata.normalize("NFD", "José Núñez")),
    ("José Núñez", "Jose Nunez"),
    ("Łukasz", "lukasz"),
    ("Søren Æbelø", "soren aebelo"),
    ("Straße", "STRASSE"),
    ("O'Brien", "O’Brien"),
    ("O'Brien", "Oʼbrien"),
    ("O'Brien", "O`Brien"),
    ("O'Brien", "O´Brien"),
    ("O'Brien", "O‘Brien"),
    ("O'Brien", "OBrien"),
    ("Anne-Marie", "Anne‑Marie"),
    ("Anne-Marie", "Anne–Marie"),
    ("Anne-Marie", "Anne—Marie"),
    ("Anne-Marie", "anne  marie"),
    ("Jo Example", "Jo\u00a0Example"),
    ("Jo Example", " jo\u2009\tEXAMPLE\n"),
    ("Jo Example", "\ufeffJo\u200b Exam\u00adple\u200e"),
    ("İpek Çelik", "ipek celik"),
    ("محمد", "مُحَمَّد"),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_a_name_is_the_same_however_it_is_written(one: str, other: str) -> None:
    assert same(one) == same(other)
    assert vault.blind_index("child-name", one) == vault.blind_index("child-name", other)


@pytest.mark.parametrize(
    ("one", "other"), [("Anne Marie", "Annemarie"), ("Jon", "John"), ("ਜੂਨ", "ਜਨ"), ("Ana", "Ann"), ("Lee 2", "Lee 1")]
)
def test_other_names_stay_others(one: str, other: str) -> None:
    assert same(one) != same(other)
    assert vault.blind_index("child-name", one) != vault.blind_index("child-name", other)


@given(st.text())
def test_what_is_folded_is_folded_once(text: str) -> None:
    assert same(same(text)) == same(text)
    assert plain(plain(text)) == plain(text)


def test_a_fingerprint_tells_accents_apart() -> None:
    """What a check looked for is another text when an accent was put right."""
    assert vault.fingerprint("identifiers", "Jose") != vault.fingerprint("identifiers", "José")
    assert vault.fingerprint("identifiers", " JOSÉ") == vault.fingerprint("identifiers", "josé")


PASTED = [
    ("email", "\u200bsam@health.example\u00a0", "sam@health.example"),
    ("email", "sam\u00ad.lee@north\u2011west.example\u200e", "sam.lee@north-west.example"),
    ("telephone", "\u202a+44\u00a0808\u2011157\u20110192\u202c", "+44 808-157-0192"),
    ("telephone", "01632\u2013960\u2013001", "01632-960-001"),
    ("postcode", "NG2\u00a03NG\ufeff", "NG2 3NG"),
    ("postcode", "ng2\u200b3ng", "NG2 3NG"),
    ("nhs_number", "999\u00a0123\u20114012\u200f", "9991234012"),
    ("nhs_number", "999\u2013123\u20134012", "9991234012"),
    ("number", "\u2066−2.5\u2069", -2.5),
    ("time", "\ufeff2:05\u202fpm", "14:05"),
]


@pytest.mark.parametrize(("kind", "typed", "kept"), PASTED)
def test_what_was_pasted_along_is_cleaned_before_anything_is_checked(kind: str, typed: str, kept: object) -> None:
    form = read(kind, {"a": [typed]})
    assert (form.answers.get("a"), dict(form.errors)) == (kept, {})


def test_a_date_and_a_persons_parts_are_cleaned_too() -> None:
    typed = {"a-day": ["\u200b2"], "a-month": ["April\u00a0"], "a-year": ["\u202a2019\u202c"]}
    assert read("date", typed).answers == {"a": "2019-04-02"}


@pytest.mark.parametrize(
    ("pattern", "typed", "kept"),
    [
        ("case_reference", "NSCP\u20112026\u20110003\u200b", "NSCP-2026-0003"),
        ("national_insurance", "AB\u00a012\u00a034\u00a056\u00a0C", "AB 12 34 56 C"),
        ("digits", "\u200e12345\u200e", "12345"),
    ],
)
def test_a_reference_is_cleaned_before_it_is_matched(pattern: str, typed: str, kept: str) -> None:
    from_word = question("a", "text", rules={"pattern": pattern})
    assert PATTERNS[pattern].fits(kept)
    form = form_for(step("one", from_word), {"a": [typed]}, Circumstances(date(2026, 3, 2), {}, {}, {}))
    form.is_valid()
    assert (form.answers.get("a"), dict(form.errors)) == (kept, {})


def test_a_name_keeps_the_signs_that_it_was_given() -> None:
    """Joiners belong to some scripts, and a name is shown as its bearer writes it."""
    written = "می\u200cخواهم O’Brien–Łukasz"
    assert read("text", {"a": [written]}).answers == {"a": written}

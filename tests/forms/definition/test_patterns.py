"""Patterns chosen by name: what fits, what does not, and that no text makes them slow."""

import time

import pytest

from forms.definition.patterns import PATTERNS, choices


@pytest.mark.parametrize(
    ("key", "text", "fits"),
    [
        ("letters", "O'Brien-Łukasz", True),
        ("letters", "R2D2", False),
        ("digits", "0123", True),
        ("digits", "12 3", False),
        ("digits", "٣", False),
        ("letters_digits", "AB12", True),
        ("letters_digits", "AB_12", False),
        ("national_insurance", "AB 12 34 56 C", True),
        ("national_insurance", "ab123456c", True),
        ("national_insurance", "QQ 12 34 56 C", False),
        ("national_insurance", "BG 12 34 56 C", False),
        ("national_insurance", "AO 12 34 56 C", False),
        ("national_insurance", "AB 12 34 56 E", False),
        ("ofsted_urn", "123456", True),
        ("ofsted_urn", "SC123456", True),
        ("ofsted_urn", "XX123456", False),
        ("ofsted_urn", "12345", False),
        ("pupil_number", "A801200001001", True),
        ("pupil_number", "I801200001001", False),
        ("case_reference", "NSCP-2026-0003", True),
        ("case_reference", "NSCP-26-3", False),
        ("web_address", "https://example.org/page?a=b", True),
        ("web_address", "javascript:alert(1)", False),
        ("web_address", "https://example", False),
    ],
)
def test_what_fits(key: str, text: str, fits: bool) -> None:
    assert PATTERNS[key].fits(text) is fits


@pytest.mark.parametrize("key", list(PATTERNS))
def test_the_whole_text_must_fit(key: str) -> None:
    assert not PATTERNS[key].fits("")
    assert not PATTERNS[key].fits("A801200001001\n!")


@pytest.mark.parametrize("key", list(PATTERNS))
@pytest.mark.parametrize("seed", ["a", "1", "a1", "A-", " '", "https://a.", "SC1", "AB 1"])
def test_no_text_makes_it_slow(key: str, seed: str) -> None:
    text = seed * 50_000 + "!"
    begun = time.process_time()
    PATTERNS[key].fits(text)
    # A pattern that went back and forth would take hours.
    assert time.process_time() - begun < 5


def test_editors_choose_by_wording() -> None:
    assert ("national_insurance", "UK National Insurance number") in choices()
    assert all(pattern.message.startswith("must ") for pattern in PATTERNS.values())

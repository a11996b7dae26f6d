"""The Welsh message file: it has every word that the pages ask for, whole, and the compiled one is made of it."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation.template import templatize

from tests.repository.prose import SCRIPT_COMMENT

FOLDER = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid ((?:".*"\n?)+)(?:msgid_plural (?:".*"\n?)+)?((?:msgstr(?:\[\d\])? (?:".*"\n?)+)+)', re.M)
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "ngettext", "_"}
ASKED = re.compile(r"""(?:gettext|_)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
HOLE = re.compile(r"%\(\w+\)s")
DOMAINS = ("django", "djangojs")
SESSION = "portal/static_src/scripts/session.js"
OF_THE_CMS = ("editor_", "impact")
ASKED_BY_SCRIPTS = re.compile(r'gettext\("([^"]*)"')
ALL_ASKED = re.compile(r'n?gettext\("[^"]*"(?:, "[^"]*")?')
# A text that begins as a sentence does; other texts of scripts are names of things.
SENTENCE = re.compile(r"""["`'][A-Z][a-z]+(?: [a-z]|…|\.|\s\$)[^"`']*""")


def unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.strip().split("\n"))


def entries(domain: str = "django") -> dict[str, list[str]]:
    """Each message with what stands for it: one text, or four of a plural."""
    found = {}
    for match in ENTRY.finditer((FOLDER / f"{domain}.po").read_text(encoding="utf-8")):
        told = re.split(r"msgstr(?:\[\d\])? ", match[2])[1:]
        found[unquoted(match[1])] = [unquoted(text) for text in told]
    del found[""]
    return found


def asked_in_python() -> Iterator[str]:
    for package in ("forms", "portal", "workflow"):
        for path in (settings.BASE_DIR / package).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "django.utils.translation" not in text:
                continue
            for node in ast.walk(ast.parse(text)):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in CALLS
                    and node.args
                    and isinstance(node.args[0], ast.Constant)
                ):
                    yield node.args[0].value


def asked_in_templates() -> Iterator[str]:
    for path in Path(settings.BASE_DIR / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        if "i18n" in text:
            for found in ASKED.findall(templatize(text)):
                yield ast.literal_eval(found)


def test_every_word_that_is_asked_for_has_its_welsh() -> None:
    told = entries()
    asked = {*asked_in_python(), *asked_in_templates()}
    assert len(asked) > 150
    assert sorted(asked - told.keys()) == []
    assert [message for message, texts in told.items() if not all(texts)] == []


def scripts() -> dict[str, str]:
    """What public pages and forms run: not what only the CMS or the desk does."""
    found = [*(settings.BASE_DIR / "forms/static/forms").glob("*.js"), settings.BASE_DIR / SESSION]
    texts = {path.name: path.read_text(encoding="utf-8") for path in found if not path.name.startswith(OF_THE_CMS)}
    return {name: SCRIPT_COMMENT.sub("", text) for name, text in texts.items()}


def test_every_word_of_a_script_has_its_welsh_and_is_asked_for() -> None:
    told = entries("djangojs")
    asked = {one for text in scripts().values() for one in ASKED_BY_SCRIPTS.findall(text)}
    assert len(asked) > 25
    assert asked == told.keys()
    assert [message for message, texts in told.items() if not all(texts)] == []


def test_a_script_says_nothing_past_the_message_file() -> None:
    said = {name: SENTENCE.findall(ALL_ASKED.sub("", text)) for name, text in scripts().items()}
    assert {name: found for name, found in said.items() if found} == {}
    assert SENTENCE.findall('status.textContent = "Not saved.";')
    assert SENTENCE.findall("say(`Adding ${name}`)")


@pytest.mark.parametrize("domain", DOMAINS)
def test_what_is_filled_in_is_the_same_in_both_languages(domain: str) -> None:
    for message, texts in entries(domain).items():
        for text in texts:
            wanted, given = sorted(HOLE.findall(message)), sorted(HOLE.findall(text))
            # “In about 1 minute” needs no number, its other forms do.
            one_alone = len(texts) > 1 and given in (wanted, sorted([*wanted, "%(number)s"]))
            assert given == wanted or one_alone, message
            assert re.findall("</?[a-z]+", text) == re.findall("</?[a-z]+", message), message


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_compiled_file_is_made_of_the_written_one(domain: str) -> None:
    with (FOLDER / f"{domain}.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, texts in entries(domain).items():
        if len(texts) == 1:
            assert compiled.gettext(message) == texts[0], "Run manage.py compilemessages -l cy."
        else:
            assert compiled.ngettext(message, message, 5) == texts[2]

"""The Welsh message file: it has every word that the pages ask for, whole, and the compiled one is made of it."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils.translation.template import templatize

FOLDER = settings.BASE_DIR / "locale" / "cy" / "LC_MESSAGES"
ENTRY = re.compile(r'^msgid ((?:".*"\n?)+)(?:msgid_plural (?:".*"\n?)+)?((?:msgstr(?:\[\d\])? (?:".*"\n?)+)+)', re.M)
CALLS = {"gettext", "gettext_lazy", "gettext_noop", "_"}
ASKED = re.compile(r"""(?:gettext|_)\(u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")
HOLE = re.compile(r"%\(\w+\)s")


def unquoted(lines: str) -> str:
    return "".join(ast.literal_eval(line) for line in lines.strip().split("\n"))


def entries() -> dict[str, list[str]]:
    """Each message with what stands for it: one text, or four of a plural."""
    found = {}
    for match in ENTRY.finditer((FOLDER / "django.po").read_text(encoding="utf-8")):
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


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for message, texts in entries().items():
        for text in texts:
            assert sorted(HOLE.findall(text)) == sorted(HOLE.findall(message)), message
            assert re.findall("</?[a-z]+", text) == re.findall("</?[a-z]+", message), message


def test_the_compiled_file_is_made_of_the_written_one() -> None:
    with (FOLDER / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for message, texts in entries().items():
        if len(texts) == 1:
            assert compiled.gettext(message) == texts[0], "Run manage.py compilemessages -l cy."
        else:
            assert compiled.ngettext(message, message, 5) == texts[2]

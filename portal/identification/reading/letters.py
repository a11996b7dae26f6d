"""Letters in bytes and texts: words that lie open in any file, and what a text hides in another writing."""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

# Runs of letters as people write them: short ones stand in any compressed data by chance.
PLAIN = rb"\w ,.;:'@()/&+#\-\t\r\n"
OPEN = re.compile(rb"[" + PLAIN + rb"]{6,}")
# With letters that take two bytes, or one above those of ASCII: read besides, as other bytes around them look alike.
OPEN_UTF8 = re.compile(rb"(?:[" + PLAIN + rb"]|[\xc3-\xd4][\x80-\xbf]|\xe2\x80[\x80-\xbf]){6,}")
OPEN_WINDOWS = re.compile(rb"[" + PLAIN + rb"\x91-\x97\xc0-\xff]{6,}")
WIDE = re.compile(rb"(?:[\x20-\x7e\xa0-\xff\t\r\n]\x00){4,}")
WIDE_BIG = re.compile(rb"(?:\x00[\x20-\x7e\xa0-\xff\t\r\n]){4,}")
WORD = re.compile(r"[^\W\d_]{4,}|\d[\d ./-]{5,}\d|\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b")
SINGLE = re.compile(r"(?<!\w)(?:[^\W\d_][ \t\r\n]+){3,}[^\W\d_](?!\w)")
SINGLE_FIGURES = re.compile(r"(?<!\w)(?:\d[ \t]+){5,}\d(?!\w)")
PACKED = re.compile(r"(?<![\w+/=])[A-Za-z0-9+/]{16,}={0,2}(?![\w+/=])")
HEX = re.compile(r"(?<![0-9a-fA-F])(?:[0-9a-fA-F]{2}){6,}(?![0-9a-fA-F])")
MOST_PACKED = 200


def open_words(content: bytes) -> str:
    """The words that lie open in bytes of any kind, one byte a letter or two."""
    found = [match.group().decode() for match in OPEN.finditer(content)]
    found += [match.group().decode() for match in OPEN_UTF8.finditer(content) if not match.group().isascii()]
    found += [_windows(match.group()) for match in OPEN_WINDOWS.finditer(content) if not match.group().isascii()]
    found += [match.group().decode("utf-16-le", "replace") for match in WIDE.finditer(content)]
    found += [match.group().decode("utf-16-be", "replace") for match in WIDE_BIG.finditer(content)]
    return "\n".join(one for one in found if likely(one))


def _windows(content: bytes) -> str:
    """Letters with accents are few among the others; where they are many, it is no text."""
    few = sum(1 for byte in content if byte > 127) * 3 <= len(content)
    return content.decode("cp1252", "replace") if few else ""


def likely(text: str) -> bool:
    """Whether a run of letters is one that somebody wrote: most of it are letters, and there is a word or a number."""
    letters = sum(1 for one in text if one.isalnum() or one in " \r\n\t")
    return letters * 10 >= len(text) * 7 and WORD.search(text) is not None and _cased(text)


def _cased(text: str) -> bool:
    """Capitals stand in front or all through: in letters by chance they stand anywhere."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    odd = sum(1 for word in words if not (word.islower() or word.isupper() or word[1:].islower()))
    return odd * 3 <= len(words)


def also(text: str) -> Iterator[str]:
    """The same words where they are written in another way: spaced out, as addresses, as entities, packed."""
    if "%" in text and (plain := unquote(text)) != text:
        yield plain
    if "&" in text and (plain := unescape(text)) != text:
        yield plain
    yield from (re.sub(r"\s+", "", match.group()) for match in SINGLE.finditer(text))
    yield from (re.sub(r"\s+", "", match.group()) for match in SINGLE_FIGURES.finditer(text))
    for number, match in enumerate(PACKED.finditer(text)):
        if number >= MOST_PACKED:
            break
        if plain := _unpacked(match.group()):
            yield plain
    for number, match in enumerate(HEX.finditer(text)):
        if number >= MOST_PACKED:
            break
        if plain := _unhexed(match.group()):
            yield plain


def _unpacked(word: str) -> str:
    try:
        content = base64.b64decode(word + "=" * (-len(word) % 4))
    except (binascii.Error, ValueError):
        return ""
    return _written(content)


def _unhexed(word: str) -> str:
    return _written(bytes.fromhex(word))


def _written(content: bytes) -> str:
    """As text where all of it is one that somebody wrote."""
    for encoding in ("utf-8", "utf-16"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(one.isprintable() or one in "\r\n\t" for one in text) and likely(text):
            return text
    return ""


def distinct(texts: Iterable[str]) -> Iterator[str]:
    """Each once, in their order, without the empty ones."""
    seen: set[str] = set()
    for text in texts:
        if text and text not in seen and not text.isspace():
            seen.add(text)
            yield text

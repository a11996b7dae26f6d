"""A picture: what is written about it inside its file. What it shows, only a person sees; tesseract helps."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from typing import Any

from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

from portal.identification.reading import ocr
from portal.identification.reading.letters import distinct, open_words
from portal.identification.reading.told import Bounds, Look, Reading, Text
from portal.identification.reading.whole import NOT_WHOLE

PICTURE = "this is a picture: look at what it shows"
MOVING = "this picture has several pages or moves: look at what each shows"
TAKEN_AT = "this picture carries the place where it was taken"
VERY_LARGE = "this picture is too large to be opened: look at what it shows"
MOST_POINTS = 60_000_000
MOST_FRAMES = 50
PNG = b"\x89PNG\r\n\x1a\n"
IFDS = (ExifTags.IFD.Exif, ExifTags.IFD.GPSInfo, ExifTags.IFD.Interop, ExifTags.IFD.IFD1)


def read_picture(name: str, content: bytes, bounds: Bounds, depth: int) -> Reading:
    yield Look("", PICTURE)
    yield from facts_of(content, bounds)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(io.BytesIO(content))
            large = opened.width * opened.height > MOST_POINTS
        except Image.DecompressionBombError:
            large = True
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
            yield Look("", NOT_WHOLE)
            return
        if large:
            yield Look("", VERY_LARGE)
            return
        if text := ocr.text_of_picture(content):
            yield Text("read from the picture", text)


def facts_of(content: bytes, bounds: Bounds) -> Reading:
    """What its fields say, by every way in which they may be written; where it was taken."""
    texts = list(distinct(_packed_in_png(content, bounds))) if content.startswith(PNG) else []
    texts.append(open_words(content))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content)) as picture:
                texts += _fields(picture)
                placed = bool(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))
                frames = getattr(picture, "n_frames", 1)
        # Pillow stumbles over damaged files in many ways; the words that lie open were read.
        except Exception:
            placed, frames = False, 1
    yield Text("metadata", "\n".join(distinct(texts)))
    if placed:
        yield Look("", TAKEN_AT)
    if frames > 1:
        yield Look("", MOVING)


def _fields(picture: Any) -> list[str]:
    texts = [as_text(value) for value in picture.info.values()]
    exif = picture.getexif()
    for values in (exif, *(exif.get_ifd(one) for one in IFDS)):
        texts += [as_text(value) for value in dict(values).values()]
    tags = getattr(picture, "tag_v2", None)
    if tags is not None:
        for _number, _page in zip(range(MOST_FRAMES), ImageSequence.Iterator(picture), strict=False):
            texts += [as_text(value) for value in dict(picture.tag_v2).values()]
    return texts


def as_text(value: Any) -> str:
    if isinstance(value, bytes):
        plain = value.decode("utf-8", errors="ignore").replace("\0", "")
        # Windows writes its own fields in two bytes a letter.
        wide = value.decode("utf-16-le", errors="ignore") if len(value) % 2 == 0 and 0 in value[:64] else ""
        return "\n".join(one for one in (plain[:100_000], wide[:100_000].replace("\0", "")) if one)
    if isinstance(value, tuple | list):
        return " ".join(as_text(one) for one in value[:10_000])
    if isinstance(value, dict):
        return " ".join(as_text(one) for one in value.values())
    return str(value)


def _packed_in_png(content: bytes, bounds: Bounds) -> Iterator[str]:
    """Its chunks of text, those behind the picture and the packed ones too."""
    place = len(PNG)
    while place + 8 <= len(content):
        bounds.pause()
        (size,) = struct.unpack_from(">L", content, place)
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + size]
        if kind in (b"tEXt", b"eXIf"):
            yield data.replace(b"\0", b" ").decode("latin-1")
            yield data.replace(b"\0", b" ").decode("utf-8", "ignore")
        elif kind in (b"zTXt", b"iCCP"):
            key, _, rest = data.partition(b"\0")
            yield f"{key.decode('latin-1')} {_inflated(rest[1:], bounds).decode('utf-8', 'replace')}"
        elif kind == b"iTXt":
            yield from _international(data, bounds)
        place += 12 + size


def _international(data: bytes, bounds: Bounds) -> Iterator[str]:
    key, _, rest = data.partition(b"\0")
    packed, rest = rest[:1] == b"\1", rest[2:]
    parts = rest.split(b"\0", 2)
    text = parts[2] if len(parts) > 2 else rest
    yield " ".join(one.decode("utf-8", "replace") for one in (key, *parts[:2]))
    yield (_inflated(text, bounds) if packed else text).decode("utf-8", "replace")


def _inflated(data: bytes, bounds: Bounds) -> bytes:
    try:
        found = zlib.decompressobj().decompress(data, 5_000_000)
    except zlib.error:
        return b""
    bounds.unpack(len(found))
    return found

"""Sound, film and pictures of telephones: MP3, and the family of files made of boxes (MP4, M4A, QuickTime, HEIC)."""

import re
import struct
from collections.abc import Iterator

from forms.questions.file_content.refusals import CUT_OFF, DAMAGED, NotAllowed

HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
OTHER_PICTURES = {b"avif", b"avis", b"jp2 ", b"crx ", b"jxl "}
# QuickTime wrote no file type at first: the file begins with one of these boxes.
OLD_QUICKTIME = {b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
HANDLER = re.compile(rb"hdlr.{8}(vide|soun)", re.DOTALL)
MOST_BOXES = 10_000
# Kilobits a second and samples a second of layer III, by version (MPEG 1, then 2 and 2.5).
BITRATES = {
    True: (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
SAMPLES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
# Behind the tags there may be room that was left for longer ones.
FRAME, FRAME_WITHIN = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]"), 8192


def kind_of_boxes(content: bytes) -> str | None:
    """ "heic", "m4a", "mp4" or "mov"; None where it is none of them. Raises NotAllowed where its end is missing."""
    # A box of any likely size: letters in its place are a text that happens to say so.
    if content[:1] > b"\x07" or content[4:8] not in {b"ftyp", *OLD_QUICKTIME}:
        return None
    brands = _brands(content) if content[4:8] == b"ftyp" else [b"qt  "]
    if OTHER_PICTURES & set(brands):
        return None
    names = set(_boxes(content))
    if HEIF_BRANDS & set(brands):
        if b"meta" not in names and b"moov" not in names:
            raise NotAllowed(CUT_OFF)
        return "heic"
    if b"moov" not in names:
        # Cameras write the list of what was taken last: without it nothing can be played.
        raise NotAllowed(CUT_OFF)
    return _played(content, brands)


def _brands(content: bytes) -> list[bytes]:
    """The brand of the file, then those it is also readable as."""
    (size,) = struct.unpack_from(">L", content)
    told = content[8:size]
    return [told[:4], *(told[start : start + 4] for start in range(8, min(len(told), 200), 4))]


def _played(content: bytes, brands: list[bytes]) -> str | None:
    tracks = set(HANDLER.findall(content))
    if b"vide" in tracks:
        return "mov" if brands[0] == b"qt  " else "mp4"
    return "m4a" if b"soun" in tracks or brands[0] in (b"M4A ", b"M4B ") else None


def _boxes(content: bytes) -> Iterator[bytes]:
    """The names of the boxes that lie side by side. Raises NotAllowed where the last is not whole."""
    start = 0
    for _number in range(MOST_BOXES):
        if start + 8 > len(content):
            return
        size, name = struct.unpack_from(">L4s", content, start)
        head = 8
        if size == 1:
            if start + 16 > len(content):
                raise NotAllowed(CUT_OFF)
            (size,), head = struct.unpack_from(">Q", content, start + 8), 16
        if not name.isascii() or not size and not name.strip(b"\0"):
            return  # filled up with nothing, or with what another program left there
        if size == 0:
            size = len(content) - start
        if size < head:
            raise NotAllowed(DAMAGED)
        if start + size > len(content):
            raise NotAllowed(CUT_OFF)
        yield name
        start += size


def is_mp3(content: bytes) -> bool:
    """Two frames of sound, one right after the other, after the tags that name the piece."""
    start = _after_tags(content)
    for found in FRAME.finditer(content[start : start + (FRAME_WITHIN if start else 2)]):
        place = start + found.start()
        length = _frame(content, place)
        if length and (_frame(content, place + length) or place + length == len(content)):
            return True
    return False


def _after_tags(content: bytes) -> int:
    if content[:3] != b"ID3" or len(content) < 10:
        return 0
    size = 0
    for byte in content[6:10]:
        size = size << 7 | byte & 0x7F
    return 10 + size


def _frame(content: bytes, place: int) -> int:
    """The length of the frame of layer III that begins here, in bytes; 0 where none does."""
    head = content[place : place + 4]
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0
    version, rate, sampling, padding = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3, head[2] >> 1 & 1
    if version not in SAMPLES or rate in (0, 15) or sampling == 3:
        return 0
    bits = BITRATES[version == 3][rate - 1] * 1000
    return (144 if version == 3 else 72) * bits // SAMPLES[version][sampling] + padding

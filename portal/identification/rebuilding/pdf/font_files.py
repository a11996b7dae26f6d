"""What a font's file and its map of letters hold once they are made anew: what draws, and the letters that stay."""

# The parts of a font that draw; its names, its makers and what else a program put into it go.
TABLES = (
    b"cmap",
    b"cvt ",
    b"fpgm",
    b"glyf",
    b"head",
    b"hhea",
    b"hmtx",
    b"loca",
    b"maxp",
    b"prep",
    b"post",
    b"OS/2",
    b"CFF ",
)


def font_tables(data: bytes) -> bytes:
    """A TrueType or OpenType font with the tables that draw, and nothing between them."""
    count = int.from_bytes(data[4:6], "big")
    kept = []
    for number in range(min(count, 100)):
        entry = data[12 + 16 * number : 28 + 16 * number]
        place, length = int.from_bytes(entry[8:12], "big"), int.from_bytes(entry[12:16], "big")
        if entry[:4] in TABLES:
            kept.append((entry[:4], entry[4:8], data[place : place + length]))
    power = max(1, len(kept)).bit_length() - 1
    head = data[:4] + len(kept).to_bytes(2, "big") + (16 << power).to_bytes(2, "big") + power.to_bytes(2, "big")
    head += max(0, 16 * len(kept) - (16 << power)).to_bytes(2, "big")
    place, directory, body = 12 + 16 * len(kept), b"", b""
    for tag, check, table in kept:
        directory += tag + check + place.to_bytes(4, "big") + len(table).to_bytes(4, "big")
        padded = table + b"\0" * (-len(table) % 4)
        body += padded
        place += len(padded)
    return head + directory + body


def map_of_letters(codes: dict[tuple[int, int], str]) -> bytes:
    """Which letters the codes are: of those alone that stay."""
    length = max(length for _code, length in codes)
    lines = [
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def",
        f"1 begincodespacerange <{'00' * length}> <{'FF' * length}> endcodespacerange".encode(),
    ]
    entries = sorted((code, letters) for (code, _length), letters in codes.items())
    for start in range(0, len(entries), 100):
        some = entries[start : start + 100]
        lines.append(f"{len(some)} beginbfchar".encode())
        for code, letters in some:
            written = letters.encode("utf-16-be", "replace").hex().upper()
            lines.append(f"<{code:0{length * 2}X}> <{written}>".encode())
        lines.append(b"endbfchar")
    lines.append(b"endcmap end end")
    return b"\n".join(lines)


def subset_tag(number: str) -> str:
    """Six letters before the name of a font that holds some of its letters, as PDF asks."""
    value, letters = int(number[1:]), ""
    for _ in range(6):
        value, place = divmod(value, 26)
        letters = chr(65 + place) + letters
    return letters

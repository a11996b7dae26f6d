"""Arabic and Hebrew script on paper, where no browser joins letters and turns lines around.

The PDF library prints letter after letter from left to right. So letters are joined first (`joined`), lines are broken,
and each line is then put in the order in which it is drawn (`as_drawn`).
"""

import functools
import unicodedata

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

LAM = "\u0644"
ALEFS = "\u0622\u0623\u0625\u0627"
# The blocks of Unicode that hold Arabic letters in the shapes they take within a word.
SHAPES = (*range(0xFB50, 0xFE00), *range(0xFE70, 0xFF00))
# What opens a bracket from the left closes one from the right.
MIRRORED = dict(zip("()[]{}<>«»", ")(][}{><»«", strict=True))
FORMS = ("isolated", "final", "initial", "medial")


@functools.cache
def _shapes() -> dict[str, dict[str, str]]:
    """For each letter (or lam with alef) its shapes by form, as Unicode lists them."""
    found: dict[str, dict[str, str]] = {}
    for point in SHAPES:
        form, _space, letters = unicodedata.decomposition(chr(point)).partition("> ")
        if form[1:] in FORMS:
            letter = "".join(chr(int(one, 16)) for one in letters.split())
            # Of the many ligatures only lam with alef, which no reader leaves out.
            if len(letter) == 1 or (len(letter) == 2 and letter[0] == LAM and letter[1] in ALEFS):
                found.setdefault(letter, {})[form[1:]] = chr(point)
    return found


def is_right_to_left(text: str) -> bool:
    """Whether any character of the text is written from right to left."""
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in text)


def starts_right(text: str) -> bool:
    """Whether the text as a whole runs from right to left: its first letter decides."""
    return bool(auto_detect_base_direction(text) == TextDirection.RTL)


def joined(text: str) -> str:
    """The text with each Arabic letter in the shape its neighbours give it."""
    shapes = _shapes()
    letters = [place for place, one in enumerate(text) if not unicodedata.combining(one)]
    before = dict(zip(letters[1:], letters, strict=False))
    after = dict(zip(letters, letters[1:], strict=False))
    result = list(text)
    taken: set[int] = set()
    for place in letters:
        if place in taken or text[place] not in shapes:
            continue
        following = after.get(place)
        letter = text[place]
        if following is not None and text[place] == LAM and LAM + text[following] in shapes:
            letter, result[following] = LAM + text[following], ""
            taken.add(following)
            following = after.get(following)
        preceded = place in before and "initial" in shapes.get(text[before[place]], {})
        followed = following is not None and "final" in shapes.get(text[following], {})
        result[place] = _shape(shapes[letter], preceded=preceded, followed=followed) or result[place]
    return "".join(result)


def _shape(own: dict[str, str], *, preceded: bool, followed: bool) -> str:
    followed = followed and "initial" in own
    form = FORMS[(1 if preceded else 0) + (2 if followed else 0)]
    return own.get(form) or own.get("isolated", "")


def as_drawn(line: str, *, from_right: bool) -> str:
    """One line in the order in which its characters are drawn from left to right."""
    direction = TextDirection.RTL if from_right else TextDirection.LTR
    drawn = BidiParagraph(line, direction).get_reordered_characters()
    return "".join(
        MIRRORED.get(one.character, one.character) if one.embedding_level % 2 else one.character for one in drawn
    )

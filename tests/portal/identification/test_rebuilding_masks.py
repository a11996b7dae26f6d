"""Masks that decide what is seen: kept with what they draw, without letters, and nothing shows that one hid (D36)."""

import io
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.identification.reading.told import Look
from portal.identification.reading.whole import told_of
from portal.identification.rebuilding.rebuilt import Rebuilt, rebuild
from tests.portal.identification.hidden_in_pdf import document, drawn, font
from tests.portal.identification.test_rebuilding import text_of

pytestmark = pytest.mark.duty("D36")
LIGHT, DARK = b"0.5 g 0 0 600 800 re f", b"0 g 0 0 600 800 re f"
OPENED: list[Any] = []


def masked(content: bytes, mask: bytes, **entries: Any) -> bytes:
    """A page with the content, which draws through the mask after `/M1 gs`."""

    def change(pdf: Any, page: Any) -> None:
        form = pdf.make_stream(mask)
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 595, 842])
        form.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
        form.Resources = Dictionary(Font=Dictionary(F1=font()))
        made = Dictionary({"/Type": Name.Mask, "/S": Name.Luminosity, "/G": form})
        for key, value in entries.items():
            made[f"/{key}"] = value
        page.Resources.ExtGState = Dictionary(M1=Dictionary(SMask=made), B1=Dictionary(BM=Name.Screen))
        page.Resources.ExtGState.B2 = Dictionary(BM=Name.Multiply)

    return document(content, change)


def made_of(content: bytes) -> Rebuilt:
    made = rebuild("a.pdf", content, clean=lambda _text: True)
    assert isinstance(made, Rebuilt), made
    return made


def masks_of(made: Rebuilt) -> list[Any]:
    return [one.SMask for one in resources_of(made).ExtGState.values() if "/SMask" in one]


def resources_of(made: Rebuilt) -> Any:
    # Closed with its file, an object is gone: the file is kept with the test.
    OPENED.append(pikepdf.open(io.BytesIO(made.content)))
    return OPENED[-1].pages[0].obj.Resources


def test_a_mask_is_kept_and_what_is_below_it_is_still_seen() -> None:
    made = made_of(masked(drawn("Seen below") + b"q /M1 gs 0 g 60 690 400 30 re f Q", LIGHT, BC=Array([0])))
    (mask,) = masks_of(made)
    assert (mask.S, list(mask.BC)) == (Name.Luminosity, [0])
    assert b"0 0 600 800 re" in mask.G.read_bytes()
    assert "Seen below" in text_of(made.content)
    assert made.dropped == ()


@pytest.mark.parametrize("state", ["M1", "B1"])
def test_text_that_a_mask_or_a_mixture_may_hide_goes_and_is_told(state: str) -> None:
    made = made_of(masked(b"q /" + state.encode() + b" gs " + drawn("Rowan Ashdown") + b" Q " + drawn("Seen"), DARK))
    assert "Rowan" not in text_of(made.content)
    assert "Seen" in text_of(made.content)
    assert made.dropped == ("text that is drawn through a mask or mixed with what is below it (page 1)",)


def test_text_that_is_mixed_so_that_it_is_seen_stays() -> None:
    made = made_of(masked(b"q /B2 gs " + drawn("Seen") + b" Q", DARK))
    assert "Seen" in text_of(made.content)


def test_letters_of_a_mask_are_not_published() -> None:
    content = masked(b"q /M1 gs 0 0 1 rg 0 690 400 40 re f Q", LIGHT + b" 1 g " + drawn("Rowan Ashdown"))
    made = made_of(content)
    (mask,) = masks_of(made)
    assert b"Rowan" not in mask.G.read_bytes()
    assert "Rowan" not in " ".join(getattr(one, "text", "") for one in told_of("a.pdf", made.content))
    assert made.dropped == ("letters that only mask something else (page 1)",)


def test_through_a_mask_that_cannot_be_made_nothing_is_seen() -> None:
    made = made_of(masked(b"q /M1 gs 0 g 60 690 400 30 re f Q", LIGHT, G=Array([])))
    (mask,) = masks_of(made)
    assert (mask.S, mask.G.read_bytes().strip()) == (Name.Alpha, b"")
    assert made.dropped == ("what is drawn through a mask that could not be made anew (page 1)",)


def test_a_page_with_a_mask_is_looked_at() -> None:
    told = list(told_of("a.pdf", masked(b"q /M1 gs 0 g 60 690 400 30 re f Q", LIGHT)))
    assert Look("page 1", "a mask decides what of it is seen: look at what it shows") in told
    unused = list(told_of("a.pdf", masked(b"0 g 60 690 400 30 re f", LIGHT)))
    assert not [one for one in unused if isinstance(one, Look) and "mask" in one.why]


def test_points_of_a_picture_that_are_not_seen_for_their_colour_stay_so() -> None:
    def change(pdf: Any, page: Any) -> None:
        image = pdf.make_stream(bytes([0, 255] * 8))
        image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceGray
        image.Width, image.Height, image.BitsPerComponent, image.Mask = 4, 4, 8, Array([250, 255])
        page.Resources.XObject = Dictionary(I1=image)

    made = made_of(document(drawn("Seen below") + b"q 400 0 0 100 60 650 cm /I1 Do Q", change))
    (image,) = resources_of(made).XObject.values()
    assert list(image.SMask.read_bytes()) == [255, 0] * 8
    assert "Seen below" in text_of(made.content)

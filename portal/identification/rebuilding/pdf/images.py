"""Pictures of a page: their points alone, without those that are cut off or covered."""

import io
import warnings
import zlib
from typing import Any

import pikepdf
from pikepdf import Array, Name, Stream

from portal.identification.reading.pdf.geometry import Box, Matrix, area, common
from portal.identification.reading.pdf.names import plain
from portal.identification.rebuilding.pictures import MOST_POINTS, QUALITY, points_alone

LARGE = 1_000_000


class Images:
    """Each is made once for all places that show the same of it."""

    def __init__(self, pdf: Any) -> None:
        self.pdf = pdf
        self._made_images: dict[Any, Any] = {}

    def picture(self, image: Any, matrix: Matrix, shown: Box, covers: list[Box]) -> Any:
        """The picture's points alone, without those that are cut off or covered. None where it cannot be made."""
        hidden = _hidden_parts(matrix, shown, covers)
        indirect = isinstance(image, Stream) and image.is_indirect
        key = (image.objgen, repr(hidden)) if indirect else None
        if key is not None and key in self._made_images:
            return self._made_images[key]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                made = self._made(image, hidden)
            # Pillow and qpdf stumble over damaged pictures in many ways.
            except Exception:
                made = None
        if key is not None:
            self._made_images[key] = made
        return made

    def _made(self, image: Any, hidden: list[Box]) -> Any:
        if isinstance(image, Stream):
            stencil, wrapped = _true(image, "/ImageMask"), pikepdf.PdfImage(image)
        else:
            stencil, wrapped = bool(image.image_mask), image
        if wrapped.width * wrapped.height > MOST_POINTS:
            return None
        if stencil:
            return self._stencil(image, wrapped, hidden)
        points = wrapped.as_pil_image()
        photo = isinstance(image, Stream) and any(one in ("/DCTDecode", "/JPXDecode") for one in _filters(image))
        made = points_alone(points, opaque=True)
        _blank(made, hidden)
        stream = self._stream(made, photo=photo or made.width * made.height > LARGE)
        decode = _decode(image)
        if decode is not None and made.mode == "L" and points.mode in ("1", "L"):
            stream.Decode = decode
        mask = image.get("/SMask", image.get("/Mask")) if isinstance(image, Stream) else None
        if isinstance(mask, Stream):
            stream.SMask = self._mask(mask)
        elif points.mode in ("LA", "RGBA"):
            # A colour that is not seen, or a mask within the picture's own data.
            stream.SMask = self._stream(points.getchannel("A"), photo=False)
        elif isinstance(mask, Array):
            raise ValueError("colours that are not seen, in a picture that keeps them otherwise")
        return stream

    def _mask(self, mask: Any) -> Any:
        wrapped = pikepdf.PdfImage(mask)
        if wrapped.width * wrapped.height > MOST_POINTS:
            raise ValueError("too large")
        if not _true(mask, "/ImageMask"):
            return self._stream(wrapped.as_pil_image().convert("L"), photo=False)
        # A stencil hides where it is black; a mask of greys shows where it is white.
        points = _bits(mask, wrapped)
        turned = _decode(mask) is not None
        return self._stream(points.point(lambda value: value if turned else 255 - value), photo=False)

    def _stencil(self, image: Any, wrapped: Any, hidden: list[Box]) -> Any:
        points = _bits(image, wrapped)
        # Points that are not drawn: white, or black where the stencil is turned round.
        turned = _decode(image) is not None
        _blank(points, hidden, value=0 if turned else 255)
        stream = self.pdf.make_stream(zlib.compress(points.convert("1").tobytes()))
        stream.Filter = Name.FlateDecode
        stream.Type, stream.Subtype, stream.ImageMask = Name.XObject, Name.Image, True
        stream.Width, stream.Height, stream.BitsPerComponent = points.width, points.height, 1
        if turned:
            stream.Decode = Array([1, 0])
        return stream

    def _stream(self, points: Any, *, photo: bool) -> Any:
        if points.mode not in ("L", "RGB"):
            points = points.convert("L" if points.mode == "1" else "RGB")
        if photo:
            out = io.BytesIO()
            points.save(out, "JPEG", quality=QUALITY)
            stream, filter_ = self.pdf.make_stream(out.getvalue()), Name.DCTDecode
        else:
            stream, filter_ = self.pdf.make_stream(zlib.compress(points.tobytes())), Name.FlateDecode
        stream.Type, stream.Subtype, stream.Filter = Name.XObject, Name.Image, filter_
        stream.Width, stream.Height, stream.BitsPerComponent = points.width, points.height, 8
        stream.ColorSpace = Name.DeviceGray if points.mode == "L" else Name.DeviceRGB
        return stream


def _filters(image: Any) -> list[str]:
    found = image.get("/Filter")
    return [plain(one) for one in found] if isinstance(found, Array) else [plain(found)]


def _true(image: Any, key: str) -> bool:
    return isinstance(image, Stream) and bool(image.get(key, False))


def _decode(image: Any) -> Any:
    """[1 0] where black and white are changed, else None."""
    found = image.get("/Decode", None) if isinstance(image, Stream) else getattr(image, "decode_array", None)
    try:
        values = [float(one) for one in found] if found is not None else []
    except (TypeError, ValueError):
        return None
    return Array([1, 0]) if values[:2] == [1.0, 0.0] else None


def _bits(image: Any, wrapped: Any) -> Any:
    """The points of a stencil as they are stored, 0 or 255."""
    from PIL import Image  # noqa: PLC0415 - stencils are few

    width, height = wrapped.width, wrapped.height
    if isinstance(image, Stream) and all(
        one in ("None", "/FlateDecode", "/RunLengthDecode", "/LZWDecode", "/ASCIIHexDecode", "/ASCII85Decode")
        for one in _filters(image)
    ):
        data = bytes(image.read_bytes())
        row = (width + 7) // 8
        return Image.frombytes("1", (width, height), data[: row * height].ljust(row * height, b"\0")).convert("L")
    return wrapped.as_pil_image().convert("L")


def _hidden_parts(matrix: Matrix, shown: Box, covers: list[Box]) -> list[Box]:
    """Which parts of the picture (from 0 to 1, its lower left corner first) are cut off or covered."""
    a, b, c, d, e, f = matrix
    turned = a * d - b * c
    if abs(turned) < 1e-9:
        return []

    def inside(box: Box) -> Box:
        points = [
            ((d * (x - e) - c * (y - f)) / turned, (a * (y - f) - b * (x - e)) / turned)
            for x in (box[0], box[2])
            for y in (box[1], box[3])
        ]
        xs, ys = zip(*points, strict=True)
        return common((min(xs), min(ys), max(xs), max(ys)), (0, 0, 1, 1))

    x1, y1, x2, y2 = inside(shown)
    parts = [(0, 0, x1, 1), (x2, 0, 1, 1), (0, 0, 1, y1), (0, y2, 1, 1), *(inside(box) for box in covers)]
    return [tuple(round(one, 4) for one in part) for part in parts if area(part) > 0.002]  # type: ignore[misc]  # four numbers each


def _blank(points: Any, hidden: list[Box], value: Any = None) -> None:
    for x1, y1, x2, y2 in hidden:
        width, height = points.width, points.height
        box = (int(x1 * width), int((1 - y2) * height), -int(-x2 * width // 1), -int(-(1 - y1) * height // 1))
        if box[0] < box[2] and box[1] < box[3]:
            points.paste(value if value is not None else (255 if points.mode == "L" else (255, 255, 255)), box)

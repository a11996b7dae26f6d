"""A picture made anew of its points: what is written inside its file goes."""

import io
import warnings
from pathlib import PurePosixPath
from typing import Any

from PIL import Image, ImageOps

from portal.identification.rebuilding.rebuilt import TOO_LARGE, CannotBe, Rebuilt

MOST_POINTS = 60_000_000
# What Pillow knows a kind of picture as, and the ending of its name. Others become PNG.
KEPT = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "BMP": ".bmp", "TIFF": ".tif"}
SAME = {".jpeg": ".jpg", ".tiff": ".tif"}
QUALITY = 88


def rebuild_picture(name: str, content: bytes) -> Rebuilt:
    """Upright as its fields say. Raises CannotBe, and Pillow's errors on a damaged picture."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            picture = Image.open(io.BytesIO(content))
        except Image.DecompressionBombError as error:
            raise CannotBe(TOO_LARGE) from error
        if picture.width * picture.height > MOST_POINTS:
            raise CannotBe(TOO_LARGE)
        kind = picture.format if picture.format in KEPT else "PNG"
        dropped = ["everything that is written inside the picture’s file"]
        if getattr(picture, "n_frames", 1) > 1:
            dropped.append("all of its pages or movements but the first")
        points = ImageOps.exif_transpose(picture)
        made = points_alone(points, opaque=kind in ("JPEG", "BMP"))
    out = io.BytesIO()
    made.save(out, kind, **({"quality": QUALITY} if kind in ("JPEG", "WEBP") else {}))
    stem = PurePosixPath(name)
    ending = stem.suffix.casefold()
    suffix = stem.suffix if KEPT[kind] == SAME.get(ending, ending) else KEPT[kind]
    return Rebuilt(stem.with_suffix(suffix).name, out.getvalue(), tuple(dropped))


def points_alone(picture: Any, *, opaque: bool) -> Any:
    """A new picture of the same points, with nothing that the old one carried."""
    if opaque:
        mode = "L" if picture.mode in ("1", "L") else "RGB"
    elif picture.mode in ("1", "L", "RGB", "RGBA", "LA"):
        mode = picture.mode
    else:
        mode = "RGBA" if "transparency" in picture.info else "RGB"
    converted = picture.convert(mode)
    if "A" in mode:
        converted = _without_hidden_points(converted)
    made = Image.new(mode, converted.size)
    made.paste(converted)
    return made


def _without_hidden_points(picture: Any) -> Any:
    """Points that are wholly transparent have a colour too, which nobody sees."""
    seen = picture.getchannel("A").point(lambda value: 255 if value else 0)
    blank = Image.new(picture.mode, picture.size)
    blank.paste(picture, mask=seen)
    return blank

"""The few shapes both pictures are drawn with, as SVG text."""

import textwrap
from collections.abc import Iterable
from html import escape

INK, GREY, LINE, BACK, SHADE = "#0b0c0c", "#505a5f", "#505a5f", "#b10e1e", "#f3f2f1"
# How wide a letter is for its size, about: no font is measured, so that the picture is the same wherever it is drawn.
LETTER = 0.56


def picture(width: float, height: float, title: str, shapes: Iterable[str]) -> str:
    """A whole picture. `title` says in words what it shows, for whoever does not see it."""
    marker = '<marker id="{0}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    ends = "".join(
        f'{marker.format(name)}<path d="M0 0L10 5L0 10z" fill="{colour}"/></marker>'
        for name, colour in (("down", LINE), ("back", BACK))
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" width="{width:g}" '
            f'height="{height:g}" role="img" aria-label="{escape(title)}" font-family="sans-serif" font-size="12">',
            f"<defs>{ends}</defs>",
            f'<rect width="{width:g}" height="{height:g}" fill="#ffffff"/>',
            *shapes,
            "</svg>\n",
        ]
    )


def box(x: float, y: float, width: float, height: float, *, shaded: bool = False) -> str:
    fill = SHADE if shaded else "#ffffff"
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" '
        f'fill="{fill}" stroke="{INK}" stroke-width="1.5"/>'
    )


def text(
    x: float, y: float, said: str, *, size: int = 12, bold: bool = False, colour: str = INK, anchor: str = "start"
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    look = f'font-size="{size}" fill="{colour}" text-anchor="{anchor}"{weight}'
    return f'<text x="{x:g}" y="{y:g}" {look}>{escape(said, quote=False)}</text>'


def on_way(x: float, y: float, said: str, *, colour: str = INK, anchor: str = "middle") -> str:
    """A number on a way, with white around it."""
    halo = 'stroke="#ffffff" stroke-width="4" paint-order="stroke"'
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" text-anchor="{anchor}" {halo}>{escape(said, quote=False)}</text>'


def way(path: str, *, back: bool = False) -> str:
    """A line with an arrow at its end; a way that runs against the order is dashed and red."""
    look = f'stroke="{BACK}" stroke-dasharray="5 3"' if back else f'stroke="{LINE}"'
    return f'<path d="{path}" fill="none" {look} stroke-width="1.5" marker-end="url(#{"back" if back else "down"})"/>'


def bent(edge: float, leave: float, far: float, arrive: float) -> str:
    """From one height of an edge out to `far` and back to another height of the same edge."""
    corner = 8 if far > edge else -8
    turn = 8 if arrive > leave else -8
    return (
        f"M{edge:g} {leave:g}H{far - corner:g}Q{far:g} {leave:g} {far:g} {leave + turn:g}"
        f"V{arrive - turn:g}Q{far:g} {arrive:g} {far - corner:g} {arrive:g}H{edge:g}"
    )


def wrapped(said: str, width: float, size: int) -> list[str]:
    return textwrap.wrap(said, int(width / (size * LETTER)), break_on_hyphens=False)

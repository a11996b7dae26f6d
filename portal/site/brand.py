"""A partnership's colour as a style sheet: pages carry no inline style, and text on the colour stays readable (AA)."""

INK = "#17252b"
PAPER = "#ffffff"
AA_TEXT = 4.5


def _channel(value: int) -> float:
    share = value / 255
    return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """WCAG relative luminance (0 to 1) of a colour written #rrggbb."""
    red, green, blue = (_channel(int(colour[start : start + 2], 16)) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def style_sheet(colour: str) -> str:
    """The custom properties that give a page this colour, with the text colour that can be read on it."""
    on_brand = PAPER if contrast(colour, PAPER) >= contrast(colour, INK) else INK
    as_text = colour if contrast(colour, PAPER) >= AA_TEXT else INK
    return f":root{{--govuk-brand-colour:{colour};--site-on-brand:{on_brand};--site-brand-text:{as_text}}}\n"

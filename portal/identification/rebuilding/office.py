"""Office files are published as a PDF alone, made by LibreOffice where it is installed."""

import os
import resource
import shutil
import subprocess
import tempfile
from pathlib import Path, PurePosixPath

from portal.identification.rebuilding.rebuilt import CannotBe

NO_LIBREOFFICE = "LibreOffice is not installed here, which would make a PDF of it. Make a PDF of it and upload that"
COULD_NOT = "LibreOffice could not make a PDF of it. Make a PDF of it and upload that"
SECONDS = 120


def libreoffice() -> str:
    """Where it is: PORTAL_LIBREOFFICE, else on the path; "" where it is not."""
    return os.environ.get("PORTAL_LIBREOFFICE") or shutil.which("soffice") or shutil.which("libreoffice") or ""


def as_pdf(name: str, content: bytes) -> bytes:
    """Raises CannotBe. Macros do not run, nothing is fetched, the profile is one of its own and thrown away."""
    program = libreoffice()
    if not program:
        raise CannotBe(NO_LIBREOFFICE)
    with tempfile.TemporaryDirectory(prefix="office-") as folder:
        source = Path(folder) / f"file{PurePosixPath(name).suffix.casefold()}"
        source.write_bytes(content)
        profile = f"-env:UserInstallation={(Path(folder) / 'profile').as_uri()}"
        command = [
            program,
            profile,
            "--headless",
            "--norestore",
            "--convert-to",
            "pdf",
            "--outdir",
            folder,
            str(source),
        ]
        try:
            subprocess.run(  # noqa: S603 - the program that the operator named, no shell
                command, capture_output=True, timeout=SECONDS, check=True, preexec_fn=_as_much_memory
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotBe(COULD_NOT) from error
        made = source.with_suffix(".pdf")
        if not made.exists():
            raise CannotBe(COULD_NOT)
        return made.read_bytes()


def _as_much_memory() -> None:
    """LibreOffice needs more than a reader of files may have (identification.apart)."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))

"""The data folder is for the portal's own account alone: database, mail, attachments, media, cache and keys.

Other people of a machine could read what lies there with the usual rights, a database with its names among it.
"""

import logging
import os
import stat
from pathlib import Path

PRIVATE_FOLDER, PRIVATE_FILE = 0o700, 0o600
# What others read too: the style sheets and scripts that a web server may hand out by itself.
SHARED = ("static",)
log = logging.getLogger(__name__)


def keep_private(folder: Path) -> None:
    """Whatever this process makes from now on is its own; the folder, and what lies right in it, is made so.

    Behind a folder that nobody enters nothing has to be mended. What belongs to another account stays as it is.
    """
    os.umask(0o077)
    if not folder.is_dir() or not _is_own_folder(folder):
        return
    for path in (folder, *folder.iterdir()):
        if path.name not in SHARED and not path.is_symlink():
            _close(path)


def _is_own_folder(folder: Path) -> bool:
    """Not one that the machine shares, as /tmp, and none with a home or the program itself in it."""
    told = folder.stat()
    holds = (Path.home(), Path(__file__).resolve().parents[2])
    return (
        told.st_uid == os.geteuid()
        and not told.st_mode & stat.S_ISVTX
        and not any(one == folder or folder in one.parents for one in holds)
    )


def _close(path: Path) -> None:
    try:
        told = path.stat()
        wanted = PRIVATE_FOLDER if stat.S_ISDIR(told.st_mode) else PRIVATE_FILE
        if told.st_uid == os.geteuid() and stat.S_IMODE(told.st_mode) & 0o077:
            path.chmod(wanted)
    except OSError as error:
        log.warning("%s can be read by others, and that could not be changed: %s", path, error)

"""Empties the data folder of a demonstration. Called by make demo-reset; needs nothing but Python."""

import fcntl
import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What the portal lays there. Anything else in the folder is not ours and stays.
OURS = ["portal.sqlite3", "portal.sqlite3-wal", "portal.sqlite3-shm", "keys", "mail", "media", "attachments", "cache"]
OURS += ["static", "demo.json", "demo-clock", "serve.lock"]


def main() -> None:
    if os.environ.get("DATABASE_URL"):
        sys.exit(
            "DATABASE_URL is set, and the cases in that database can only be read with the keys in the data folder.\n"
            "Drop and create the database yourself, then run: DATABASE_URL= make demo-reset"
        )
    folder = Path(os.environ.get("PORTAL_DATA_DIR") or ROOT / "var").resolve()
    if not folder.is_dir():
        print(f"Nothing to remove: there is no {folder}.")
        return
    with (folder / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(f"A portal is running on {folder}. Stop it (Ctrl-C where it runs), then try again.")
        remove(folder)
    print(f"The demonstration's data in {folder} is removed. make demo makes it anew.")


def remove(folder: Path) -> None:
    for name in OURS:
        path = folder / name
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


if __name__ == "__main__":
    try:
        main()
    except OSError as error:
        sys.exit(
            f"{error.filename or 'The data folder'} cannot be changed: {error.strerror}. Mend that, then run it again."
        )

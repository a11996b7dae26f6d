"""Why a file is not taken. Each message continues a sentence that starts with the file's name, and says what to do."""


class NotAllowed(Exception):
    """The file is not taken; the message continues a sentence that starts with its name."""


LOCKED = "is protected by a password. Save it without a password"
OTHER_LOCK = "is protected in a way that only its owner's program can open. Save it as a PDF without protection"
MACROS = "contains macros. Save it without macros"
CUT_OFF = "was cut off: its end is missing. Save or copy it again and choose it once more"
DAMAGED = "is damaged. Open it in its own program, save it again and choose it once more"
UNPACKED = "is too large when unpacked. Save it as a PDF"
OLD_OFFICE = "is in an older Office format. Save it as .docx, .xlsx or .pdf"

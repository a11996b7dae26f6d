"""A mail made to take for ever is refused in time, and long headers that people really send are read."""

import time

import pytest

from forms.questions.file_content import inside, mails
from forms.questions.file_content.bounds import Budget
from forms.questions.file_content.refusals import NotAllowed

# One letter of a header, or one line, costs the more the more there are: with the standard library alone each of these
# took minutes.
SLOW_MAILS = {
    "a header with very many parameters": b"Content-Type: multipart/mixed;\r\n"
    + b"".join(b" a%d*0*=b;\r\n" % number for number in range(300_000))
    + b"\r\nx",
    "a file name in very many pieces": b"Content-Disposition: attachment; name*0=a;"
    + b"".join(b"name*%d=a;" % number for number in range(300_000))
    + b"\r\n\r\nx",
    "very many lines, very deep": b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number) for number in range(200)
    )
    + b"\n" * (15 * 1024 * 1024),
}


@pytest.mark.parametrize("content", SLOW_MAILS.values(), ids=SLOW_MAILS)
def test_a_mail_that_would_take_for_ever_is_refused_in_time(content: bytes) -> None:
    began = time.process_time()
    with pytest.raises(NotAllowed, match="too many parts"):
        inside.check_mail(content, Budget())
    assert time.process_time() - began < 20


def test_a_mail_with_long_headers_is_read() -> None:
    """Many are written to; a file's name in pieces is whole."""
    people = ", ".join(f"somebody{number}@agency.example" for number in range(2_000)).replace(", ", ",\r\n ")
    named = 'Content-Disposition: attachment; filename*0="a long";\r\n filename*1=" name.txt"'
    content = f"To: {people}\r\nSubject: x\r\nContent-Type: application/x-thing\r\n{named}\r\n\r\nhello".encode()
    assert list(mails.attachments(content, Budget())) == [("a long name.txt", b"hello")]

"""What an authenticator app shows, entered as people do: never in the last moment of its half minute.

Between reading a code and its arrival the half minute can end, and then it is refused, which no test is about.
"""

import time

import pyotp

CODE_SECONDS = 30
TO_ENTER_IT = 2
"""Seconds that entering a code takes at most where nothing but a request lies between."""
TO_TYPE_IT = 5
"""Seconds that a browser takes at most."""


def code_now(secret: str, *, within: float = TO_TYPE_IT) -> str:
    """The code that is good for at least `within` seconds: where the present one is not, the next is waited for."""
    left = CODE_SECONDS - time.time() % CODE_SECONDS
    if left < within:
        time.sleep(left + 0.1)
    return pyotp.TOTP(secret).now()


def wait_for_the_next() -> None:
    """Until another code than the present one is shown: a code works once."""
    time.sleep(CODE_SECONDS - time.time() % CODE_SECONDS + 0.5)

"""The way to the mail server: bounded in time whatever the server does, and exact about what is known of a mail.

Django's backend (settings.EMAIL_BACKEND), with three differences. The whole of one mail has a time limit, since a
server that says one letter in a while never reaches the limit of a single read. An answer that is missing after the
text went is told apart from a server that is down: the mail may have been taken in. And once it was taken in, what
the server does at the farewell changes nothing.
"""

import logging
import smtplib
import socket
from contextlib import suppress
from threading import Timer
from typing import Any

from django.conf import settings
from django.core.mail.backends import smtp

log = logging.getLogger(__name__)

# What a server answers when it waits for the text (RFC 5321, 4.2.2).
SEND_THE_TEXT = 354


class LeftOpen(OSError):
    """The text went and no answer came: the mail may have been taken in, or not."""


class Limit:
    """After so many seconds the connection is cut, from a thread of its own: whoever reads from it goes on at once."""

    def __init__(self, seconds: float) -> None:
        self.held: socket.socket | None = None
        self.timer = Timer(seconds, self.cut)
        self.timer.daemon = True
        self.timer.start()

    def hold(self, sock: socket.socket) -> None:
        # A second handle: TLS takes the first one away.
        self.held = sock.dup()

    def cut(self) -> None:
        if self.held is not None:
            log.warning("A mail took longer than %s seconds: the connection was cut.", settings.MAIL_SECONDS)
            with suppress(OSError):
                self.held.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        self.timer.cancel()
        if self.held is not None:
            self.held.close()


class Connection(smtplib.SMTP):
    def __init__(self, *args: Any, limit: Limit, **kwargs: Any) -> None:
        self.limit, self.text_is_wanted = limit, False
        super().__init__(*args, **kwargs)

    def _get_socket(self, *args: Any) -> socket.socket:
        found: socket.socket = super()._get_socket(*args)  # type: ignore[misc]  # in no stub
        self.limit.hold(found)
        return found

    def getreply(self) -> tuple[int, bytes]:
        code, text = super().getreply()
        self.text_is_wanted = code == SEND_THE_TEXT
        return code, text

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Raises LeftOpen where the connection broke after the server had asked for the text."""
        self.text_is_wanted = False
        try:
            return super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as error:
            if self.text_is_wanted:
                raise LeftOpen from error
            raise


class EmailBackend(smtp.EmailBackend):
    limit: Limit | None = None
    # While it is being opened; the stubs have it without a type.
    _partial_connection: smtplib.SMTP | None

    @property
    def connection_class(self) -> Any:
        if self.use_ssl:
            return super().connection_class
        return self._connection

    def _connection(self, *args: Any, **kwargs: Any) -> Connection:
        self.limit = Limit(settings.MAIL_SECONDS)
        return Connection(*args, limit=self.limit, **kwargs)

    def close(self) -> None:
        """The farewell. What was taken in stays taken in, however it goes."""
        open_ones = [one for one in (self.connection, self._partial_connection) if one is not None]
        try:
            super().close()
        except OSError as error:
            log.info("The mail server ended the connection in its own way (%s).", type(error).__name__)
        finally:
            for one in open_ones:
                one.close()
            self.connection = self._partial_connection = None
            self._end()

    def open(self) -> bool | None:
        try:
            return super().open()
        except BaseException:
            self._end()
            raise

    def _end(self) -> None:
        if self.limit is not None:
            self.limit.end()
            self.limit = None

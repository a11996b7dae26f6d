"""A mail server that misbehaves on request: what the outbox is tested against."""

import socket
from collections.abc import Callable
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

Answer = str | Callable[[SMTP], str]


class Sink:
    """Takes mail on a free port of this machine.

    `received` holds what was taken in. `at_recipient` and `after_data` give the answer to the next steps; "drop"
    closes the connection (after the data: when the message was taken in), "hang" never answers.
    """

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.at_recipient: dict[str, str] = {}
        self.after_data = ""
        self.controller: Controller | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]

    def up(self) -> None:
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def down(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def message_ids(self) -> list[str]:
        return [message["Message-ID"] for message in self.received]

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.at_recipient.get(address, "")
        if answer == "drop":
            server.transport.close()
        if not answer:
            envelope.rcpt_tos.append(address)
        return answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.after_data == "hang":
            await _for_ever(server)
        if self.after_data[:1] in ("4", "5"):
            return self.after_data
        self.received.append(message_from_bytes(bytes(envelope.content or b"")))
        if self.after_data == "drop":
            server.transport.close()
        return "250 OK"


async def _for_ever(server: SMTP) -> None:
    await server.loop.create_future()

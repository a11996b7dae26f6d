"""A real portal in an empty folder, started as docs/operations.md says: its scripts, production settings, real mail."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from playwright.sync_api import Browser, expect

from portal.start.demo.views import Mail
from tests.app_code import code_now
from tests.browser.person import Person
from tests.browser.served import ROOT, ServedPortal, free_port


class MailServer:
    """Takes every mail and keeps it."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # each of ours has one
        number = str(len(self.mails))
        sent_at: Any = message["Date"].datetime
        self.mails.append(Mail(number, sent_at, envelope.rcpt_tos[0], str(message["Subject"]), text))
        return "250 OK"


@dataclass
class StartedPortal(ServedPortal):
    """`settings` are those of portal.env, as scripts/new-environment writes them. No demonstration."""

    settings: dict[str, str] = field(default_factory=dict)
    post: MailServer = field(default_factory=MailServer)

    @property
    def environment(self) -> dict[str, str]:
        ours = super().environment
        return {**ours, **self.settings, "PORTAL_DATA_DIR": str(self.data_dir)}

    @property
    def demo(self) -> dict[str, Any]:
        return {"accounts": []}

    def run(self, script: str) -> str:
        done = subprocess.run([script], cwd=ROOT, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, f"{script}:\n{done.stdout}\n{done.stderr}"
        return done.stdout


@contextmanager
def empty_portal(folder: Path, database_url: str | None) -> Iterator[StartedPortal]:
    """Settings with keys of its own and a mail server; no table yet."""
    port, mail_port = free_port(), free_port()
    written = subprocess.run(
        [sys.executable, "scripts/new-environment", f"http://localhost:{port}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    settings = dict(line.split("=", 1) for line in written.splitlines())
    settings |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)}
    portal = StartedPortal(port, folder, database_url, settings)
    controller = Controller(portal.post, hostname="127.0.0.1", port=mail_port)
    controller.start()
    try:
        yield portal
    finally:
        portal.close()
        controller.stop()


class Newcomer(Person):
    """Somebody who is invited: accepts by the link in the mail, and enrols a second step where the role needs one."""

    portal: StartedPortal

    def __init__(self, browser: Browser, portal: StartedPortal, email: str) -> None:
        super().__init__(browser, portal)
        self.account = {"email": email, "label": email, "password": "a long enough pass phrase", "totp_secret": ""}

    def all_mails(self) -> list[Mail]:
        return list(reversed(self.portal.post.mails))

    def invited(self) -> str:
        """The link of the newest invitation, once its mail has come."""
        mail = self.next_mail(set(), about="/join/")
        found = re.search(r"http\S+/join/\S+", mail.text)
        assert found, mail.text
        return found[0]

    def join(self, link: str = "", *, look: str = "") -> None:
        self.page.goto(link or self.invited())
        if look:
            self.look(look)
        if self.page.locator("[name=password]").count():
            self.page.fill("[name=password]", self.account["password"])
            self.page.fill("[name=again]", self.account["password"])
            self.press("Accept")
            self._enrol()
        else:
            self.press("Accept")

    def _enrol(self) -> None:
        """An authenticator app: where the role needs it, the portal leads there."""
        self.page.goto("/accounts/2fa/totp/activate/")
        self.account["totp_secret"] = self.page.locator("#totp-secret").inner_text().replace(" ", "")
        self.page.fill("input[name=code]", code_now(self.account["totp_secret"]))
        self.press("Set it up")
        expect(self.page.get_by_text("Signed in as")).to_be_visible()

"""A person of the demonstration with a browser of their own: signs in as people do, and keeps an eye on the console."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from portal.start.demo.views import Mail, read_mails
from tests.app_code import code_now
from tests.browser.served import ServedPortal

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
WAIT_SECONDS = 30


class Person:
    """One browser context. `key` names the account of demo.json; None is somebody who is not signed in."""

    def __init__(self, browser: Browser, portal: ServedPortal, key: str | None = None) -> None:
        self.portal = portal
        accounts = {account["key"]: account for account in portal.demo["accounts"]}
        self.account: dict[str, Any] = accounts[key] if key else {}
        self.complaints: list[str] = []
        self._refusals_expected = False
        self.context = browser.new_context(
            base_url=portal.base_url, viewport=DESKTOP, locale="en-GB", timezone_id="Europe/London"
        )
        self.context.set_default_timeout(WAIT_SECONDS * 1000)
        self.context.on("console", self._listen)
        self.context.on("weberror", lambda error: self.complaints.append(f"{self.page.url}: {error.error}"))
        self.page: Page = self.context.new_page()
        # A form half filled in asks before it is left; a walk never hangs on that question.
        self.page.on("dialog", lambda dialog: dialog.accept())

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type != "error" or (self._refusals_expected and "Failed to load resource" in message.text):
            return
        self.complaints.append(f"{self.page.url}: {message.text}")

    @contextmanager
    def refusals_expected(self) -> Iterator[None]:
        """Within this block an answer like 403 or 409 is what the walk wants to see, not a fault."""
        self._refusals_expected = True
        yield
        self.page.wait_for_timeout(100)  # the console speaks a moment after the page
        self._refusals_expected = False

    # --- Signing in -----------------------------------------------------------------------------------------------

    def sign_in(self, then: str = "/") -> None:
        """By password and authenticator where the account has one, else by an e-mailed code."""
        self.page.goto(f"/accounts/login/?next={then}")
        if self.account["totp_secret"]:
            self._sign_in_by_password()
        else:
            self.sign_in_by_code()

    def _sign_in_by_password(self) -> None:
        self.page.fill("input[name=login]", self.account["email"])
        self.page.fill("input[name=password]", self.account["password"])
        self.press("Sign in with password")
        self.page.fill("input[name=code]", code_now(self.account["totp_secret"]))
        self.press("Sign in")
        expect(self.page.get_by_text("Signed in as")).to_be_visible()

    def sign_in_by_code(self) -> None:
        """On the sign-in page: ask for a code, read it from the mail, enter it."""
        known = {mail.name for mail in self.mails()}
        self.page.fill("#code-email", self.account["email"])
        self.press("Send me a code")
        mail = self.next_mail(known, about="sign-in code")
        code = re.search(r"^[A-Z0-9-]{4,12}$", mail.text, re.MULTILINE)
        assert code, mail.text
        self.page.fill("input[name=code]", code[0])
        self.press("Sign in")

    # --- Mail -----------------------------------------------------------------------------------------------------

    def all_mails(self) -> list[Mail]:
        """Every mail that the portal sent, the newest first."""
        return read_mails(Path(self.portal.demo["mail"]["folder"]))

    def mails(self) -> list[Mail]:
        """The mails sent to this person, the newest first."""
        return [mail for mail in self.all_mails() if mail.to == self.account["email"]]

    def next_mail(self, known: set[str], *, about: str) -> Mail:
        """The first mail that is not among those known and says this; waits for it."""
        end = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < end:
            for mail in self.mails():
                if mail.name not in known and about in mail.subject + mail.text:
                    return mail
            time.sleep(0.3)
        raise AssertionError(f"No mail about “{about}” to {self.account['email']} within {WAIT_SECONDS} seconds.")

    # --- Looking --------------------------------------------------------------------------------------------------

    def look(self, name: str) -> None:
        """Check that the page fits a phone; take a picture of it at both widths where PORTAL_SCREENSHOTS says so."""
        folder = os.environ.get("PORTAL_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}-desktop.png", full_page=True)
        self.page.set_viewport_size(PHONE)
        width = self.page.evaluate("document.documentElement.scrollWidth")
        if folder:
            self.page.screenshot(path=f"{folder}/{name}-phone.png", full_page=True)
        self.page.set_viewport_size(DESKTOP)
        assert width <= PHONE["width"], f"{name} is {width} pixels wide on a phone ({self.page.url})"

    def sees(self, text: str) -> None:
        """Somewhere on the page, visibly."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=WAIT_SECONDS * 1000)

    # --- Acting ---------------------------------------------------------------------------------------------------

    def follow(self, name: str) -> None:
        """The link with exactly this name, and the page that it leads to."""
        self.open(self.page.get_by_role("link", name=name, exact=True).first)

    def press(self, name: str) -> None:
        """The button that starts with this name, and the page that follows."""
        self.open(self.page.get_by_role("button", name=re.compile(f"^{re.escape(name)}")).first)

    def follow_step(self, label: str) -> None:
        """The button or link of a step on a page of the desk; what folds it away is unfolded first."""
        self.unfold()
        button = self.page.locator("main a.govuk-button, main details a").get_by_text(label, exact=True)
        assert button.count(), f"“{label}” is not offered on {self.page.url}:\n{self.page.locator('main').inner_text()}"
        self.open(button.first)

    def unfold(self) -> None:
        """Everything that the page folds away, as who looks for it does."""
        self.page.evaluate("document.querySelectorAll('main details').forEach((one) => { one.open = true; })")

    def open(self, target: Locator) -> None:
        """Click, and wait for the next page: what comes after reads what is there."""
        with self.page.expect_navigation():
            target.click()

    def post(self, path: str, **data: str) -> tuple[int, str]:
        """Send a form that no page offered, with this person's session; status and text of the answer."""
        token = next(cookie["value"] for cookie in self.context.cookies() if cookie["name"] == "csrftoken")
        answer = self.context.request.post(
            path,
            form={"csrfmiddlewaretoken": token, **data},
            headers={"Referer": self.portal.base_url + path},
        )
        return answer.status, answer.text()

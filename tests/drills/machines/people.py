"""Everybody who is at work while machines go: programs and people who send forms with files, officers who write notes,
visitors who read. Each does again what was not answered, as they do in life, and remembers what was.
"""

import hashlib
import re
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import requests

from examples.fill_a_form import Form
from tests.drills.machines.machine import HOST
from tests.forms.windows import sent_by

# The answers of a balancer that found nobody, or does not know; of a portal that just comes, or is asked too often.
AGAIN = {429, 502, 503, 504}
PAUSE_SECONDS, TRIES = 0.2, 600
END_SECONDS = 150


@dataclass
class Told:
    """What was answered. `sent`: the digest of the file by the submission's id; `notes`: their texts."""

    sent: dict[str, str] = field(default_factory=dict)
    references: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    read: Counter[int] = field(default_factory=Counter)
    # Requests that were made again.
    again: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


def note() -> tuple[str, bytes]:
    """A text file that no other is like, and its digest."""
    content = f"A note, {uuid.uuid4()}\n".encode() * 20
    return hashlib.sha256(content).hexdigest(), content


class Asking:
    """Sends the same request again until it is answered."""

    def __init__(self, base: str, told: Told, kind: str) -> None:
        self.base, self.told, self.kind, self.http = base, told, kind, requests.Session()

    def until_answered(self, method: str, address: str, **more: Any) -> requests.Response:
        for _try in range(TRIES):
            if (answer := self.once(method, address, **more)) is not None:
                return answer
        raise AssertionError(f"{method} {address} was never answered")

    def once(self, method: str, address: str, **more: Any) -> requests.Response | None:
        """The answer; None, after a moment, where nobody can tell what became of the request."""
        try:
            answer = self.http.request(method, address, timeout=70, allow_redirects=False, **more)
            if answer.status_code not in AGAIN:
                return answer
        except requests.RequestException:
            pass
        with self.told.lock:
            self.told.again[f"{self.kind} {method}"] += 1
        time.sleep(PAUSE_SECONDS)
        return None


class Program(Form):  # type: ignore[misc]  # an example for the public, without types
    """The example's client; by the number of a request the portal knows one that it answered already."""

    def __init__(self, asking: Asking, form: int, token: str) -> None:
        super().__init__(asking.base, form, token)
        self.asking, self.asking.http = asking, self.session
        self.digest = ""

    def ask(self, method: str, path: str, **more: Any) -> Any:
        headers = {"Idempotency-Key": str(uuid.uuid4())} if method != "GET" else {}
        answer = self.asking.until_answered(method, self.base + path, **{**more, "headers": headers})
        assert answer.status_code in (200, 201, 422), (method, path, answer.status_code, answer.text)
        return answer.json()

    def value(self, name: str, asked: Any) -> Any:
        if asked.get("x-form", {}).get("kind") == "file":
            self.digest, content = note()
            files = {"file": ("note.txt", content)}
            return [self.ask("POST", f"{self.draft}/files/{name}", files=files)["id"]]
        return super().value(name, asked)

    def once(self) -> None:
        told = self.fill_and_send()
        read = self.ask("GET", f"/submissions/{told['id']}")
        with self.asking.told.lock:
            self.asking.told.sent[told["id"]] = self.digest
            self.asking.told.references[told["id"]] = read["reference"]


class Person:
    """A browser: cookies, hidden boxes, redirects that are followed."""

    def __init__(self, asking: Asking, session: str) -> None:
        self.asking = asking
        # Over HTTPS to the balancer, in life: so no jar, which would keep such cookies from plain HTTP.
        self.cookies = {"__Host-sessionid": session}

    def ask(self, method: str, path: str, **more: Any) -> requests.Response:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Referer": f"https://{HOST}/", **more.pop("headers", {})}
        answer = self.asking.until_answered(method, self.asking.base + path, headers=headers, **more)
        for name, value in answer.cookies.items():
            self.cookies[name] = value
        if answer.status_code == 302:
            return self.ask("GET", re.sub(r"^https?://[^/]+", "", answer.headers["Location"]).partition("#")[0])
        assert answer.status_code == 200, (method, path, answer.status_code, answer.text[-3000:])
        answer.path = path  # type: ignore[attr-defined]  # where it led in the end
        return answer


class Sender(Person):
    """Fills in a form page by page and sends it."""

    def __init__(self, asking: Asking, session: str, form: str) -> None:
        super().__init__(asking, session)
        self.form = form

    def once(self) -> None:
        begun = self.ask("GET", f"{self.form}start/")
        own = {name: value for name, value in sent_by(begun.text).items() if name in ("csrfmiddlewaretoken", "token")}
        tasks = self.ask("POST", f"{self.form}start/", data=own)
        draft = re.search(r"/forms/([0-9a-f-]{36})/", tasks.path + tasks.text)  # type: ignore[attr-defined]
        assert draft is not None, tasks.text
        step = f"/forms/{draft[1]}/step/one/"
        page = self.ask("GET", step)
        digest, content = note()
        typed = {**sent_by(page.text), "words": f"Words {uuid.uuid4()}"}
        self.ask("POST", step, data=typed, files={"paper-upload": ("note.txt", content, "text/plain")})
        check = self.ask("GET", f"/forms/{draft[1]}/check/")
        sent = sent_by(check.text)
        assert "checked" in sent, check.text
        receipt = self.ask("POST", f"/forms/{draft[1]}/send/", data=sent)
        reference = re.search(r"<strong>([^<]+)</strong>", receipt.text[receipt.text.index("govuk-panel__body") :])
        assert reference is not None, receipt.text
        with self.asking.told.lock:
            self.asking.told.sent[draft[1]] = digest
            self.asking.told.references[draft[1]] = reference[1].strip()


class Officer(Person):
    """Writes notes on a case. What was not answered is looked for first: a note has no number of its own."""

    def __init__(self, asking: Asking, session: str, case: str) -> None:
        super().__init__(asking, session)
        self.notes = f"/desk/{case}/notes/"

    def once(self) -> None:
        text = f"Telephone call {uuid.uuid4()}"
        page = self.ask("GET", self.notes)
        while text not in page.text:
            typed = {**sent_by(page.text), "noted": text}
            cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            headers = {"Cookie": cookies, "Referer": f"https://{HOST}/"}
            answer = self.asking.once("POST", self.asking.base + self.notes, data=typed, headers=headers)
            assert answer is None or answer.status_code == 302, answer.text
            page = self.ask("GET", self.notes)
        with self.asking.told.lock:
            self.asking.told.notes.append(text)


class Visitor:
    """Reads public pages, and never meets an error."""

    def __init__(self, asking: Asking, pages: list[str]) -> None:
        self.asking, self.pages = asking, pages

    def once(self) -> None:
        for page in self.pages:
            answer = self.asking.until_answered("GET", self.asking.base + page)
            assert answer.status_code == 200, (page, answer.status_code)
            with self.asking.told.lock:
                self.asking.told.read[answer.status_code] += 1
        time.sleep(0.1)


class Load:
    """All of them at work, each in a thread, until they are told to stop."""

    def __init__(self, everybody: list[Callable[[], None]]) -> None:
        self.failed: list[BaseException] = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._work, args=(one,)) for one in everybody]

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def _work(self, once: Callable[[], None]) -> None:
        while not self.over.is_set() and not self.failed:
            try:
                once()
            except BaseException as fault:
                self.failed.append(fault)

    def __exit__(self, *_about: object) -> None:
        """Each ends what it is at. Raises AssertionError where one does not come to its end, or failed."""
        self.over.set()
        for thread in self.threads:
            thread.join(END_SECONDS)
        assert not [thread for thread in self.threads if thread.is_alive()]
        assert not self.failed, self.failed


def everybody(base: str, made: dict[str, Any], told: Told) -> Iterator[Callable[[], None]]:
    """`made`: what the scene printed. Two programs, two senders, two officers, one visitor."""
    for token in made["tokens"]:
        yield Program(Asking(base, told, "program"), made["form"], token).once
    for session in made["senders"]:
        yield Sender(Asking(base, told, "person"), session, made["form_url"]).once
    for session in made["officers"]:
        yield Officer(Asking(base, told, "officer"), session, made["case"]).once
    yield Visitor(Asking(base, told, "visitor"), made["pages"]).once

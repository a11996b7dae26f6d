"""Fills in and sends a form that it knows nothing about: PORTAL_TOKEN=… fill_a_form.py https://portal.example 12"""

import datetime
import os
import sys
import uuid

import requests

TEXTS = {"postcode": "NG2 3NG", "nhs_number": "9990000018", "email": "a@b.example", "telephone": "01632960001"}
TEXTS.update(dict.fromkeys(("date", "approximate_date"), str(datetime.date.today())), time="09:30")


class Form:
    def __init__(self, base, form, token):
        self.base, self.form, self.session = f"{base}/api/v1", form, requests.Session()
        self.session.headers["Authorization"] = f"Bearer {token}"

    def ask(self, method, path, **more):
        response = self.session.request(method, self.base + path, timeout=30, **more)
        if response.status_code not in (200, 201, 422):
            sys.exit(f"{method} {path}: {response.status_code} {response.text}")
        return response.json()

    def value(self, name, asked):
        """An answer of the shape that is asked for."""
        hints, kind = asked.get("x-form", {}), asked.get("type")
        if hints.get("kind") == "file":
            return [self.ask("POST", f"{self.draft}/files/{name}", files={"file": ("note.txt", b"A note")})["id"]]
        if hints.get("kind") == "agency":
            return self.ask("GET", f"/forms/{self.form}/options/{hints['options']}")[0]
        chosen = [one["const"] for one in asked.get("oneOf", [asked]) if "const" in one]
        if chosen or "enum" in asked:
            return (chosen or asked["enum"])[0]
        if kind == "array":
            return [self.value(name, asked["items"])]
        if kind == "object":
            return {part: self.value(part, asked["properties"][part]) for part in asked["required"]}
        if kind in ("number", "integer"):
            return asked.get("minimum", 1)
        text = TEXTS.get(hints.get("kind")) or (TEXTS["date"] if "0-9" in asked.get("pattern", "") else "By a program")
        return text[: asked.get("maxLength")].ljust(asked.get("minLength", 0), ".")

    def fill_step(self, step, schema, revision):
        """Answer everything, then put right what the portal says is wrong: too much is taken out, too little put in."""
        asked = schema["properties"][step["name"]]["items"]["properties"] if step["repeats"] else schema["properties"]
        wrong, given = [name for name in step["questions"] if name in asked], {}
        for _attempt in range(8):
            for name in wrong:
                if given.pop(name, None) is None and not asked[name].get("readOnly"):
                    given[name] = self.value(name, asked[name])
            answers = {"entries": [given]} if step["repeats"] else {"answers": given}
            told = self.ask("PUT", f"{self.draft}/steps/{step['name']}", json={"revision": revision, **answers})
            if "errors" not in told:
                return told
            wrong = dict.fromkeys(one["pointer"].split("/")[-1] for one in told["errors"])
        sys.exit(f"{step['title']}: {told['errors']}")

    def fill_and_send(self):
        schema, steps = self.ask("GET", f"/forms/{self.form}/schema"), self.ask("GET", f"/forms/{self.form}")["steps"]
        begun = self.ask("POST", "/drafts", json={"form": self.form}, headers={"Idempotency-Key": str(uuid.uuid4())})
        self.draft = f"/drafts/{begun['id']}"
        for step in steps:  # which of them are asked, the answers so far decide
            if step["name"] in [one["name"] for one in self.ask("GET", self.draft)["steps"]]:
                begun = self.fill_step(step, schema, begun["revision"])
        return self.ask("POST", "/submissions", json={"draft": begun.pop("id"), **begun})


if __name__ == "__main__":
    print(Form(sys.argv[1], int(sys.argv[2]), os.environ["PORTAL_TOKEN"]).fill_and_send())

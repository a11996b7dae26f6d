"""A program begins a draft, fills it in, sends it: judged by the same forms as what people type."""

import uuid
from typing import Any

import pytest

from forms.models import Draft, Submission
from forms.models.form_page import FormPage
from tests.factories.party import AgencyFactory, actor
from tests.portal.api.program import FILLED, Program, said
from workflow.models import Agency, Partnership
from workflow.parties.roles import Role


def begun(program: Program, form: FormPage, **more: Any) -> dict[str, Any]:
    return said(program.post("/drafts", {"form": form.pk, **more}), 201)


def pointers(answer: Any) -> set[str]:
    return {one["pointer"] for one in answer["errors"]}


def test_a_draft_is_filled_in_step_by_step_and_sent(program: Program, form: FormPage) -> None:
    draft = begun(program, form)
    at = f"/drafts/{draft['id']}"
    about = {name: FILLED[name] for name in ("who", "harmed", "ways", "ways:other", "day", "many")}
    draft = said(program.put(f"{at}/steps/about", {"revision": draft["revision"], "answers": about}), 200)
    entries = {"revision": draft["revision"], "entries": FILLED["children"]}
    draft = said(program.put(f"{at}/steps/children", entries), 200)
    file = said(program.upload(f"{at}/files/paper", "note.txt", b"words"), 201)
    papers = {"paper": [file["id"]], "agreed": True}
    draft = said(program.put(f"{at}/steps/papers", {"revision": draft["revision"], "answers": papers}), 200)
    read = said(program.get(at), 200)
    assert read["problems"] == []
    assert read["answers"] == {**FILLED, "paper": [file["id"]]}
    assert [step["status"] for step in read["steps"]] == ["done"] * 3
    assert [one["name"] for one in read["files"]] == ["note.txt"]
    sent = said(
        program.post("/submissions", {"draft": draft["id"], "revision": read["revision"], "version": read["version"]}),
        201,
    )
    stored = Submission.objects.select_related("data_key").get(pk=sent["id"])
    assert stored.answers == read["answers"]
    assert stored.written_for.startswith("agency:")
    told = said(program.get(f"/submissions/{sent['id']}"), 200)
    assert told["state"] == "accepted"
    assert told["reference"] == stored.reference
    said(program.get(at), 410)
    assert [one["id"] for one in said(program.get("/submissions"), 200)["items"]] == [sent["id"]]
    assert said(program.get("/drafts"), 200)["items"] == []


def test_everything_at_once(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    assert said(program.get(f"/drafts/{draft['id']}"), 200)["answers"] == FILLED


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"who": ""}, {"/answers/who"}),
        ({"who": 7}, {"/answers/who"}),
        ({"who": "x" * 21}, {"/answers/who"}),
        ({"day": "2026-02-31"}, {"/answers/day"}),
        ({"day": "tomorrow"}, {"/answers/day"}),
        ({"many": 2.5}, {"/answers/many"}),
        ({"many": True}, {"/answers/many"}),
        ({"many": 10**30}, {"/answers/many"}),
        ({"ways": "a"}, {"/answers/ways"}),
        ({"ways": ["zzz"], "ways:other": None}, {"/answers/ways"}),
        ({"ways": ["a"]}, {"/answers/ways:other"}),
        ({"ways:other": {"a": 1}}, {"/answers/ways:other"}),
        ({"harm": "Told though it is not asked"}, {"/answers/harm"}),
        ({"extra": "Of a step that is not asked"}, {"/answers/extra"}),
        ({"nobody_asks": 1}, {"/answers/nobody_asks"}),
        ({"children": []}, {"/answers/children"}),
        ({"children": [{}]}, {"/answers/children/0/child"}),
        ({"children": "none"}, {"/answers/children"}),
        ({"children": [[]]}, {"/answers/children/0"}),
        ({"children": [{"child": "A"}] * 4}, {"/answers/children"}),
        ({"agreed": False}, {"/answers/agreed"}),
        ({"paper": [1]}, {"/answers/paper/0"}),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_nothing_is_made(
    program: Program, form: FormPage, changed: dict[str, Any], wrong: set[str]
) -> None:
    answer = said(program.post("/drafts", {"form": form.pk, "answers": {**FILLED, **changed}}), 422)
    assert pointers(answer) == wrong
    assert not Draft.objects.exists()


def test_a_wrong_step_saves_nothing_of_it(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    at = f"/drafts/{draft['id']}"
    entries = {"revision": draft["revision"], "entries": [{"child": "New"}, {"born": "2019"}]}
    assert pointers(said(program.put(f"{at}/steps/children", entries), 422)) == {"/entries/1/child"}
    assert said(program.get(at), 200)["answers"] == FILLED


def test_entries_keep_who_they_are_and_go_when_they_are_left_out(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    at = f"/drafts/{draft['id']}"
    one = {"revision": draft["revision"], "entries": [{"child": "Only"}]}
    draft = said(program.put(f"{at}/steps/children", one), 200)
    assert said(program.get(at), 200)["answers"]["children"] == [{"child": "Only"}]


def test_a_change_on_an_older_revision_is_refused(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    at = f"/drafts/{draft['id']}"
    changed = {"revision": draft["revision"], "entries": [{"child": "First"}]}
    said(program.put(f"{at}/steps/children", changed), 200)
    late = {"revision": draft["revision"], "entries": [{"child": "Second"}]}
    assert said(program.put(f"{at}/steps/children", late), 409)["type"].endswith("#problem-stale")
    said(program.delete(f"{at}?revision={draft['revision']}"), 409)
    assert said(program.get(at), 200)["answers"]["children"] == [{"child": "First"}]
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    said(program.post("/submissions", sent), 409)
    assert not Submission.objects.exists()


def test_a_step_takes_what_it_asks(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    at, based = f"/drafts/{draft['id']}/steps", {"revision": draft["revision"]}
    assert pointers(said(program.put(f"{at}/about", {**based, "entries": []}), 422)) == {"/answers"}
    assert pointers(said(program.put(f"{at}/children", {**based, "answers": {}}), 422)) == {"/entries"}
    assert pointers(said(program.put(f"{at}/children", {**based, "answers": {}, "entries": []}), 422)) == {"/entries"}
    said(program.put(f"{at}/more", {**based, "answers": {"extra": "x"}}), 409)
    said(program.put(f"{at}/nothing", {**based, "answers": {}}), 404)


def test_an_incomplete_draft_is_not_sent(program: Program, form: FormPage) -> None:
    draft = begun(program, form)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    answer = said(program.post("/submissions", sent), 422)
    assert any(one["message"].startswith("/who: ") for one in answer["errors"])
    assert not Submission.objects.exists()
    said(program.post("/submissions", {**sent, "version": "0" * 64}), 409)


def test_sent_twice_it_is_one(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    first, second = (said(program.post("/submissions", sent), 201) for _time in range(2))
    assert first == second
    assert Submission.objects.count() == 1


def test_a_draft_is_deleted_with_its_files(program: Program, form: FormPage) -> None:
    draft = begun(program, form, answers=FILLED)
    at = f"/drafts/{draft['id']}"
    said(program.upload(f"{at}/files/paper", "note.txt", b"words"), 201)
    said(program.delete(f"{at}?revision={draft['revision']}"), 204)
    said(program.get(at), 404)
    assert not Draft.objects.exists()


def test_files_pass_the_checks_of_the_page(program: Program, form: FormPage, settings: Any) -> None:
    draft = begun(program, form)
    at = f"/drafts/{draft['id']}/files"
    assert "errors" in said(program.upload(f"{at}/paper", "tool.pdf", b"MZ\x90\x00\x03"), 422)
    assert "errors" in said(program.upload(f"{at}/paper", "empty.txt", b""), 422)
    said(program.upload(f"{at}/who", "note.txt", b"words"), 404)
    said(program.post(f"{at}/paper", {"file": "x"}), 415)
    settings.ATTACHMENT_MAX_BYTES, settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000, 0
    said(program.upload(f"{at}/paper", "note.txt", b"w" * 2000), 413)
    file = said(program.upload(f"{at}/paper", "note.txt", b"words"), 201)
    said(program.delete(f"{at}/paper/{file['id']}"), 204)
    said(program.delete(f"{at}/paper/{file['id']}"), 404)


def test_nothing_of_another_agency_is_there(
    program: Program, form: FormPage, partnership: Partnership, hospital: Agency
) -> None:
    draft = begun(program, form, answers=FILLED)
    sent = begun(program, form, answers=FILLED)
    body = {"draft": sent["id"], "revision": sent["revision"], "version": sent["version"]}
    said(program.post("/submissions", body), 201)
    others = [actor(Role.LEAD, AgencyFactory(of=partnership)).user, actor(Role.LEAD, hospital).user]
    for other in map(Program, others):
        at = f"/drafts/{draft['id']}"
        said(other.get(at), 404)
        said(other.put(f"{at}/steps/papers", {"revision": 1, "answers": {"agreed": True}}), 404)
        said(other.delete(f"{at}?revision={draft['revision']}"), 404)
        said(other.upload(f"{at}/files/paper", "note.txt", b"words"), 404)
        said(other.get(f"/submissions/{sent['id']}"), 404)
        told = said(other.post("/submissions", {**body, "draft": draft["id"]}), 422)
        assert pointers(told) == {"/draft"}
        assert said(other.get("/drafts"), 200)["items"] == []
        assert said(other.get("/submissions"), 200)["items"] == []
    said(program.get(f"/drafts/{uuid.uuid4()}"), 404)


def test_in_the_second_language(program: Program, form: FormPage) -> None:
    told = said(program.post("/drafts", {"form": form.pk, "language": "pl"}), 422)
    assert told["errors"][0]["parameter"] == "language"
    draft = begun(program, form, language="cy")
    assert said(program.get(f"/drafts/{draft['id']}"), 200)["language"] == "cy"

"""An editor changes forms in the CMS: what is folded, what is said of it, and what is saved."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from forms.definition.shape import Definition
from tests.browser.editing import (
    block,
    facts,
    field,
    has_edits,
    make_form,
    open_editor,
    save,
    saved_form,
    signed_in_editor,
    unfold,
)
from tests.browser.person import Person
from tests.browser.served import ServedPortal
from tests.forms.scene import definition, question, rule, step, when
from tests.load.big_form import big_definition

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def editor(browser: Browser, portal_server: ServedPortal) -> Iterator[Person]:
    person = signed_in_editor(browser, portal_server)
    yield person
    assert person.complaints == []
    person.context.close()


@pytest.fixture
def desk(editor: Person) -> Page:
    """The editor's tab."""
    return editor.page


def small_form() -> Definition:
    return definition(
        step(
            "the_child",
            question("died", "yes_no", label="Has the child died?"),
            question("known", "radios", label="Is the date known?", choices=["exactly", "roughly", "no"]),
            question("day", "date", label="When did the child die?", show_when=when(rule("died"))),
        ),
        step("more", question("comment", "long_text", label="Anything else?", required=False)),
        title="Editing",
    )


def ids(content: Definition, step_number: int, question_number: int) -> tuple[str, str]:
    asked = content["steps"][step_number]
    return asked["id"], asked["questions"][question_number]["id"]


def test_a_big_form_is_drawn_folded_and_one_change_is_all_that_is_saved(
    desk: Page, portal_server: ServedPortal
) -> None:
    big = big_definition()
    pk = make_form(portal_server, big, "big-editing")
    open_editor(desk, pk)
    expect(desk.locator('[name$="-folded"]')).to_have_count(len(big["steps"]))
    in_step, asked = ids(big, 3, 5)
    # The facts are written as the editor's parts start, after the page itself is there.
    expect(facts(block(desk, in_step))).to_contain_text("20 questions")
    opened = unfold(desk, in_step, asked)
    desk.wait_for_timeout(3000)  # the editor looks for changes from two seconds after it opened
    assert has_edits(desk) != "true", "looking is not editing"
    field(opened, "label").fill("Reworded")
    save(desk)
    expected = copy.deepcopy(big)
    expected["steps"][3]["questions"][5]["label"] = "Reworded"
    assert saved_form(portal_server, pk) == expected


def test_a_condition_is_said_and_changed_in_words(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "words")
    open_editor(desk, pk)
    in_step, day = ids(content, 0, 2)
    unfold(desk, in_step)
    expect(block(desk, day).locator(".forms-facts")).to_have_text(
        "must be answered · shown when “Has the child died?” is Yes"
    )
    opened = unfold(desk, day)
    opened.locator('[data-contentpath="show_when"] [data-panel-toggle]').first.click()
    rules = opened.locator('[data-contentpath="show_when"] [data-contentpath="rules"]')
    rule_box = rules.locator("[data-streamfield-child]").first
    reads, answer = field(rule_box, "question"), field(rule_box, "value")
    expect(reads.locator("option")).to_have_text(["Choose a question", "Has the child died?", "Is the date known?"])
    reads.select_option(label="Is the date known?")
    answer.select_option(label="Roughly")
    save(desk)
    saved = saved_form(portal_server, pk)
    assert saved["steps"][0]["questions"][2]["show_when"] == when(rule("known", "equals", "roughly"))
    expect(block(desk, in_step)).to_be_visible()


def test_a_question_is_duplicated_moved_and_deleted_while_folded(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "moving")
    open_editor(desk, pk)
    in_step, died = ids(content, 0, 0)
    _in_step, known = ids(content, 0, 1)
    _in_step, day = ids(content, 0, 2)
    unfold(desk, in_step)
    block(desk, known).get_by_role("button", name="Duplicate").first.click()
    block(desk, day).get_by_role("button", name="Delete").first.click()
    expect(desk.get_by_role("dialog")).to_have_count(0)  # nothing depends on it
    block(desk, died).get_by_role("button", name="Move down").first.click()
    save(desk)
    saved = saved_form(portal_server, pk)["steps"][0]["questions"]
    assert [one["label"] for one in saved] == ["Is the date known?", "Has the child died?", "Is the date known?"]
    first, _died, second = saved
    assert first == content["steps"][0]["questions"][1]
    assert second["id"] != first["id"]
    assert second["name"] != first["name"]
    assert second["choices"] == first["choices"]


def add_question(page: Page, step_id: str, kind: str) -> None:
    """A new question of this kind at the end of the step, open as it comes."""
    own = page.locator(f"#block-{step_id}-content [data-contentpath=questions]").first
    labels = own.locator("[name$='-value-label']")
    before = labels.count()
    own.locator("button[title^='Insert a block'], .c-sf-add-button").locator("visible=true").last.click()
    page.locator("input[role=combobox]").fill(kind)
    page.get_by_role("option", name=re.compile(f"^{kind}")).first.click()
    expect(labels).to_have_count(before + 1)


def test_new_date_questions_limit_themselves_to_nothing(desk: Page, portal_server: ServedPortal) -> None:
    """Limits, conditions, calculations: what nobody chose stays unchosen, whatever is added without wording."""
    content = small_form()
    pk = make_form(portal_server, content, "new-dates")
    open_editor(desk, pk)
    last = content["steps"][1]["id"]
    unfold(desk, last)
    for label in ("First day", "Second day"):
        add_question(desk, last, "Date")
        made = desk.locator(f"#block-{last}-content [name$='-value-label']").last
        desk.wait_for_timeout(500)  # the pickers follow the questions a moment after one was added
        made.fill(label)
    add_question(desk, last, "Calculated value")
    desk.wait_for_timeout(500)
    pickers = desk.locator(f"#block-{last}-content .forms-picker select")
    assert pickers.count() >= 6
    assert {pickers.nth(place).input_value() for place in range(pickers.count())} == {""}
    desk.locator(f"#block-{last}-content [name$='-value-label']").last.fill("Days between")
    save(desk)
    saved = saved_form(portal_server, pk)["steps"][1]["questions"]
    assert [(one["label"], one["rules"]) for one in saved[1:3]] == [("First day", {}), ("Second day", {})]
    assert saved[3]["calculation"] == {"what": "years_between", "first": "", "last": ""}


def test_what_depends_on_a_question_is_said_before_it_is_deleted(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    days = question("days", "calculated", label="Days since", required=False)
    days["calculation"] = {"what": "days_between", "first": "day", "last": "today"}
    content["steps"][0]["questions"][0]["meaning"] = "child.outcome"
    content["steps"][1]["questions"] += [
        days,
        question("how", label="How is it known?", show_when=when(rule("known", value="roughly"))),
        question("limit", "date", label="Funeral", required=False, rules={"not_before": "day"}),
    ]
    pk = make_form(portal_server, content, "dependants")
    open_editor(desk, pk)
    in_step, died = ids(content, 0, 0)
    _in_step, known = ids(content, 0, 1)
    _in_step, day = ids(content, 0, 2)
    asking = desk.get_by_role("dialog")

    unfold(desk, in_step)
    block(desk, died).get_by_role("button", name="Delete").first.click()
    expect(asking).to_contain_text("“When did the child die?” is shown only when it has a certain answer.")
    expect(asking).to_contain_text("The case shows its children")
    asking.get_by_role("button", name="Keep it").click()
    expect(asking).to_have_count(0)
    expect(block(desk, died)).to_be_visible()

    block(desk, day).get_by_role("button", name="Delete").first.click()
    expect(asking.locator("li")).to_have_text(["“Days since” is calculated from it.", "“Funeral” is limited by it."])
    asking.get_by_role("button", name="Delete it all the same").click()
    expect(block(desk, day)).to_be_hidden()

    choices = unfold(desk, known).locator("[data-contentpath=choices] [data-streamfield-child]")
    choices.nth(0).get_by_role("button", name="Delete").first.click()
    expect(asking).to_have_count(0)
    choices.nth(1).get_by_role("button", name="Delete").first.click()
    expect(asking).to_contain_text("The choice “Roughly” of “Is the date known?” is needed elsewhere")
    assert_no_serious_barrier(desk, ".forms-dependants")
    asking.get_by_role("button", name="Keep it").click()
    save(desk)
    desk.locator("body.ready").wait_for()
    told = desk.locator(".messages, [data-messages]").first
    expect(told).to_contain_text("“When did the child die?”, which is not a question of this form any more")
    assert not re.search(r"q_[0-9a-f]{8}", told.inner_text())


def test_questions_of_one_wording_are_told_apart_where_they_are_picked(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    content["steps"][0]["questions"].append(question("name", label="Name"))
    content["steps"][1]["questions"] += [
        question("other_name", label="Name"),
        question("reply", label="Reply to whom?", show_when=when(rule("other_name", "answered", ""))),
    ]
    pk = make_form(portal_server, content, "alike")
    open_editor(desk, pk)
    in_step, reply = ids(content, 1, 2)
    unfold(desk, in_step)
    expect(block(desk, reply).locator(".forms-facts")).to_contain_text("“Name (More)” was answered")
    opened = unfold(desk, reply)
    opened.locator('[data-contentpath="show_when"] [data-panel-toggle]').first.click()
    rules = opened.locator('[data-contentpath="show_when"] [data-contentpath="rules"]').first
    offered = field(rules, "question").locator("option").all_inner_texts()
    assert {"Name (The child)", "Name (More)"} <= set(offered)
    with desk.expect_navigation():
        opened.get_by_role("link", name="Move it to another step, or ask it in another way").click()
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Move or change a question")
    desk.get_by_label("Where it goes").select_option(label="After “Has the child died?”")
    desk.get_by_label("How it is asked").select_option(label="Long text")
    with desk.expect_navigation():
        desk.get_by_role("button", name="Save to the draft").click()
    saved = saved_form(portal_server, pk)["steps"][0]["questions"][1]
    assert (saved["name"], saved["kind"]) == ("reply", "long_text")


def test_a_copied_step_reads_its_own_questions(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "copied-step")
    open_editor(desk, pk)
    block(desk, content["steps"][0]["id"]).get_by_role("button", name="Duplicate").first.click()
    save(desk)
    first, second, _more = saved_form(portal_server, pk)["steps"]
    assert first == content["steps"][0]
    assert second["name"] != first["name"]
    names = [one["name"] for one in second["questions"]]
    assert not set(names) & {one["name"] for one in first["questions"]}
    shown = second["questions"][2]["show_when"]
    assert shown == when(rule(names[0]))


def test_what_is_wrong_stands_open_where_it_is_wrong(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "wrong")
    open_editor(desk, pk)
    in_step, died = ids(content, 0, 0)
    field(unfold(desk, in_step, died), "label").fill("")
    desk.get_by_role("button", name="More actions").last.click()
    with desk.expect_navigation():
        desk.get_by_role("button", name=re.compile("^Publish")).first.click()
    desk.locator("body.ready").wait_for()
    expect(block(desk, died).get_by_text("This field is required.").first).to_be_visible()
    expect(field(block(desk, died), "label")).to_be_editable()


def test_the_preview_follows_what_is_typed(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "previewed")
    open_editor(desk, pk)
    opened = unfold(desk, *ids(content, 0, 1))
    desk.get_by_role("button", name="Toggle preview").click()
    # Wagtail draws a second frame while it renews the preview.
    shown = desk.frame_locator("#w-preview-iframe").last
    expect(shown.get_by_text("Has the child died?").first).to_be_visible(timeout=30_000)
    desk.wait_for_timeout(3000)  # the editor looks for changes from two seconds after it opened
    field(opened, "label").fill("Is the day known?")
    expect(shown.get_by_text("Is the day known?").first).to_be_visible(timeout=30_000)
    expect(shown.get_by_text("Anything else?").first).to_be_visible(timeout=30_000)
    desk.get_by_role("button", name="Toggle preview").click()


COMMENT = """
from wagtail.models import Comment, Page
from workflow.people.models import User
Comment.objects.create(page=Page.objects.get(pk={pk}), user=User.objects.filter(is_active=True).first(),
    text="Is this word clear to families?", contentpath={path!r})
"""


def test_a_comment_on_a_folded_question_is_at_hand(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "commented")
    in_step, died = ids(content, 0, 0)
    path = f"steps.{in_step}.questions.{died}.label"
    portal_server.manage("shell", "-v", "0", "-c", COMMENT.format(pk=pk, path=path))
    open_editor(desk, pk)
    expect(desk.locator('[name="steps-0-value-folded"]')).to_have_count(0)
    commented = field(block(desk, died), "label").locator("xpath=ancestor::*[@data-field]").first
    expect(commented.locator('[data-annotation], [aria-label*="comment" i]').first).to_be_attached()
    desk.get_by_role("button", name="Toggle comments").click()
    unfold(desk, in_step, died)
    expect(desk.get_by_text("Is this word clear to families?").first).to_be_visible()
    desk.get_by_role("button", name="Toggle comments").click()


def test_a_second_language_is_shown_where_there_is_one(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "welsh")
    open_editor(desk, pk)
    opened = unfold(desk, *ids(content, 0, 0))
    expect(opened.get_by_text("In the second language")).to_be_hidden()
    desk.evaluate(
        "document.querySelector('[name=second_language]').closest('[data-panel]')"
        ".querySelector('[data-panel-toggle]').click()"
    )
    desk.locator("[name=second_language]").select_option("cy")
    expect(opened.get_by_text("In the second language")).to_be_visible()
    opened.locator('[data-contentpath="second"] [data-panel-toggle]').first.click()
    field(opened.locator('[data-contentpath="second"]').first, "label").fill("A yw'r plentyn wedi marw?")
    save(desk)
    saved = saved_form(portal_server, pk)
    assert saved["steps"][0]["questions"][0]["second"] == {"label": "A yw'r plentyn wedi marw?"}
    assert saved["second_language"] == "cy"


def press_until(desk: Page, wanted: str, *, key: str = "Tab", most: int = 80) -> None:
    """Press the key until the focused element matches; a person without a mouse has no other way."""
    for _time in range(most):
        if desk.evaluate(f"document.activeElement.matches({wanted!r})"):
            return
        desk.keyboard.press(key)
    raise AssertionError(f"{wanted} was not reached with {most} times {key}")


def test_by_keyboard_alone_a_question_is_added_worded_moved_and_saved(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "keyboard")
    open_editor(desk, pk)
    last = content["steps"][1]
    desk.locator("[name=title]").focus()
    press_until(desk, f'[aria-controls="block-{last["id"]}-content"]')
    desk.keyboard.press("Enter")
    comment = last["questions"][0]["id"]
    press_until(desk, f'[aria-controls="block-{comment}-content"]')
    press_until(desk, ".c-sf-add-button")
    desk.keyboard.press("Enter")
    press_until(desk, "input[role=combobox]", most=3)
    desk.keyboard.type("Yes or no")
    expect(desk.locator("[role=option]")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator(":focus")).to_have_attribute("name", re.compile("-value-label$"))
    desk.keyboard.type("Do you want a reply?")
    press_until(desk, '[title="Move up"]:not([disabled])', key="Shift+Tab")
    desk.keyboard.press("Enter")
    press_until(desk, "button.action-save", most=200)
    with desk.expect_navigation():
        desk.keyboard.press("Enter")
    expect(desk.get_by_text("has been updated")).to_be_visible()
    saved = saved_form(portal_server, pk)["steps"][1]["questions"]
    assert [(one["kind"], one["label"]) for one in saved] == [
        ("yes_no", "Do you want a reply?"),
        ("long_text", "Anything else?"),
    ]


# What comes from the CMS itself is not ours to mend: only what stands in the page's own part is looked at.
OURS = ["form-changes", "form-versions", "form-trial", "form-export", "form-import", "form-move", "form-languages"]


@pytest.mark.parametrize("address", OURS)
def test_our_pages_beside_the_editor_have_no_serious_barrier(
    desk: Page, portal_server: ServedPortal, address: str
) -> None:
    pk = make_form(portal_server, small_form(), f"axe-{address}")
    desk.goto(f"/admin/{address}/{pk}/")
    assert_no_serious_barrier(desk, "main")


def test_an_opened_question_has_no_serious_barrier_of_ours(desk: Page, portal_server: ServedPortal) -> None:
    content = small_form()
    pk = make_form(portal_server, content, "axe-editor")
    open_editor(desk, pk)
    opened = unfold(desk, *ids(content, 0, 2))
    opened.locator('[data-contentpath="show_when"] [data-panel-toggle]').first.click()
    condition = opened.locator('[data-contentpath="show_when"] [data-contentpath="rules"]').first
    expect(field(condition, "question")).to_be_visible()
    for ours in (".forms-picker", ".forms-facts"):
        assert_no_serious_barrier(desk, ours)


def assert_no_serious_barrier(desk: Page, within: str) -> None:
    desk.evaluate(AXE.read_text(encoding="utf-8") + "\n;undefined")
    found = desk.evaluate("within => axe.run(within).then((found) => found.violations)", within)
    serious = [one for one in found if one["impact"] in ("serious", "critical")]
    told = [f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes']]}" for one in serious]
    assert not told, f"{desk.url}\n" + "\n".join(told)

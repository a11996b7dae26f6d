"""Every kind of field gets its text back, and what has no place any more is told."""

from forms.models.kept_post import Typed
from portal.accounts.refilling import Left, refill

PAGE = """<main>
<form method="post" action="/a/"><input name="name" value="other form"></form>
<form method="post" id="own">
<input type="hidden" name="csrfmiddlewaretoken" value="new"><input type="hidden" name="based_on" value="2">
<input name="name" value="Saved"><input name="row" value=""><input name="row" value="">
<textarea name="story">Saved</textarea>
<input type="checkbox" name="harm" value="fall" checked><input type="checkbox" name="harm" value="burn">
<input type="radio" name="sure" value="yes" checked><input type="radio" name="sure" value="">
<select name="who"><option value="">Choose</option><option value="7" selected>Ana</option><option>Bo</option></select>
<input type="file" name="paper"><input type="password" name="secret">
<button name="action" value="save">Save</button>
</form>
<input name="outside" form="own">
</main>"""


def typed(**fields: list[str]) -> Typed:
    return {"fields": fields, "files": []}


def test_each_kind_of_field_gets_its_value() -> None:
    done = refill(
        PAGE,
        typed(
            csrfmiddlewaretoken=["old"],
            based_on=["1"],
            name=["Ana “A” <b>"],
            row=["first", "second"],
            story=["\nTwo\nlines"],
            harm=["burn"],
            sure=[""],
            who=["Bo"],
            outside=["far"],
            action=["save"],
        ),
        page="/page/?from=check",
        action="/page/?from=check",
    )
    form = done.page.find_all("form")[1]
    assert done.found
    assert done.left == ()
    assert form.find("input", {"name": "csrfmiddlewaretoken"})["value"] == "new", "a token of before opens nothing"
    assert form.find("input", {"name": "based_on"})["value"] == "1", "it says what it was based on"
    assert form.find("input", {"name": "name"})["value"] == "Ana “A” <b>"
    assert "&lt;b&gt;" in str(form)
    assert [one["value"] for one in form.find_all("input", {"name": "row"})] == ["first", "second"]
    assert '<textarea name="story">\n\nTwo\nlines</textarea>' in str(form)
    assert [one.has_attr("checked") for one in form.find_all("input", {"name": "harm"})] == [False, True]
    assert [one.has_attr("checked") for one in form.find_all("input", {"name": "sure"})] == [False, True]
    assert [one.has_attr("selected") for one in form.find_all("option")] == [False, False, True]
    assert done.page.find("input", {"name": "outside"})["value"] == "far"
    assert done.page.find("form").find("input")["value"] == "other form"


def test_what_finds_no_place_is_told_in_words() -> None:
    fields = typed(name=["Ana"], row=["1", "2", "3"], harm=["drowned"], why_late=["Snow"], q_0a1b2c3d=["Said"])
    done = refill(PAGE, fields, page="/page/", action="/page/")
    assert done.left == (Left("Row", "3"), Left("Harm", "drowned"), Left("Why late", "Snow"), Left("", "Said"))


def test_a_page_without_the_form_shows_everything_as_text() -> None:
    done = refill("<main></main>", typed(reason=["Because"], empty=[" "]), page="/page/", action="/elsewhere/")
    assert not done.found
    assert done.left == (Left("Reason", "Because"),)

"""Adding and removing rows of a chronology in what was typed, for browsers that do not do it themselves."""

from forms.definition.shape import MOST_ROWS, Step
from forms.questions.fields import ROW_COLUMNS
from forms.sent_numbers import whole_number

ADD_ROW, REMOVE_ROW = "add-row:", "remove-row:"


def change_rows(action: str, step: Step, typed: dict[str, list[str]]) -> str:
    """Do what the button says. The id of the box to go on with; nothing where the button is not about rows here."""
    if not action.startswith((ADD_ROW, REMOVE_ROW)):
        return ""
    _what, name, number = f"{action}:".split(":", 3)[:3]
    question = next((q for q in step["questions"] if q["name"] == name and q["kind"] == "chronology"), None)
    if question is None:
        return ""
    columns = [f"{name}-{column}" for column in ROW_COLUMNS]
    height = max(1, *(len(typed.get(column, [])) for column in columns))
    for column in columns:
        texts = typed.get(column, [])
        typed[column] = texts + [""] * (height - len(texts))
    if action.startswith(ADD_ROW) and height < min(question["rules"].get("most_rows", MOST_ROWS), MOST_ROWS):
        for column in columns:
            typed[column].append("")
        return f"{name}-{height}-day"
    row = whole_number(number)
    if action.startswith(REMOVE_ROW) and row is not None and 1 <= row <= height:
        for column in columns:
            del typed[column][row - 1]
        return f"{name}-{max(0, row - 2)}-day"
    return f"{name}-0-day"

"""Which parts of a form read which answers: conditions, limits, calculations and the names of entries."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.definition.calculations import read_by
from forms.definition.condition_words import Said, asked_in, listed
from forms.definition.shape import REFERENCE_RULES, Condition, Definition, Group, Question, Step, rules_in
from forms.definition.wording import called, quoted

SHOWN, LIMITED, CALCULATED, NAMED = "is shown by", "is limited by", "is calculated from", "names its entries by"


@dataclass(frozen=True)
class Link:
    """`source`: the question whose answer is read. `target`: what reads it. `how`: as in “target how source”."""

    source: "Part"
    target: "Part"
    how: str


@dataclass
class Part:
    """A step, a group or a question. `inside`: the group or step whose condition shows it with the others there."""

    key: str
    kind: str
    label: str
    when: Said | None = None
    inside: "Part | None" = None
    needs: list[Link] = field(default_factory=list)
    decides: list[Link] = field(default_factory=list)

    @property
    def takes_part(self) -> bool:
        return bool(self.when or self.needs or self.decides)

    @property
    def other_needs(self) -> list[Link]:
        """What it needs besides what its condition says in words."""
        return [link for link in self.needs if link.how != SHOWN]


@dataclass
class MappedStep:
    """A step with its groups and questions in order. `plain`: its questions that have no part in the logic."""

    part: Part
    parts: list[Part]
    repeats: str

    @property
    def shown(self) -> list[Part]:
        return [part for part in self.parts if part.takes_part]

    @property
    def plain(self) -> int:
        return sum(part.kind == "question" and not part.takes_part for part in self.parts)


def mapped(definition: Definition) -> list[MappedStep]:
    """The steps, each part linked with what it reads and what reads it. A name that leads nowhere is a part too."""
    asked = asked_in(definition)
    parts = {name: Part(name, "question", quoted(question["label"])) for name, question in asked.items()}
    reads: dict[str, dict[tuple[str, str], Part]] = defaultdict(dict)
    steps = [_step(step, parts, asked, reads) for step in definition["steps"]]
    for name, targets in reads.items():
        source = parts.get(name) or Part(name, "gone", called(name))
        for (_key, how), target in targets.items():
            link = Link(source, target, how)
            source.decides.append(link)
            target.needs.append(link)
    return steps


Reads = dict[str, dict[tuple[str, str], Part]]


def _step(step: Step, parts: dict[str, Part], asked: dict[str, Question], reads: Reads) -> MappedStep:
    own = Part(f"step-{step['name']}", "step", quoted(step["title"]), listed(step["show_when"], asked))
    _note(reads, own, step["show_when"])
    if step["repeat"] is not None and step["repeat"]["summary"]:
        reads[step["repeat"]["summary"]][own.key, NAMED] = own
    groups = {group["name"]: group for group in step.get("groups", ())}
    met: dict[str, Part] = {}
    found: list[Part] = []
    for question in step["questions"]:
        name = question.get("group", "")
        if name in groups and name not in met:
            met[name] = _group(groups[name], own, asked, reads)
            found.append(met[name])
        found.append(_question(question, parts[question["name"]], met.get(name, own), asked, reads))
    return MappedStep(own, found, step["repeat"]["noun"] if step["repeat"] else "")


def _group(group: Group, step: Part, asked: dict[str, Question], reads: Reads) -> Part:
    part = Part(f"group-{group['name']}", "group", quoted(group["title"]), listed(group["show_when"], asked), step)
    _note(reads, part, group["show_when"])
    return part


def _question(question: Question, part: Part, inside: Part, asked: dict[str, Question], reads: Reads) -> Part:
    part.when, part.inside = listed(question["show_when"], asked), inside
    _note(reads, part, question["show_when"])
    for name, how in _named(question):
        reads[name][part.key, how] = part
    return part


def _named(question: Question) -> Iterator[tuple[str, str]]:
    for rule in REFERENCE_RULES:
        if name := question["rules"].get(rule):
            yield str(name), LIMITED
    if calculation := question.get("calculation"):
        for name in read_by(calculation):
            yield name, CALCULATED


def _note(reads: Reads, target: Part, condition: Condition | None) -> None:
    for rule in rules_in(condition):
        if rule["question"]:
            reads[rule["question"]][target.key, SHOWN] = target

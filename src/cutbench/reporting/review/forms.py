"""From forms to changes: every field is checked against what there is, since anything may be sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from cutbench.errors import CutbenchError
from cutbench.language import Language, print_statement
from cutbench.reading import kind_of
from cutbench.reporting.extraction import ScoredRun
from cutbench.reporting.pages.inert import inert
from cutbench.reporting.review.derived import edited, new_id
from cutbench.schema.cuts import Cut
from cutbench.schema.review import Action, Review

LONGEST_TEXT = 8000  # characters of a cut, and of the statements of a line
BY_A_PERSON = "person"


@dataclass(frozen=True)
class Form:
    """What a person may change of one run: `curated` are the ids that verdicts may name, `objects` the groups."""

    run: ScoredRun
    review: Review
    curated: frozenset[str]
    objects: frozenset[str]
    language: Language

    def change(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """Return the fields of the change that a form asks for.

        Raises:
            CutbenchError: the form asks for nothing that is known; says which field is wrong.
        """
        action = fields.get("action", "")
        if action not in get_args(Action):
            raise CutbenchError(f"unknown action '{action[:40]}'")
        makers: dict[str, Callable[[Mapping[str, str]], dict[str, Any]]] = {
            "undo": self._undo, "add": self._add, "edit": self._edit, "verdict": self._verdict, "read": self._read,
        }  # fmt: skip
        what = makers[action](fields) if action in makers else {}
        return {"action": action, "cut": fields.get("cut") or None, "text": fields.get("comment", "")} | what

    def _undo(self, fields: Mapping[str, str]) -> dict[str, Any]:
        return {"undone": number_in(fields, "undone")}

    def _add(self, fields: Mapping[str, str]) -> dict[str, Any]:
        cut = self._written(Cut(id=new_id(self.review, self.run.cuts), object="Event", text="-"), fields)
        return {"cut": cut.id, "content": cut}

    def _edit(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """An edit keeps quotes and references of a cut; statements are dropped with the words that they are of."""
        cuts, _ = edited(self.review, self.run.cuts)
        if fields.get("cut") not in cuts:
            raise CutbenchError(f"there is no cut '{fields.get('cut', '')[:40]}' in this run")
        return {"content": self._written(cuts[fields["cut"]], fields)}

    def _verdict(self, fields: Mapping[str, str]) -> dict[str, Any]:
        against = fields.get("against") or None
        if against and against not in self.curated:
            raise CutbenchError(f"against: there is no curated cut '{against[:40]}'")
        return {"verdict": fields.get("verdict") or None, "against": against}

    def _read(self, fields: Mapping[str, str]) -> dict[str, Any]:
        """What a line requires, one statement on each row; nothing makes it unread again."""
        cut = next((cut for cut in self.run.cuts.cuts if cut.id == fields.get("cut")), None)
        if cut is None or cut.id not in unread_lines(self.run):
            raise CutbenchError(f"'{fields.get('cut', '')[:40]}' is no line that nobody could read")
        rows = [row.strip() for row in _bounded(fields, "statements").splitlines() if row.strip()]
        return {"statements": tuple(self._statement(row, cut.object) for row in rows)}

    def _statement(self, text: str, group: str) -> str:
        """Return a statement as the language prints it; without its block it is about the object of the line."""
        kind = kind_of(group)
        head = f"object {kind}" if self.language.names.is_object(kind) else "event"
        try:
            return print_statement(self.language.parse(text))
        except CutbenchError as error:
            try:
                return print_statement(self.language.parse(f"{head}: select {text}"))
            except CutbenchError:
                raise CutbenchError(f"statements: {error}") from error

    def _written(self, cut: Cut, fields: Mapping[str, str]) -> Cut:
        text, group = _bounded(fields, "text").strip(), fields.get("object", cut.object)
        if not text:
            raise CutbenchError("a cut needs a text")
        if group not in self.objects:
            raise CutbenchError(f"there is no object '{group[:40]}'")
        # What cannot be seen is spelled out in the form: words that come back like that were not changed.
        if " ".join(text.split()) in {" ".join(words.split()) for words in (cut.text, str(inert(cut.text)))}:
            return cut.model_copy(update={"object": group})
        return cut.model_copy(update={"text": text, "object": group, "statements": ()})


def number_in(fields: Mapping[str, str], name: str) -> int:
    """Return a number that a form holds.

    Raises:
        CutbenchError: there is none.
    """
    text = fields.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise CutbenchError(f"{name}: '{text[:40]}' is no number; load the page anew")
    return int(text)


def unread_lines(run: ScoredRun) -> set[str]:
    """Return the lines that have no statements of their own and that no reader of a judge could read."""
    read = {
        name
        for judged in run.judged
        for judgement in judged.judgements
        for name, one in judgement.extracted.items()
        if one.statements and one.reader != BY_A_PERSON
    }
    return {cut.id for cut in run.cuts.cuts if not cut.statements and cut.id not in read}


def _bounded(fields: Mapping[str, str], name: str) -> str:
    text = fields.get(name, "")
    if len(text) > LONGEST_TEXT:
        raise CutbenchError(f"{name}: {len(text)} characters; there may be {LONGEST_TEXT}")
    return text

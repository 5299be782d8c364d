"""The form in which a model types a cut: a JSON schema made of the quantities that selections know."""

import re
from typing import Any

from cutbench.cuts import STANDARD, numbers_are_quoted, plain
from cutbench.cuts.units import UNITS
from cutbench.errors import CutbenchError
from cutbench.schema.cuts import Cut, CutObject, Predicate, Quote, Threshold
from cutbench.selection import Offer, compile_cut, conditions_of, offered

NOTHING = "none_of_these"
ALWAYS = "always"
COMPARISONS = ["<", "<=", ">", ">=", "=="]
ANSWER_UNITS = {"energy": ["GeV", "MeV", "TeV"], "length": ["mm", "um", "cm"], "number": ["1", "%"]}
MOST_PREDICATES = 4


def answer_schema(of: CutObject) -> dict[str, Any]:
    """Return the JSON schema of an answer: a list of predicates on quantities of the object `of`."""
    offers = offered(of)
    forms = [_object(quantity={"const": NOTHING})]
    for kind in ("energy", "length", "number"):
        names = [name for name, offer in offers.items() if offer.kind == kind]
        if names:
            forms += _numeric_forms(names, kind, _when(of))
    thresholds = [name for name, offer in offers.items() if offer.kind == "energy" and _is_composite(of)]
    if thresholds:
        forms.append(_rising_form(thresholds))
    for name, offer in offers.items():
        if offer.kind == "name":
            forms.append(_object(quantity={"const": name}, op={"const": "=="}, value={"enum": list(offer.names)}))
        elif offer.kind == "flag":
            forms.append(_object(quantity={"const": name}, op={"const": "flag"}))
    items = {"type": "array", "minItems": 1, "maxItems": MOST_PREDICATES, "items": {"anyOf": forms}}
    return _object(predicates=items)


def read_answer(cut: Cut, answer: dict[str, Any]) -> Cut:
    """Return `cut` with the predicates of an answer that fits the schema.

    Raises:
        CutbenchError: the answer says that nothing fits, a number in it is not in the cut's text, or the selection
            cannot apply it; says so in words that can be given back to the model.
    """
    if any(item["quantity"] == NOTHING for item in answer["predicates"]):
        raise CutbenchError(f"cut {cut.id}: none of the known quantities fits it")
    offers, conditions = offered(cut.object), conditions_of(cut.object)
    for item in answer["predicates"]:
        _check_ratio(cut, item["quantity"], offers)
    predicates = tuple(_predicate(item, offers[item["quantity"]], conditions) for item in answer["predicates"])
    for predicate in predicates:
        _check_numbers(cut, predicate)
    typed = cut.model_copy(update={"predicates": predicates})
    compile_cut(typed)
    return typed


def _is_composite(of: CutObject) -> bool:
    return of not in {"Electron", "Muon"}


def _object(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _when(of: CutObject) -> dict[str, Any]:
    known = list(conditions_of(of))
    return {"when": {"enum": [ALWAYS, *known]}} if known else {}


def _numeric_forms(names: list[str], kind: str, when: dict[str, Any]) -> list[dict[str, Any]]:
    quantity, unit, number = {"enum": names}, {"enum": ANSWER_UNITS[kind]}, {"type": "number"}
    return [
        _object(quantity=quantity, op={"enum": COMPARISONS}, value=number, unit=unit, **when),
        _object(quantity=quantity, op={"const": "between"}, lower=number, upper=number, unit=unit, **when),
    ]


def _rising_form(names: list[str]) -> dict[str, Any]:
    """A lower threshold that rises linearly with another quantity."""
    number = {"type": "number"}
    knot = _object(at=number, threshold=number)
    return _object(
        quantity={"enum": names},
        op={"const": "rising"},
        depends_on={"enum": names},
        knots={"type": "array", "minItems": 2, "maxItems": 4, "items": knot},
        upper={"anyOf": [number, {"type": "null"}]},
        unit={"enum": ANSWER_UNITS["energy"]},
    )


def _predicate(item: dict[str, Any], offer: Offer, conditions: dict[str, dict[str, str]]) -> Predicate:
    common = {"variable": offer.variable, "op": item["op"], "when": conditions.get(item.get("when", ALWAYS), {})}
    if item["op"] != "rising":
        numbers = {name: item[name] for name in ("value", "lower", "upper", "unit") if name in item}
        return Predicate(**{"unit": "1"} | common | numbers)
    knots = tuple((knot["at"], knot["threshold"]) for knot in item["knots"])
    threshold = Threshold(of=item["depends_on"], knots=knots, unit=item["unit"])
    rising = {"op": "piecewise", "lower": threshold, "upper": item["upper"], "unit": item["unit"]}
    return Predicate(**common | rising)


def _check_ratio(cut: Cut, quantity: str, offers: dict[str, Offer]) -> None:
    """Refuse 'ptcone20 < 0.15' for 'ptcone20 / pt < 0.15': what could be a ratio needs its unit in the text."""
    ratios = [name for name in offers if name.startswith(f"{quantity}/")]
    units = "|".join(unit for unit, (kind, _) in UNITS.items() if kind == offers[quantity].kind)
    if ratios and not re.search(rf"(?<![a-z])({units})(?![a-z0-9])", plain(f"{cut.text} {cut.comments}")):
        raise CutbenchError(
            f"cut {cut.id}: its text has no unit for {quantity}; a ratio would be {' or '.join(ratios)} with unit 1"
        )


def _check_numbers(cut: Cut, predicate: Predicate) -> None:
    """Refuse numbers from nowhere; counts are left out, as 'at least one' may be typed as > 0."""
    if predicate.variable.name.startswith("n_") or predicate.op in {"flag", "in"} or isinstance(predicate.value, str):
        return
    said = Quote(paper="", text=f"{cut.text} {cut.comments}", match="exact")
    if not numbers_are_quoted(cut.model_copy(update={"predicates": (predicate,), "quotes": (said,)})):
        name = predicate.variable.name
        raise CutbenchError(f"cut {cut.id}: {name} is compared with a number (or in a unit) that is not in its text")


def glossary() -> list[str]:
    """Return one line for each quantity: how it is written, its standard unit or names, what it means."""
    offers: dict[str, Offer] = {}
    for of in ("Event", "Electron", "Muon", "Lepton"):
        offers |= offered(of)
    return [f"{name} [{_values(offer)}] {offer.meaning}" for name, offer in offers.items()]


def _values(offer: Offer) -> str:
    if offer.kind in {"name", "flag"}:
        return ", ".join(offer.names) or "flag"
    return STANDARD[offer.kind]  # type: ignore[index]

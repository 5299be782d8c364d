"""What the parser of words finds; `cuts.statements` turns it into the cut language."""

from typing import Literal

from pydantic import Field

from cutbench.schema.base import Record

Operator = Literal["<", "<=", ">", ">=", "==", "!=", "between", "in", "flag", "piecewise"]


class Variable(Record):
    """What a predicate looks at: a name of the vocabulary, its absolute value, or a ratio `name / over`."""

    name: str
    abs: bool = False
    over: str | None = None


class Threshold(Record):
    """A threshold that depends on another variable: linear between the knots, constant beyond them.

    `knots` are pairs (value of `of`, threshold), in the order of rising `of`; both in `unit`.
    """

    of: str
    knots: tuple[tuple[float, float], ...] = Field(min_length=2)
    unit: str


class Predicate(Record):
    """A requirement on one variable.

    `<` `<=` `>` `>=` `==` `!=` compare with `value`; `between` needs `lower` and `upper`; `in` has a tuple
    of allowed values; `flag` needs nothing; `piecewise` has a `Threshold` as `lower` or `upper`.
    Numbers are in `unit` ('1' for a pure number). The predicate applies only where `when` holds,
    such as {"muon_type": "calo_tagged"} or {"flavour": "same"}; several values are separated by commas.
    """

    variable: Variable
    op: Operator
    value: float | str | tuple[str | float, ...] | None = None
    lower: float | Threshold | None = None
    upper: float | Threshold | None = None
    unit: str = "1"
    when: dict[str, str] = Field(default_factory=dict)

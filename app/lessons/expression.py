"""Checks and live values: Python's expressions over the vocabulary, read into a JSON tree.

They are never evaluated here, and in the browser by a walk over the tree. Its nodes are numbers and
lists that begin with what they are:

    ["text", "x"], ["set", …], ["list", …]     constants
    ["word", "s0.L.train"]                     a word of the vocabulary
    ["at", tree, index, …]                     a word with indices
    ["call", "near", …]                        a function of the vocabulary
    ["and" | "or", …], ["not", x], ["-", x], ["+" | "-" | "*" | "/" | "**", a, b]
    ["compare", a, "<", b, "<=", c, …]
"""

import ast
import math
import re
import warnings
from dataclasses import dataclass, field
from typing import Annotated, Any, Final, NamedTuple

from app.lessons.errors import LessonError, quoted, unknown
from app.lessons.vocabulary import BEFORE, FUNCTIONS, WORDS


class BrowserName(NamedTuple):
    """How the browser calls a type that Python describes less exactly."""

    name: str


Tree = Annotated[float | int | str | list[Any], BrowserName("Tree")]

LONGEST: Final = 400
DEEPEST: Final = 20
NAMING: Final = ("said", "choice", "answered", "ans", "figure")
"""Functions whose argument names something in the step."""

COMPARISONS: Final[dict[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}
OPERATORS: Final[dict[type[ast.operator], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
}


@dataclass
class Expression:
    """What was read: the tree, the words in it, what it names by (function, id), and indices."""

    tree: Tree
    words: set[str] = field(default_factory=set)
    named: list[tuple[str, str]] = field(default_factory=list)
    places: list[tuple[str, tuple[int, ...]]] = field(default_factory=list)
    """Words with the constant indices that they begin with."""


def read_expression(text: str) -> Expression:
    """Reads an expression. Raises LessonError, without a place."""
    if len(text) > LONGEST:
        raise LessonError(f"An expression has at most {LONGEST} characters, this one {len(text)}.")
    # `from` is a keyword of Python and the end of a word.
    source = re.sub(r"\.from\b", ".from_", " ".join(text.split()))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(source, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise LessonError(f"{quoted(text)} is not an expression.") from None
    reader = _Reader(text)
    found = reader.found
    found.tree = reader.read(body, 0)
    return found


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.found = Expression(0)

    def read(self, node: ast.expr, depth: int) -> Tree:
        if depth > DEEPEST:
            raise LessonError(f"{quoted(self.text)} is nested more than {DEEPEST} deep.")

        def inner(part: ast.expr) -> Tree:
            return self.read(part, depth + 1)

        match node:
            case ast.Constant():
                return self._constant(node)
            case ast.Set(elts=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
                kind = "set" if isinstance(node, ast.Set) else "list"
                return [kind, *map(self._fixed, parts)]
            case ast.BoolOp(op=op, values=values):
                return ["and" if isinstance(op, ast.And) else "or", *map(inner, values)]
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ["not", inner(operand)]
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                value = inner(operand)
                return -value if isinstance(value, (int, float)) else ["-", value]
            case ast.BinOp(left=left, op=operator, right=right) if type(operator) in OPERATORS:
                return [OPERATORS[type(operator)], inner(left), inner(right)]
            case ast.Compare(left=left, ops=ops, comparators=others):
                if any(type(op) not in COMPARISONS for op in ops):
                    raise self._refused("“is”", "==")
                tree: list[Tree] = ["compare", inner(left)]
                for comparison, other in zip(ops, others, strict=True):
                    tree += [COMPARISONS[type(comparison)], inner(other)]
                return tree
            case ast.Name() | ast.Attribute():
                return ["word", self._word(node)]
            case ast.Subscript():
                return self._subscript(node, depth)
            case ast.Call():
                return self._call(node, depth)
        raise LessonError(
            f"{quoted(ast.unparse(node))} cannot stand in a check: there are words, numbers,"
            " comparisons, and, or, not, + - * / ** and the functions."
        )

    def _constant(self, node: ast.Constant) -> Tree:
        value = node.value
        if isinstance(value, str):
            return ["text", value.replace(".from_", ".from")]
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise LessonError(f"{quoted(str(value))} cannot stand in a check.")
        try:
            if math.isfinite(float(value)):
                return value
        except OverflowError:
            pass
        raise LessonError("A number in a check is too large.")

    def _fixed(self, node: ast.expr) -> Tree:
        """A part of a set or list: a number, a text or a list of such."""
        if isinstance(node, ast.List):
            return ["list", *map(self._fixed, node.elts)]
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            value = self._fixed(node.operand)
            if isinstance(value, (int, float)):
                return -value
        if isinstance(node, ast.Constant):
            return self._constant(node)
        raise LessonError(f"A set or list in {quoted(self.text)} holds numbers and texts only.")

    def _word(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise LessonError(f"In {quoted(self.text)} a dot follows something that is no word.")
        word = ".".join([node.id, *reversed(parts)]).replace(".from_", ".from")
        known = word.removeprefix(BEFORE)
        if known not in WORDS or (word != known and known.startswith("ev.")):
            if known in FUNCTIONS:
                raise LessonError(f"{quoted(known)} is a function: {known}(…).")
            raise LessonError(unknown("word", word, [*WORDS, *(BEFORE + name for name in WORDS)]))
        self.found.words.add(known)
        return word

    def _subscript(self, node: ast.Subscript, depth: int) -> Tree:
        indices: list[ast.expr] = []
        inner: ast.expr = node
        while isinstance(inner, ast.Subscript):
            indices.insert(0, inner.slice)
            inner = inner.value
        word = self._word(inner)
        known = word.removeprefix(BEFORE)
        rank = WORDS[known].rank
        if len(indices) > rank:
            counted = "no index" if rank == 0 else f"at most {rank}"
            raise LessonError(f"{quoted(word)} has {counted}, not {len(indices)}.")
        read = [self.read(index, depth + 1) for index in indices]
        fixed: list[int] = []
        for index in read:
            if isinstance(index, list) and index[0] in ("text", "set", "list"):
                raise LessonError(f"An index of {quoted(word)} is no number.")
        for index in read:
            if isinstance(index, (int, float)):
                if not isinstance(index, int) or index < 0:
                    raise LessonError(f"An index of {quoted(word)} is {index}: count from 1.")
                fixed.append(index)
            else:
                break
        self.found.places.append((known, tuple(fixed)))
        return ["at", ["word", word], *read]

    def _call(self, node: ast.Call, depth: int) -> Tree:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in FUNCTIONS:
            raise LessonError(unknown("function", name, FUNCTIONS))
        function = FUNCTIONS[name]
        if node.keywords or not function.fewest <= len(node.args) <= function.most:
            raise LessonError(f"{quoted(name)} is written {name}({function.arguments}).")
        read = [self.read(argument, depth + 1) for argument in node.args]
        if name in NAMING:
            argument = node.args[0]
            if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
                raise LessonError(f"{quoted(name)} takes a name in quotes: {name}('…').")
            self.found.named.append((name, argument.value))
        return ["call", name, *read]

    def _refused(self, what: str, instead: str) -> LessonError:
        return LessonError(f"{what} cannot stand in {quoted(self.text)}: write {quoted(instead)}.")

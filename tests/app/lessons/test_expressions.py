"""Expressions: Python's grammar over the vocabulary, and nothing else of Python."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.lessons.errors import LessonError
from app.lessons.expression import read_expression
from app.lessons.vocabulary import FUNCTIONS, WORDS

TREES: list[tuple[str, Any]] = [
    ("1", 1),
    ("-0.5", -0.5),
    ("L.train", ["word", "L.train"]),
    ("s0.L.train", ["word", "s0.L.train"]),
    ("ev.edge.from", ["word", "ev.edge.from"]),
    ("W[2][1][3]", ["at", ["word", "W"], 2, 1, 3]),
    ("dW[2][1]", ["at", ["word", "dW"], 2, 1]),
    ("dW[2][1][ev.edge.from]", ["at", ["word", "dW"], 2, 1, ["word", "ev.edge.from"]]),
    ("s0.W[1][1]", ["at", ["word", "s0.W"], 1, 1]),
    ("not running", ["not", ["word", "running"]]),
    ("-t", ["-", ["word", "t"]]),
    ("t + 1", ["+", ["word", "t"], 1]),
    ("t ** 2 / 3", ["/", ["**", ["word", "t"], 2], 3]),
    ("0.2 <= t / 2 <= 0.3", ["compare", 0.2, "<=", ["/", ["word", "t"], 2], "<=", 0.3]),
    ("phase == 'loss'", ["compare", ["word", "phase"], "==", ["text", "loss"]]),
    ("'test' in ev.evaluated", ["compare", ["text", "test"], "in", ["word", "ev.evaluated"]]),
    ("{1, 2} <= ev.edges", ["compare", ["set", 1, 2], "<=", ["word", "ev.edges"]]),
    ("cfg.layers == [2, 4]", ["compare", ["word", "cfg.layers"], "==", ["list", 2, 4]]),
    ("t in ([1], [-2])", ["compare", ["word", "t"], "in", ["list", ["list", 1], ["list", -2]]]),
    ("t not in {1}", ["compare", ["word", "t"], "not in", ["set", 1]]),
    (
        "said('a') and t and epoch",
        ["and", ["call", "said", ["text", "a"]], ["word", "t"], ["word", "epoch"]],
    ),
    ("t or\n  epoch", ["or", ["word", "t"], ["word", "epoch"]]),
    ("near(t, 1, 0.1)", ["call", "near", ["word", "t"], 1, 0.1]),
    ("max(t, epoch)", ["call", "max", ["word", "t"], ["word", "epoch"]]),
]

REFUSED = [
    ("L.trian < 1", "There is no word “L.trian”; did you mean “L.train”?"),
    ("s0.L.trian", "did you mean “s0.L.train”?"),
    ("L", "There is no word “L”"),
    ("s0.ev.updates", "There is no word “s0.ev.updates”"),
    ("s0", "There is no word “s0”"),
    ("maxx(t)", "There is no function “maxx”; did you mean “max”?"),
    ("near", "“near” is a function: near(…)."),
    ("near(t, 1)", "“near” is written near(a, b, tolerance)."),
    ("near(t, 1, tolerance=2)", "“near” is written near(a, b, tolerance)."),
    ("said(t)", "“said” takes a name in quotes: said('…')."),
    ("t[1]", "“t” has no index, not 1."),
    ("W[1][1][1][1]", "“W” has at most 3, not 4."),
    ("W[-1]", "An index of “W” is -1: count from 1."),
    ("W[1.5]", "An index of “W” is 1.5: count from 1."),
    ("W['a']", "An index of “W” is no number."),
    ("W[1:2]", "cannot stand in a check"),
    ("t < ", "“t <” is not an expression."),
    ("t = 1", "is not an expression."),
    ("", "is not an expression."),
    ("t; t", "is not an expression."),
    ("(" * 300 + "t", "is not an expression"),
    ("-" * 60 + "t", "is nested more than 20 deep."),
    ("not " * 60 + "t", "is nested more than 20 deep."),
    ("t + " * 60 + "t", "is nested more than 20 deep."),
    ("t + " * 200 + "t", "An expression has at most 400 characters, this one 801."),
    ("1e999", "A number in a check is too large."),
    ("9" * 390, "A number in a check is too large."),
    ("True", "“True” cannot stand in a check."),
    ("None", "“None” cannot stand in a check."),
    ("1j", "cannot stand in a check."),
    ("b'a'", "cannot stand in a check."),
    ("...", "cannot stand in a check."),
    ("t is 1", "“is” cannot stand in"),
    ("t if t else t", "cannot stand in a check"),
    ("t // 2", "cannot stand in a check"),
    ("t % 2", "cannot stand in a check"),
    ("t @ t", "cannot stand in a check"),
    ("~t", "cannot stand in a check"),
    ("{t}", "holds numbers and texts only."),
    ("[t, 1]", "holds numbers and texts only."),
]

HOSTILE = [
    "__import__('os').system('true')",
    "t.__class__.__mro__",
    "().__class__.__bases__[0].__subclasses__()",
    "''.join(['a'])",
    "eval('1')",
    "open('/etc/passwd')",
    "(lambda: 1)()",
    "[x for x in (1, 2)]",
    "{x for x in (1, 2)}",
    "sum(x for x in (1, 2))",
    "{'a': 1}",
    "f'{t}'",
    "f'{__import__(\"os\")}'",
    "(y := 1)",
    "await t",
    "(yield 1)",
    "max(*W)",
    "max(**W)",
    "constructor",
    "__proto__",
    "t['__proto__']",
    "W['constructor']",
    "L['train']",
    "L.__proto__",
    "max.constructor('return 1')",
    "said(said)('a')",
    "globals()",
    "t\x00",
    "ｔ．ｌ",
]


@pytest.mark.parametrize(("text", "tree"), TREES)
def test_an_expression_becomes_a_tree(text: str, tree: Any) -> None:
    found = read_expression(text).tree
    assert found == tree
    assert json.loads(json.dumps(found)) == tree


@pytest.mark.parametrize(("text", "sentence"), REFUSED)
def test_what_cannot_be_read_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(LessonError) as caught:
        read_expression(text)
    assert sentence in str(caught.value)
    assert str(caught.value).endswith((".", "?"))


@pytest.mark.parametrize("text", HOSTILE)
def test_python_that_could_do_something_is_refused(text: str) -> None:
    with pytest.raises(LessonError):
        read_expression(text)


@given(st.text(alphabet="tLW.s0[]()'\"<>=+-*/ ,{}notandrimaxev:\\\n\x00é", max_size=60))
@settings(deadline=None)
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(LessonError):
        json.dumps(read_expression(text).tree, allow_nan=False)


def test_words_and_functions_are_described() -> None:
    for name, word in WORDS.items():
        assert word.summary, name
        assert 0 <= word.rank <= 3
    for name, function in FUNCTIONS.items():
        assert function.summary, name
        assert 1 <= function.fewest <= function.most
    assert not WORDS.keys() & FUNCTIONS.keys()


@pytest.mark.parametrize("word", WORDS)
def test_every_word_can_be_read_with_all_its_indices(word: str) -> None:
    indices = "[1]" * WORDS[word].rank
    found = read_expression(f"{word}{indices}")
    assert found.words == {word}
    if not word.startswith("ev."):
        assert read_expression(f"s0.{word}{indices}").words == {word}

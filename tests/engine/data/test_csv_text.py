"""Comma-separated text: what is understood, and what is refused with a sentence."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from engine import ExperimentError, Table

FLOWERS = """length,width,kind
5.1,3.5,setosa
7.0,3.2,versicolor
6.3,3.3,virginica
4.9,3.0,setosa
"""
NUMBERS = "a,b,y\n1,2,0.5\n3,4,1.5\n5,7,2.25\n"


def test_a_table_is_read_with_names_classes_and_scale() -> None:
    table = Table.from_csv(FLOWERS)
    assert table.columns == ("length", "width")
    assert table.target_column == "kind"
    assert table.classes == ("setosa", "versicolor", "virginica")
    assert table.inputs.tolist() == [[5.1, 3.5], [7, 3.2], [6.3, 3.3], [4.9, 3]]
    assert table.targets.argmax(axis=1).tolist() == [0, 1, 2, 0]
    assert table.input_scale.mean == pytest.approx((5.825, 3.25))
    assert Table.from_csv(FLOWERS, standardise=False).input_scale.deviation == (1, 1)


@pytest.mark.parametrize(
    "text",
    [
        FLOWERS.replace("\n", "\r\n"),
        FLOWERS.replace("\n", "\r"),
        "\ufeff" + FLOWERS,
        FLOWERS.rstrip(),
        "\n\n" + FLOWERS.replace("\n", "\n\n"),
        FLOWERS.replace(",", ";"),
        FLOWERS.replace(",", "\t"),
        FLOWERS.replace(",", " | "),
        FLOWERS.replace(",", ", "),
        FLOWERS.replace(",", ";").replace(".", ","),
        FLOWERS.replace("setosa", '"setosa"').replace("length", '"length"'),
        FLOWERS.replace("\n", ",\n"),
        FLOWERS + ",,\n,,\n",
    ],
    ids=repr,
)
def test_the_same_table_is_read_however_it_was_saved(text: str) -> None:
    assert Table.from_csv(text) == Table.from_csv(FLOWERS)


def test_quoted_cells_may_hold_delimiters_and_quotation_marks() -> None:
    table = Table.from_csv('x,kind\n1,"small, ""tiny"""\n2,large\n')
    assert table.classes == ("large", 'small, "tiny"')


def test_a_header_is_noticed_or_said() -> None:
    assert Table.from_csv("1,2\n3,4.5\n6,7.5\n").columns == ("column 1",)
    assert len(Table.from_csv("1,a\n3,b\n").inputs) == 2
    assert Table.from_csv("2000,2001\n3,4.5\n6,7.5\n", header=True).target_column == "2001"
    assert Table.from_csv(",x,y\n0,1,a\n1,2,b\n").columns == ("column 1", "x")
    with pytest.raises(ExperimentError, match=r"Row 1, column 1 .*“length” is not a number"):
        Table.from_csv(FLOWERS, header=False)


def test_names_that_occur_twice_are_numbered() -> None:
    table = Table.from_csv("x,x,x,y\n1,2,3,a\n4,5,6,b\n")
    assert table.columns == ("x", "x (2)", "x (3)")


@pytest.mark.parametrize(("target", "inputs"), [("a", ("b", "y")), (2, ("a", "y")), (None, "ab")])
def test_any_column_can_be_the_target(target: Any, inputs: Any) -> None:
    table = Table.from_csv(NUMBERS, target)
    assert table.columns == tuple(inputs)


def test_whole_numbers_of_few_values_are_classes_and_others_numbers() -> None:
    assert Table.from_csv(NUMBERS).task == "regression"
    assert Table.from_csv(NUMBERS, "a").classes == ("1", "3", "5")
    counts = "x,y\n" + "".join(f"{i},{i}\n" for i in range(30))
    assert Table.from_csv(counts).task == "regression"
    comma = Table.from_csv("x;y\n1,5;2,25\n2;-,5\n")
    assert comma.inputs.tolist() == [[1.5], [2]]
    assert comma.targets.tolist() == [[2.25], [-0.5]]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("\n\n", "empty"),
        ("a\n1\n2\n", "only one column"),
        ("x,y\n1,a\n", "too few rows"),
        ("x,y\n1,a\n2,a\n", "same class"),
        ("x,y\n1,1.5\n2,1.5\n", "same number"),
        ("x,y\n1,a\n2\n", "Row 3 has 1 cell, but row 1 has 2"),
        ("x,y\n1,a\n,b\n", r"Row 3, column 1 \(“x”\): the cell is empty"),
        ("x,y\n1,a\nNA,b\n", "“NA” stands for a value that is missing"),
        ("x,y\n1,a\n2,?\n", r"Row 3, column 2 \(“y”\)"),
        ("x,z,y\n1,red,a\n2,blue,b\n", r"Row 2, column 2 \(“z”\): “red” is not a number"),
        ("x,y\n1,a\n1e999,b\n", "too large"),
        ("x,y\n1,1.5\n2,1e400\n", "too large"),
        ("x,y\n1,a\ninf,b\n", "“inf” is not a number"),
        ("x,y\n1,a\n1_0,b\n", "“1_0” is not a number"),
        ("x;y\n1,5;a\n2.5;b\n", "decimal point, others a comma"),
        ("x,y\n1,a\0\n2,b\n", "not a text file"),
        ('x,y\n1,"a\n2,b\n', "quotation mark"),
        ('x,y\n1,"a"b\n2,b\n', "quotation mark"),
        (f"x,y\n1,{'a' * 200_000}\n2,b\n", "131,072 characters"),
        (f"x,y\n1,{'a' * 100}\n2,b\n", "cannot be a class"),
        ('x,y\n1,"a\nc"\n2,b\n', "cannot be a class"),
        ("x,y\n" + "".join(f"{i},w{i}\n" for i in range(200)), "200 different values"),
        ("x,y\n" + "1,a\n" * 20_002, "20,000 rows"),
        (",".join(map(str, range(200))) + "\n" + "1," * 199 + "a\n", "200 columns"),
        (("1," * 127 + "a\n") * 9_000, "1,000,000 cells"),
    ],
    ids=lambda part: repr(part)[:40],
)
def test_what_cannot_be_learned_from_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence) as refusal:
        Table.from_csv(text)
    assert refusal.value.field == "data.table"
    assert refusal.value.sentence.endswith(".")
    assert len(refusal.value.sentence) < 300


@pytest.mark.parametrize(
    ("choice", "sentence"),
    [
        ({"target": "z"}, "no column “z”; choose one of “a”, “b”, “y”"),
        ({"target": 0}, "from 1 to 3"),
        ({"target": 4}, "from 1 to 3"),
        ({"target": True}, "from 1 to 3"),
        ({"delimiter": "x"}, "separated by"),
        ({"delimiter": ";"}, "only one column"),
    ],
)
def test_a_choice_that_does_not_fit_is_refused(choice: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ExperimentError, match=sentence):
        Table.from_csv(NUMBERS, **choice)


CELLS = st.sampled_from(
    ["1", "2.5", "-3e2", "1,5", "", "NA", "red", '"', '"a"', "\0", "1e999", "\t"]
)
LINES = st.lists(st.lists(CELLS | st.text(max_size=6), max_size=5), max_size=8)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """Something like a table."""
    between = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    return end.join(between.join(cells) for cells in draw(LINES))


@settings(max_examples=400, deadline=None)
@given(
    texts() | st.text(),
    st.none() | st.text(max_size=3) | st.integers(-1, 5),
    st.none() | st.booleans(),
    st.none() | st.sampled_from([",", ";", "\t", "|"]),
    st.booleans(),
)
def test_any_text_is_read_or_refused(
    text: str, target: Any, header: bool | None, delimiter: str | None, standardise: bool
) -> None:
    refusal = None
    try:
        table = Table.from_csv(text, target, header, delimiter, standardise)
    except ExperimentError as error:
        refusal = error
    if refusal is None:
        assert Table.from_dict(table.to_dict()) == table
    else:
        assert refusal.field == "data.table"
        assert refusal.sentence.endswith(".")
        assert len(refusal.sentence) < 300


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-1e14, 1e14), st.floats(-1e14, 1e14), st.sampled_from("abc")),
        min_size=2,
        max_size=20,
    ).filter(lambda rows: len({label for _, _, label in rows}) > 1),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_numbers_are_read_to_the_last_bit(
    rows: list[tuple[float, float, str]], delimiter: str
) -> None:
    text = "\n".join(delimiter.join((repr(a), repr(b), label)) for a, b, label in rows)
    table = Table.from_csv(text)
    np.testing.assert_array_equal(table.inputs, [[a, b] for a, b, _ in rows])
    assert np.isfinite(table.make(len(rows), np.random.default_rng(0))[0]).all()

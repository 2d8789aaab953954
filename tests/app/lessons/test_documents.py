"""Documents of lessons: what is read, and the sentence for each kind of mistake."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from app.lessons.errors import LessonError
from app.lessons.lens import read_lens
from app.lessons.library import LARGEST_FILE, check_ids, read_folder
from app.lessons.markup import parse
from tests.app.lessons.folders import CHAPTER, LENS, line_of, write

# (what is replaced in the lens, by what, a part of the sentence)
MISTAKES = [
    ("<task>", "<tusk>", "There is no element “tusk”; did you mean “task”?"),
    ("<task>", "<goal>", "</task> closes nothing here; <goal> of line 10 is open."),
    ("<task>", "<li>a</li><task>", "There is no element “li” in <step>"),
    ("</lesson>", "", "<lesson> is not closed."),
    ("</task>", "</tsk>", "</tsk> closes nothing here; <task> of line 10 is open."),
    ("<lesson lens", "<lessons lens", "There is no element “lessons”; did you mean “lesson”?"),
    ('lens="math"', 'lens="maths"', "The lens of this file is “math”, not “maths”."),
    ('lens="math" ', "", "<lesson> needs “lens”."),
    (
        'title="Mix"',
        'titel="Mix"',
        "There is no attribute “titel” of <step>; did you mean “title”?",
    ),
    (' title="Mix"', "", "<step> needs “title”."),
    ('id="our-1"', 'id="our 1"', "An id has up to 40 letters, digits, - and _"),
    ('id="our-1"', 'id="our-1" id="b"', "<step> has “id” twice."),
    ('preset="tiny"', 'preset="tny"', "There is no preset “tny”; did you mean “tiny”?"),
    (' preset="tiny"', "", "<step> needs a preset."),
    ('at="forward.1"', 'at="foward.1"', "There is no stop “foward.1”; did you mean “forward.1”?"),
    ('at="forward.1"', 'at="forward.3"', "the network of “tiny” has layers 1 to 2."),
    ('at="forward.1"', 'at="forward"', "“forward” is written like “forward.1”."),
    ('at="forward.1"', 'at="loss.1"', "“loss.1” has no layer: write “loss”."),
    ("neuron 1.2", "neuron 1.3", "“neuron 1.3”: the network of “tiny” has neurons 1 to 2"),
    ("neuron 1.2", "neuron 0.2", "the network of “tiny” has layers 1 to 2."),
    ("neuron 1.2", "neuron 1", "“neuron 1” is written like “neuron 1.2”."),
    ("neuron 1.2", "neuron a.b", "has something else where numbers should be."),
    ("neuron 1.2", "nueron 1.2", "There is no thing to open “nueron”; did you mean “neuron”?"),
    ("layer:1", "layer:4", "“layer:4”: the network of “tiny” has layers 1 to 2."),
    ("layer:1", "layr:1", "There is no part of the stage “layr”; did you mean “layer”?"),
    ("layer:1", "layer", "“layer” is written like “layer:1”."),
    ('lit="layer:1"', 'show="training 9"', "training example is a whole number from 0 to 0"),
    ('lit="layer:1"', 'show="test 0"', "“tiny” has no test examples."),
    ('lit="layer:1"', 'show="inputs 1"', "“tiny” has 2 inputs, and here are 1."),
    ('lit="layer:1"', 'show="inputs 1 nan"', "“nan” is not a number."),
    ('lit="layer:1"', 'show="inputs 1 0 targets"', "“tiny” has 1 targets, and here are 0."),
    ('lit="layer:1"', 'show="it"', "“it” is no example: write training 0"),
    ('lit="layer:1"', 'pace="quick"', "There is no pace “quick”"),
    ('lit="layer:1"', 'run="keeep"', "There is no run “keeep”; did you mean “keep”?"),
    ('lit="layer:1"', 'steps="many"', "steps is a whole number from 0 to 10000, not “many”."),
    ('lit="layer:1"', 'steps="1000000"', "steps is a whole number from 0 to 10000"),
    ('lit="layer:1"', 'panels="chrt"', "There is no panel “chrt”; did you mean “chart”?"),
    ('of="z[1][2]"', 'of="zz[1][2]"', "There is no word “zz”"),
    ('of="z[1][2]"', 'of="z[1][4]"', "“z[1][4]”: the network of “tiny” has neurons 1 to 2"),
    ('of="z[1][2]"', 'of="z[3]"', "“z[3]”: the network of “tiny” has layers 1 to 2."),
    ('of="z[1][2]"', 'of="ex.x[3]"', "“ex.x[3]”: the network of “tiny” has inputs 1 to 2."),
    ('of="z[1][2]"', 'of="W[1][1][3]"', "“W[1][1][3]”: the network of “tiny” has inputs 1 to 2."),
    ('of="z[1][2]" ', "", "<value> needs “of”."),
    ('digits="3"', 'digits="9"', "digits is a whole number from 0 to 8, not “9”."),
    ('digits="3"', 'as="persent"', "There is no way to write a value “persent”"),
    ('mark="neuron.1.2"', 'mark="nueron.1.2"', "There is no mark “nueron”; did you mean “neuron”?"),
    ('mark="neuron.1.2"', 'mark="neuron.1.9"', "has neurons 1 to 2 in layer 1."),
    ("The sum is", "The <task>sum</task> is", "no element “task” in the sentence of <p>"),
    ("The sum is", "The <h1>sum</h1> is", "There is no element “h1”"),
    ("<task>Type it.", "<task>", "<task> is empty."),
    ("<narration>A neuron mixes.</narration>", "", "A step has one <narration>, not 0."),
    ("<why>It adds.", "<why>a</why><why>b", "A step has one <why>, not 2."),
    ("<task>", "Some text. <task>", "The text “Some text.” cannot stand directly in <step>."),
    ('id="our-1"', 'id="our-1" numbers="dawn"', "did you mean “drawn”?"),
    ('id="our-1"', 'id="our-1" hands="none"', "There is no goal “none” in this step"),
    ('<choice id="low">Low</choice>', "", "A prediction has 2 to 6 choices, not 1."),
    ('id="low"', 'id="high"', "“high” is the id of another choice."),
    ("choice('side')", "choice('sid')", "There is no prediction “sid” in this step; did you mean"),
    ("said('side')", "said('sides')", "There is no prediction “sides” in this step; did you mean"),
    ("answered('z2')", "answered('z3')", "There is no typed answer “z3” in this step; did you"),
    ("said('side')", "figure('rank')", "There is no word “rank” of the figures in this step."),
    ('tolerance="0.01"', 'tolerance="-1"', "A tolerance is not below 0."),
    ('tolerance="0.01"', 'tolerance="inf"', "“inf” is not a number."),
    ('name="anatomy"', 'name="anatomie"', "There is no figure “anatomie”; did you mean “anatomy”?"),
    ('neuron="1.2"', 'neurons="1.2"', "There is no attribute “neurons” of <figure>; did you mean"),
    ('neuron="1.2"', 'place="top"', "There is no place “top”"),
    ('tex="z_1"', 'tex="\\href{javascript:alert(1)}{z}"', "“tex” cannot have \\href."),
    ('tex="z_1"', 'tex="\\def\\a{\\a\\a}"', "“tex” cannot have \\def."),
    ('tex="z_1"', f'tex="{"x" * 301}"', "“tex” has at most 300 characters."),
    ('"units": 3', '"units": 3000', "This cannot be changed: layers.1.units: "),
    ('"units": 3', '"units": NaN', "<changes> holds JSON, and this is none"),
    ('"units": 3', '"units": ', "<changes> holds JSON, and this is none"),
    ('{"layers":', '["layers",', "<changes> holds JSON, and this is none"),
    ("<changes>{", "<changes>[]</changes><changes>{", "There is one <changes> at most."),
    ('after="said"', 'after="sayd"', "There is no goal “sayd” before this one; did you mean"),
    ('id="said" ', 'id="said" after="said" ', "There is no goal “said” before this one."),
    ('<goal after="said"', '<goal id="said"', "“said” is the id of the <goal> in line"),
    ("answered('z2') and", "answered('z2') &&", "is not an expression."),
    ("t == s0.t", "t == s0.tt", "There is no word “s0.tt”; did you mean “s0.t”?"),
    ("type z2", "type z3", "There is no <answer> “z3” in this step; did you mean “z2”?"),
    ("choose side low", "choose side left", "There is no choice “left” of “side”"),
    ("choose side low", "choose side", "“choose side” is written like “choose loss falls”."),
    ("choose side low", "chose side low", "There is no action “chose”; did you mean “choose”?"),
    ("choose side low", "run speed 9", "There is no word to run until “speed”"),
    ("choose side low", "walk forward.9", "the network of “tiny” has layers 1 to 2."),
    ("choose side low", "figure dance", "There is no act “dance” of the figures in this step."),
    ("<why>", "<hint>a</hint><hint>b</hint><why>", "A step has at most 3 hints."),
    ("It adds.", "It &adds; it.", "There is no character named “&adds;”."),
]

HOSTILE = [
    ("<task>", "<script>alert(1)</script><task>", "There is no element “script”"),
    ("Type it.", "<script>alert(1)</script>", "There is no element “script”"),
    ("<task>", "<script>alert(1)<task>", "There is no element “script”"),
    ("<task>", "<style>* { display: none }</style><task>", "There is no element “style”"),
    ("Type it.", '<img src="x" onerror="alert(1)"/>', "There is no element “img”"),
    ("Type it.", '<a href="javascript:alert(1)">it</a>', "There is no element “a”"),
    ("Type it.", "<svg><script>1</script></svg>", "There is no element “svg”"),
    ("<task>", '<iframe src="https://example.org"></iframe><task>', "There is no element “iframe”"),
    ("<task>", '<template shadowrootmode="open"></template><task>', "no element “template”"),
    ("<task>", '<task onclick="alert(1)">', "There is no attribute “onclick” of <task>"),
    ("<task>", '<task style="color: red">', "There is no attribute “style” of <task>"),
    ("<task>", '<task xmlns="http://www.w3.org/1999/xhtml">', "There is no attribute “xmlns”"),
    ('<step id="our-1"', '<step onload="x" id="our-1"', "There is no attribute “onload” of <step>"),
    ("<task>", "<!-- <script>alert(1)</script> --><task>", "A comment holds words only"),
    ("<task>", "<!--[if IE]><script></script><![endif]--><task>", "is no element: a lesson has"),
    ("<task>", "<?php system('true') ?><task>", "is no element: a lesson has nothing else."),
    ("<task>", "<![CDATA[<script>]]><task>", "is no element: a lesson has nothing else."),
    ("<task>", '<!ENTITY a "aaa"><task>', "is no element: a lesson has nothing else."),
    ("Type it.", "&lol;", "There is no character named “&lol;”."),
    ("Type it.", "<b>" * 40 + "x" + "</b>" * 40, "<b> lies more than 12 elements deep."),
    ("Type it.", "<b>" * 50_000, "<b> lies more than 12 elements deep."),
    ("Type it.", "<b>x</b>" * 6000, "A document has at most 5000 elements."),
    ("said('side')", "__import__('os').system('true')", "There is no function “__import__("),
    ("said('side')", "t.__class__", "There is no word “t.__class__”"),
    ("said('side')", "(lambda: 1)()", "There is no function"),
    ("said('side')", "[t for t in W]", "cannot stand in a check"),
    ("said('side')", "globals()", "There is no function “globals”"),
    ('{"layers":', '{"__proto__": 1, "layers":', "'__proto__' is not known here"),
    ('{"layers":', '{"data": {"path": "/etc/passwd"}, "layers":', "'path' is not known here"),
    ('{"layers":', "[" * 15_000, "<changes> holds JSON, and this is none"),
]

CHAPTER_MISTAKES = [
    (' preset="tiny"', "", "<chapter> needs “preset”."),
    ("<learn>", "<lern>", "There is no element “lern”; did you mean “learn”?"),
    ('at="forward.1"', 'at="forward.5"', "the network of “tiny” has layers 1 to 2."),
    ("weights.1.2.1", "weights.1.2.3", "has inputs 1 to 2."),
    ("z[1][2]", "z[1][7]", "has neurons 1 to 2"),
    ('seconds="8"', 'seconds="0"', "A part begins later than the one before it."),
    ('seconds="8"', 'seconds="soon"', "“soon” is not a number."),
    ('walk="forward"', 'walk="forwards"', "There is no walk “forwards”; did you mean “forward”?"),
    ("Numbers go in.", "", "A part has a sentence that is spoken"),
    ("<aside>", "<p>a</p><aside>", "There is no element “p” in <part>"),
    ("<choice right>", "<choice>", "One choice of “q1” is right."),
    ("<reveal>Yes.</reveal>", "", "A choice has one <reveal>"),
    ("<model>Because.</model>", "", "An open question has a <model>"),
    ('id="q2"', 'id="q1"', "“q1” is the id of the <question>"),
    ('step="our-1"', 'step="our-2"', "There is no step “our-2”"),
    ('<question id="q1" step="our-1">', "<question>", "<question> needs “id”."),
]


def refusal(root: Path) -> str:
    with pytest.raises(LessonError) as caught:
        check_ids(list(read_folder(root).values()))
    text = str(caught.value)
    assert "\n" not in text
    assert len(text) < 600
    return text


def test_a_lesson_is_read_whole(tmp_path: Path) -> None:
    (chapter,) = read_folder(write(tmp_path)).values()
    json.dumps(chapter, allow_nan=False)
    assert (chapter["number"], chapter["name"], chapter["title"]) == (7, "7-ours", "Ours")
    assert chapter["learn"] == [["A sum"]]
    point: Any = chapter["notes"][0]["content"][0]
    assert (point["mark"], point["stage"]["at"]) == ("weights.1.2.1", "forward.1")
    parts = chapter["narrations"][0]["parts"]
    assert [part["text"] for part in parts] == ["Numbers go in.", "They are mixed."]
    assert parts[1]["walk"] == "forward"
    question = chapter["narrations"][0]["question"]
    assert [choice["right"] for choice in question["choices"]] == [False, True]
    assert [choice["idea"] for choice in question["choices"]] == ["K1", None]
    assert chapter["closing"][0]["model"] == ["Because."]

    (step,) = chapter["lenses"]["math"]["steps"]
    assert step["ideas"] == ["T1", "T5"]
    assert step["stage"]["select"] == {"kind": "neuron", "layer": 1, "neuron": 2, "source": None}
    kinds = [block["kind"] for block in step["content"]]
    assert kinds == ["p", "predict", "task", "worked", "blank", "setup", "figure"]
    paragraph: Any = step["content"][0]
    assert paragraph["content"][0] == "The sum is "
    assert paragraph["content"][1]["of"] == ["at", ["word", "z"], 1, 2]
    assert paragraph["content"][2] == "."
    assert [goal["after"] for goal in step["goals"]] == [None, "said"]
    assert [action["action"] for action in step["hints"][1]["do"]] == ["choose", "type"]
    assert step["words"] == ["t", "z"]


def test_a_neuron_may_be_one_of_another_set_up_of_the_step(tmp_path: Path) -> None:
    write(tmp_path, LENS.replace('of="z[1][2]"', 'of="z[1][3]"'))
    assert read_folder(tmp_path)


def test_text_is_text(tmp_path: Path) -> None:
    text = "2 < 3 &lt;b&gt; &amp; “é” {{x}} ${x}"
    write(tmp_path, LENS.replace("Type it.", text))
    step = read_folder(tmp_path)[7]["lenses"]["math"]["steps"][0]
    task: Any = step["content"][2]
    assert task["content"] == ["2 < 3 <b> & “é” {{x}} ${x}"]


@pytest.mark.parametrize(("part", "other", "sentence"), MISTAKES + HOSTILE)
def test_a_mistake_is_refused_with_file_line_and_word(
    tmp_path: Path, part: str, other: str, sentence: str
) -> None:
    text = refusal(write(tmp_path, LENS.replace(part, other, 1)))
    assert sentence in text
    assert text.startswith("7-ours/math.html, line ")


@pytest.mark.parametrize(
    ("part", "other"),
    [
        ("<task>", "<tusk>"),
        ('id="low"', 'id="high"'),
        ("said('side')", "said('sides')"),
        ("answered('z2')", "L.trian"),
        ('of="z[1][2]"', 'of="z[1][4]"'),
        ('"units": 3', '"units": x'),
        ("type z2", "type z3"),
        ("It adds.", "<h1>It</h1>"),
    ],
)
def test_the_line_is_that_of_the_mistake(tmp_path: Path, part: str, other: str) -> None:
    text = refusal(write(tmp_path, LENS.replace(part, other, 1)))
    assert f"line {line_of(LENS, part)}: " in text


@pytest.mark.parametrize(("part", "other", "sentence"), CHAPTER_MISTAKES)
def test_a_mistake_in_a_chapter_is_refused_too(
    tmp_path: Path, part: str, other: str, sentence: str
) -> None:
    assert part in CHAPTER
    text = refusal(write(tmp_path, chapter=CHAPTER.replace(part, other, 1)))
    assert sentence in text
    assert text.startswith("7-ours/chapter.html")


def test_one_part_of_the_text_was_replaced_in_each_case() -> None:
    for part, _, _ in MISTAKES + HOSTILE:
        assert part in LENS, part


@given(st.integers(0, len(LENS) - 1), st.sampled_from("<>\"'/&=x \x00\n"), st.integers(0, 9))
@settings(deadline=None)
def test_a_damaged_lesson_is_read_or_refused(place: int, character: str, lost: int) -> None:
    with suppress(LessonError):
        lens = read_lens(parse(LENS[:place] + character + LENS[place + lost :]), "math")
        json.dumps(lens, allow_nan=False)


def test_an_entity_of_ones_own_is_no_way_to_make_much_of_little() -> None:
    bomb = '<!DOCTYPE l [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><lesson>&b;</lesson>'
    with pytest.raises(LessonError, match="is no element"):
        parse(bomb)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "A document is one element with all others in it."),
        (b"\n\n<lesson>\xff\xfe</lesson>", "line 3: This is not written in UTF-8."),
        (LENS.encode("utf-16"), "This is not written in UTF-8."),
        (b"x" * (LARGEST_FILE + 1), "A file of a lesson has at most 256 KiB."),
        (b"<lesson", "This begins an element that does not end."),
        (b"<lesson></lesson><lesson></lesson>", "A document is one element"),
        (b"hello <lesson></lesson>", "The text “hello” stands outside of all elements."),
        (b'<lesson lens="math" title="x"></lesson>', "A lens has at least one <step>."),
    ],
)
def test_what_is_no_lesson_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    write(tmp_path)
    (tmp_path / "7-ours/math.html").write_bytes(content)
    text = refusal(tmp_path)
    assert sentence in text
    assert text.startswith("7-ours/math.html")

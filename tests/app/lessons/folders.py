"""Folders of lessons to be read in tests."""

from pathlib import Path

CHAPTER = """\
<chapter title="Ours" preset="tiny">
  <learn><li>A sum</li></learn>
  <note title="One">
    <point at="forward.1" mark="weights.1.2.1">It mixes, then it bends.</point>
    <equation><term tex="z" value="z[1][2]"/></equation>
  </note>
  <narration id="n" title="One minute">
    <part seconds="0" mark="input" at="ready">Numbers go in.</part>
    <part seconds="8" mark="forward" walk="forward">They are mixed.
      <aside><value of="moved"/></aside>
    </part>
    <question id="q1" step="our-1">
      <ask>When did a weight change?</ask>
      <choice idea="K1">Backward<reveal>There slopes are found.</reveal></choice>
      <choice right>In the update<reveal>Yes.</reveal></choice>
    </question>
  </narration>
  <question id="q2">
    <ask>Why?</ask>
    <model>Because.</model>
  </question>
</chapter>
"""

LENS = """\
<lesson lens="math" title="By numbers" preset="tiny">
  <step id="our-1" title="Mix" ideas="T1 T5" at="forward.1" select="neuron 1.2" lit="layer:1">
    <narration>A neuron mixes.</narration>
    <p>The sum is <value of="z[1][2]" digits="3" mark="neuron.1.2"/>.</p>
    <predict id="side" ask="Which side?">
      <choice id="high">High</choice>
      <choice id="low">Low</choice>
      <reveal when="choice('side') == 'low'">As you said.</reveal>
    </predict>
    <task>Type it.</task>
    <worked title="Neuron 1"><p>It is done.</p></worked>
    <blank>
      <equation>
        <term tex="z_1" value="z[1][1]"/><op tex="="/>
        <answer id="z2" tex="z_2" ask="z of neuron 2" expect="z[1][2]" tolerance="0.01"/>
      </equation>
    </blank>
    <setup id="wide" title="3 neurons">
      <changes>{"layers": [
        {"units": 3, "activation": "tanh"}, {"units": 1, "activation": "sigmoid"}
      ]}</changes>
    </setup>
    <figure name="anatomy" neuron="1.2"/>
    <goal id="said" when="said('side')">You said it.</goal>
    <goal after="said" when="answered('z2') and t == s0.t">You typed it.</goal>
    <hint>Look.</hint>
    <hint do="choose side low; type z2">Done.</hint>
    <why>It adds.</why>
  </step>
</lesson>
"""


def write(root: Path, lens: str = LENS, chapter: str = CHAPTER) -> Path:
    """A folder with one chapter that has one lens."""
    place = root / "7-ours"
    place.mkdir(exist_ok=True)
    (place / "chapter.html").write_text(chapter, "utf-8")
    (place / "math.html").write_text(lens, "utf-8")
    return root


def line_of(text: str, part: str) -> int:
    """The line on which a part of a text begins."""
    assert part in text
    return text[: text.index(part)].count("\n") + 1

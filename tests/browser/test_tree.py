"""What Chromium tells assistive technology: everything has a name, a value, and where it may go."""

from typing import Any

from tests.browser.tab import Tab


def tree(tab: Tab) -> list[dict[str, Any]]:
    """The nodes of the accessibility tree that are not ignored, flat."""
    session = tab.page.context.new_cdp_session(tab.page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()

    def text(node: dict[str, Any], key: str) -> str:
        return str(node.get(key, {}).get("value", ""))

    return [
        {
            "role": text(node, "role"),
            "name": text(node, "name"),
            "value": text(node, "value"),
            "description": text(node, "description"),
            **{one["name"]: one["value"].get("value") for one in node.get("properties", [])},
        }
        for node in nodes
        if not node.get("ignored")
    ]


def named(nodes: list[dict[str, Any]], role: str) -> list[str]:
    return [node["name"] for node in nodes if node["role"] == role]


def test_every_neuron_is_a_button_with_its_numbers(tab: Tab) -> None:
    tab.at("loss")
    buttons = named(tree(tab), "button")
    marks = tab.marks()
    for layer in (1, 2):
        for neuron in range(1, 5):
            value = marks[f"example.a.{layer}.{neuron}"].value or 0
            said = f"{'−' if value < 0 else ''}{abs(value):.3f}"
            start = f"neuron {neuron} of layer {layer}, sum "
            [name] = [name for name in buttons if name.startswith(start)]
            assert f"output {said}" in name
    assert any(name.startswith("the output, sum ") for name in buttons)
    tab.at("forward.1", 0.1)
    assert "neuron 1 of layer 2, not computed yet" in named(tree(tab), "button")


def test_the_connections_of_a_neuron_are_a_list_with_numbers(tab: Tab) -> None:
    tab.at("backward.1")
    tab.page.locator("#open-twin").click()
    tab.ask("() => learningLoop.select({ kind: 'neuron', layer: 2, index: 1 })")
    tab.until("() => document.querySelector('#twin-panel h2') !== null")
    tab.until("() => document.querySelector('#twin-panel').innerText.includes('neuron 2 of layer')")
    nodes = tree(tab)
    assert "Weights into neuron 2 of layer 2" in named(nodes, "table")
    assert named(nodes, "columnheader")[:2] == ["neuron", "sum z"]
    assert {"neuron 1: pick neuron 1 of layer 1", "bias: pick the bias"} <= set(
        named(nodes, "button")
    )
    weights = tab.marks()["weights.2.2.1"].value or 0
    sign = "−" if weights < 0 else "+"
    assert f"{sign}{abs(weights):.4f}" in named(nodes, "cell")


def test_every_slider_has_a_name_a_value_and_a_range(tab: Tab) -> None:
    for summary in tab.page.locator("#set-up summary").all():
        summary.click()
    tab.ask("() => learningLoop.select({ kind: 'connection', layer: 1, to: 1, from: 0 })")
    tab.until("() => document.querySelector('#edit-slider') !== null")
    sliders = [node for node in tree(tab) if node["role"] == "slider"]
    assert len(sliders) > 10
    for slider in sliders:
        assert slider["name"]
        assert slider["value"] != ""
        assert slider["valuemin"] < slider["valuemax"]
        has_range = " to " in slider["name"] + slider["description"]
        assert has_range or slider["name"] == "Step of the run"
    texts = tab.ask(
        """() => Object.fromEntries([...document.querySelectorAll("input[type=range]")]
          .map((input) => [input.id, input.getAttribute("aria-valuetext")]))"""
    )
    assert all(texts.values())
    assert texts["set-layers-1-units"] == "4 neurons"
    assert texts["set-data-training_share"].endswith("%")
    assert texts["scrubber"].startswith("step 0 of 0")


def test_nothing_that_can_be_used_is_without_a_name(tab: Tab) -> None:
    tab.at("backward.1")
    roles = {"button", "slider", "spinbutton", "combobox", "checkbox", "switch", "textbox", "link"}
    nameless = [node for node in tree(tab) if node["role"] in roles and not node["name"]]
    assert nameless == []

/**
 * What is picked, or else pointed at, in a fixed place: its name, a sentence, its values of this very step. What this step has
 * not computed yet is said to be so. One panel for each kind of thing; this is the switch between them.
 */

import { html, nothing, render } from "lit-html";
import { answerTo } from "../state/answers.js";
import { asRead } from "../state/selectors.js";
import { createAsking } from "./asking.js";
import { createConnectionPanel } from "./connection-panel.js";
import { createExamplePanel } from "./example-panel.js";
import { FACTS, factsOf } from "./facts.js";
import { isSame } from "./inspector-parts.js";
import { layerPanel } from "./layer-panel.js";
import { jointOf } from "./live-formula.js";
import { createNeuronPanel } from "./neuron-panel.js";

/** @import { Scene } from "../scene/stage.js" */
/** @import { PlayerControls } from "../timeline/player.js" */
/** @import { PanelContext, Selected, Selection, Send } from "../types.d.ts" */
/** @import { View } from "./inspector-parts.js" */

/**
 * @param {HTMLElement} root
 * @param {PanelContext & { player: PlayerControls, say: (sentence: string) => void }} context say: to a screen reader
 */
export function mountInspector(root, { store, send, say, player }) {
  const ask = createAsking(store, send);
  const neuronPanel = createNeuronPanel();
  const connectionPanel = createConnectionPanel(say);
  const examplePanel = createExamplePanel(sendThrough, () => {
    if (last) draw(last);
  });
  /** An example of one's own is answered at once, on the stage too. @type {Send} */
  function sendThrough(command) {
    if (command.type === "show" && command.inputs) player.passForward();
    return send(command);
  }

  /** @type {unknown[]} */
  let shown = [];
  /** @type {Scene | null} */
  let last = null;
  /** @type {Selected | null} */
  let subject = null;
  let picked = "";

  /** @param {Selected | null} selection */
  const select = (selection) => {
    store.dispatch({ type: "hover", selection: null });
    store.dispatch({ type: "select", selection });
  };
  /** Without a choice the panel shows what is pointed at, and would flee from under the pointer. @param {Selection | null} selection */
  const light = (selection) => {
    const { selected, hovered } = store.state;
    if (selected !== null && !isSame(selection, hovered))
      store.dispatch({ type: "hover", selection });
  };

  /** @param {View} view @param {Selected | null} looked */
  function body(view, looked) {
    if (looked === null) return examplePanel(view);
    if (looked.kind === "layer") return layerPanel(view, looked.layer);
    if (looked.kind === "neuron") return neuronPanel(view, looked.layer, looked.index);
    return connectionPanel(view, looked);
  }

  /** @param {Scene} scene */
  function draw(scene) {
    /** @type {(() => void)[]} */
    const afterwards = [];
    const { selected, hovered } = scene.state;
    subject = selected ?? hovered;
    /** @type {View} */
    const view = {
      scene,
      facts: factsOf(scene),
      select,
      light,
      joint: jointOf(store),
      ask,
      answer: (question, about) => answerTo(store.state, question, about),
      send,
      after: (then) => afterwards.push(then),
    };
    render(
      html`${body(view, subject)}
        ${selected ? html`<button type="button" class="plain" id="close-inspector" @click=${() => select(null)}>Let go</button>` : nothing}`,
      root,
    );
    for (const then of afterwards) then();
  }

  // Pictures are drawn in the room they have: a sheet that opens has had none.
  new ResizeObserver(() => {
    if (last) draw(last);
  }).observe(root);

  /** @param {Scene | null} scene */
  return function update(scene) {
    if (!scene) return;
    // While running it has the numbers of the frame that is written everywhere.
    last =
      scene.read === scene.frame
        ? scene
        : { ...scene, frame: scene.read, state: asRead(scene.state) };
    const { moment, frame, state } = last;
    const { hovered, lit, selected, answers, journal, data, experiment, connection, upcoming } =
      state;
    const facts = FACTS.key(scene);
    const key = [
      frame,
      upcoming,
      hovered,
      lit,
      selected,
      answers,
      journal,
      data,
      experiment,
      connection,
      moment.running,
      moment.stop?.id,
      facts,
      document.documentElement.dataset.theme,
    ];
    if (key.length === shown.length && key.every((part, i) => part === shown[i])) return;
    shown = key;
    draw(last);
    const now_picked = `${JSON.stringify(selected)} ${experiment?.data.name}`;
    if (now_picked !== picked) root.scrollTop = 0; // another thing is read from its beginning
    picked = now_picked;
  };
}

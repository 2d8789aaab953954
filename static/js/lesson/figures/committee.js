/** The weight pictures of a hidden layer as its members: pressed, one is silent, and the test says what that costs. */

import { html, nothing, render } from "lit-html";
import { formatNumber, formatPercent } from "../../lib/format.js";
import { tensorOf } from "../../protocol/tensors.js";
import { WAITING } from "../content.js";
import { createAsked } from "./asked.js";
import { presentFrame, weightsOf } from "./neuron-numbers.js";
import { createSigned } from "./small-picture.js";

/** @import { Evaluation } from "../../protocol/messages.d.ts" */
/** @import { Frame } from "../../types.d.ts" */
/** @import { Scene } from "../../scene/stage.js" */
/** @import { MountFigure } from "../types.d.ts" */

const ALL = -1;

/** @type {MountFigure} */
export function mount(root, { store, send, redraw }) {
  const asked = createAsked(store, send);
  /** @type {ReturnType<typeof createSigned>[]} */
  const pictures = [];
  /** @type {Map<number, number>} by the member that was silent, the share of right answers in the test */
  const found = new Map();
  let muted = ALL;
  let at = 0;
  let run = "";
  let key = "";
  let isPlaced = false;

  /** @param {number} member */
  function test(member) {
    const about = run;
    asked.ask(
      {
        question: "evaluate",
        set: "test",
        muted: member === ALL ? [] : [{ layer: 1, row: member }],
      },
      ({ content }) => {
        const { accuracy } = /** @type {Evaluation} */ (content);
        if (about === run && accuracy !== null) found.set(member, accuracy);
        redraw();
      },
    );
  }

  /** Silences one member alone, or lets it speak again. @param {number} member */
  function turn(member) {
    at = member;
    muted = muted === member ? ALL : member;
    if (muted !== ALL) {
      store.dispatch({
        type: "select",
        selection: { kind: "neuron", layer: 1, index: member },
      });
      if (!found.has(member)) test(member);
    }
    redraw();
  }

  /** What the silence of a member takes away, as a share; undefined before it was tested. @param {number} member */
  function cost(member) {
    const [whole, without] = [found.get(ALL), found.get(member)];
    return whole === undefined || without === undefined ? undefined : whole - without;
  }

  /** @returns {number[]} */
  const costs = () =>
    [...found.keys()].filter((member) => member !== ALL).map((member) => cost(member) ?? NaN);

  /** @param {KeyboardEvent} event @param {number} count */
  function onKey(event, count) {
    const grid = root.querySelector(".committee");
    const across = grid ? getComputedStyle(grid).gridTemplateColumns.split(" ").length : 1;
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -across, ArrowDown: across }[event.key];
    const member = event.target instanceof Element ? event.target.closest("[data-member]") : null;
    const next = member instanceof HTMLElement ? Number(member.dataset.member) + (by ?? 0) : -1;
    if (by === undefined || next < 0 || next >= count) return;
    event.preventDefault();
    event.stopPropagation();
    at = next;
    key = "";
    redraw();
    const other = root.querySelector(`[data-member="${at}"]`);
    if (other instanceof HTMLElement) other.focus();
  }

  /** What was tested is true of one set of weights. @param {Frame} frame */
  function forget(frame) {
    const { state } = store;
    const now = `${state.run} ${frame.step} ${weightsOf(frame, 0).join(" ")}`;
    if (now === run || frame.running || state.player.running || state.connection.status !== "open")
      return;
    run = now;
    found.clear();
    asked.forget();
    muted = ALL;
    test(ALL);
  }

  /** @param {Scene} scene */
  function update({ state, frame: shown, dataset }) {
    const frame = presentFrame(state) ?? shown;
    if (!dataset.picture || (frame.layout.tensors.get("weights.1")?.shape[1] ?? 0) < 2) return;
    const columns = dataset.picture[1] ?? 8;
    forget(frame);
    const tensor = tensorOf(frame, "weights", 1);
    const count = tensor.shape[0] ?? 0;
    const { theme } = document.documentElement.dataset;
    const now = `${run} ${[...found].join(" ")} ${muted} ${at} ${theme} ${isPlaced}`;
    if (now === key) return;
    key = now;
    while (pictures.length < count) pictures.push(createSigned("member-picture"));
    const whole = found.get(ALL);
    render(
      html`<p class="committee-says" role="status">${says(whole)}</p>
        <div class="committee" role="group" aria-label="The ${count} neurons of the hidden layer. Arrow keys go from one to the next, Enter silences it." @keydown=${(/** @type {KeyboardEvent} */ event) => onKey(event, count)}>
          ${Array.from({ length: count }, (_, i) => member(i))}
        </div>`,
      root,
    );
    for (let i = 0; i < count; i++)
      pictures[i]?.draw(weightsOf(frame, i), columns, Math.min(1.2, tensor.largest()), "");
    if (!isPlaced) {
      isPlaced = true;
      requestAnimationFrame(redraw);
    }
  }

  /** @param {number} i */
  function member(i) {
    const lost = cost(i);
    const words =
      lost === undefined ? "not tried yet" : `costs ${formatNumber(points(lost), 1)} points`;
    return html`<button type="button" class="member ${lost !== undefined && lost >= 0.15 ? "dear" : ""}" data-member=${i} tabindex=${i === at ? 0 : -1}
      aria-pressed=${i === muted} aria-label="Neuron ${i + 1}, ${i === muted ? "silent, " : ""}${words}" @click=${() => turn(i)}>
      ${pictures[i]?.canvas}<span class="member-cost">${lost === undefined ? html`<span class="quiet">${i + 1}</span>` : html`<b>${formatNumber(-points(lost), 1, { sign: true })}</b>`}</span>
    </button>`;
  }

  /** @param {number | undefined} whole */
  function says(whole) {
    if (whole === undefined) return WAITING;
    const all = html`<span>all together <strong data-word="whole">${formatPercent(whole, 1)}</strong></span>`;
    if (muted === ALL) return all;
    const without = found.get(muted);
    return html`${all}<span>without ${muted + 1} <strong data-word="without">${without === undefined ? WAITING : formatPercent(without, 1)}</strong></span>`;
  }

  return {
    update,
    word(name) {
      const known = costs();
      if (name === "whole") return found.get(ALL);
      if (known.length === 0) return undefined;
      if (name === "dearest") return Math.max(...known);
      if (name === "cheapest") return Math.min(...known);
      return name === "tried" ? known.length : undefined;
    },
    act(id) {
      if (id !== "all") return;
      for (let i = 0; i < pictures.length; i++) if (!found.has(i)) test(i);
    },
    unmount() {
      asked.stop();
      render(nothing, root);
    },
  };
}

/** A share in percentage points. @param {number} share */
const points = (share) => 100 * share;

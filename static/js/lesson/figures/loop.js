/** The loop as a ring of its four phases, the present one lit; in the middle how often it was gone round, and the loss. */

import { html, nothing, render, svg } from "lit-html";
import { formatInteger, formatNumber } from "../../lib/format.js";
import { wordsOf } from "../words.js";

/** @import { MountFigure } from "../types.d.ts" */

const SIZE = 312;
const HEIGHT = 214;
const MIDDLE = { x: SIZE / 2, y: HEIGHT / 2 };
const RADIUS = { x: 104, y: 76 };
/** Room that a word takes of the ring, in degrees to each side. */
const ROOM = { side: 21, top: 33 };

const PHASES = [
  { kind: "forward", sign: "▶", at: -90 },
  { kind: "loss", sign: "≠", at: 0 },
  { kind: "backward", sign: "◀", at: 90 },
  { kind: "update", sign: "⟳", at: 180 },
];

/** @type {MountFigure} */
export function mount(root, { events }) {
  let drawn = "";
  let drawn_ms = 0;
  return {
    update(scene) {
      const { state, moment } = scene;
      const word = wordsOf({ state, opening: null, events: events() });
      const kind = moment.running ? "all" : (moment.stop?.kind ?? "");
      const [t, loss] = [word("t"), word("L.train")];
      const key = `${kind} ${t} ${loss}`;
      const now = performance.now();
      if (key === drawn || (moment.running && now - drawn_ms < 125)) return;
      [drawn, drawn_ms] = [key, now];
      const turns = typeof t === "number" ? formatInteger(t) : "";
      const number = typeof loss === "number" ? formatNumber(loss, 4) : null;
      const words = `The loop: forward, loss, backward, update, and again. Step ${turns}, loss ${number ?? "not computed yet"}.${moment.stop ? ` Now: ${kind}.` : ""}`;
      render(
        html`<svg class="loop-ring" viewBox="0 0 ${SIZE} ${HEIGHT}" role="img" aria-label=${words}>
          ${PHASES.map((phase, i) => arrow(phase.at, PHASES[(i + 1) % 4]?.at ?? 0))}
          ${PHASES.map((phase) => station(phase, kind === "all" || kind === phase.kind))}
          ${svg`<text class="symbol" x=${MIDDLE.x} y=${MIDDLE.y - 5}>t <tspan class="number">${turns}</tspan></text>
            <text class="symbol" x=${MIDDLE.x} y=${MIDDLE.y + 24}>L <tspan class="number loss">${number ?? "…"}</tspan></text>`}
        </svg>`,
        root,
      );
    },
    unmount: () => render(nothing, root),
  };
}

/** @param {number} degrees */
const place = (degrees) => ({
  x: MIDDLE.x + RADIUS.x * Math.cos((degrees * Math.PI) / 180),
  y: MIDDLE.y + RADIUS.y * Math.sin((degrees * Math.PI) / 180),
});

/** @param {{ kind: string, sign: string, at: number }} phase @param {boolean} isLit */
function station({ kind, sign, at }, isLit) {
  const { x, y } = place(at);
  const isWarm = kind === "loss" || kind === "backward";
  return svg`<text class="station ${isLit ? "lit" : ""} ${isWarm ? "loss" : ""}" data-phase=${kind} x=${x} y=${y + 6}><tspan class="sign">${sign}</tspan> ${kind}</text>`;
}

/** From one word to the next. @param {number} from @param {number} to degrees */
function arrow(from, to) {
  const room = (/** @type {number} */ at) => (at % 180 === 0 ? ROOM.side : ROOM.top);
  const end = to < from ? to + 360 : to;
  const [a, b] = [place(from + room(from)), place(end - room(end))];
  const before = place(end - room(end) - 4);
  const along = Math.atan2(b.y - before.y, b.x - before.x);
  const wing = (/** @type {number} */ turn) =>
    `${(b.x - 9 * Math.cos(along + turn)).toFixed(1)} ${(b.y - 9 * Math.sin(along + turn)).toFixed(1)}`;
  return svg`<path class="way" d="M${a.x.toFixed(1)} ${a.y.toFixed(1)}A${RADIUS.x} ${RADIUS.y} 0 0 1 ${b.x.toFixed(1)} ${b.y.toFixed(1)}M${wing(0.5)}L${b.x.toFixed(1)} ${b.y.toFixed(1)}L${wing(-0.5)}"></path>`;
}

/** Light, dark, or as the system says: chosen with one button and remembered in this browser. */

import { html, render } from "lit-html";
import { icon } from "./icon.js";

const KEY = "learning-loop.theme";

/**
 * @param {HTMLElement} button
 * @param {() => void} changed
 */
export function mountTheme(button, changed) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  let chosen = remembered();

  function apply() {
    const dark = chosen ? chosen === "dark" : system.matches;
    document.documentElement.dataset.theme = dark ? "dark" : "light";
    button.setAttribute("aria-label", dark ? "Light theme" : "Dark theme");
    render(html`${icon(dark ? "sun" : "moon")}`, button);
    changed();
  }
  button.replaceChildren();
  button.addEventListener("click", () => {
    chosen = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    try {
      localStorage.setItem(KEY, chosen);
    } catch {
      // Storage may be switched off; the choice then lasts as long as the page.
    }
    apply();
  });
  system.addEventListener("change", apply);
  apply();
}

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

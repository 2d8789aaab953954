/**
 * What is being typed into a field and has not been said yet: whatever is drawn meanwhile must not take it away. It counts
 * from the first key until it is said (`change`) or the field is left.
 */

/** @type {{ id: string, text: string } | null} */
let typing = null;

/** Watches the fields of a page. @param {Document} page */
export function watchTyping(page) {
  page.addEventListener("input", ({ target }) => {
    if (target instanceof HTMLInputElement && target.id !== "")
      typing = { id: target.id, text: target.value };
  });
  page.addEventListener("change", forgetTyping);
  page.addEventListener("focusout", forgetTyping);
}

/** What was typed counts no more. */
export function forgetTyping() {
  typing = null;
}

/** The text of a field: what is being typed into it, or else its value. @param {string} id @param {string} value */
export const textOf = (id, value) => (typing?.id === id ? typing.text : value);

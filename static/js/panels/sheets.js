/** On smaller screens a side column is a sheet that a button opens; one at a time, Escape closes. */

/**
 * @param {[opener: HTMLElement, sheet: HTMLElement][]} sheets
 */
export function mountSheets(sheets) {
  /** @param {HTMLElement | null} wanted */
  function show(wanted) {
    for (const [opener, sheet] of sheets) {
      const open = sheet === wanted;
      sheet.classList.toggle("open", open);
      opener.setAttribute("aria-expanded", String(open));
    }
  }
  for (const [opener, sheet] of sheets)
    opener.addEventListener("click", () => show(sheet.classList.contains("open") ? null : sheet));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = sheets.find(([, sheet]) => sheet.classList.contains("open"));
    if (!open) return;
    show(null);
    if (open[1].contains(document.activeElement)) open[0].focus();
  });
}

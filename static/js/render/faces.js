/** The two faces on the canvas, as on the page. */

export const TEXT_FACE = '"Figtree Variable", Figtree, system-ui, sans-serif';
export const SYMBOL_FACE = '"STIX Two Text", "STIX Two Math", "Cambria Math", serif';

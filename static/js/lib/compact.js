/** Text as short characters for an address: deflated where the browser can, and base64url; and back. */

const DEFLATED = "d";
const PLAIN = "p";

/** Thrown for text that is not from here, or that was cut or changed on its way. */
export class DamagedText extends Error {}

/** @param {string} text */
export async function compact(text) {
  const bytes = new TextEncoder().encode(text);
  if (typeof CompressionStream === "undefined") return PLAIN + toBase64(bytes);
  const deflated = await through(bytes, new CompressionStream("deflate"), Infinity);
  return DEFLATED + toBase64(deflated);
}

/**
 * The text that was made compact. Throws DamagedText.
 * @param {string} short
 * @param {number} most bytes of the text; a few characters may stand for gigabytes
 */
export async function expand(short, most) {
  const bytes = fromBase64(short.slice(1));
  try {
    const decode = new TextDecoder("utf-8", { fatal: true });
    if (short[0] === PLAIN && bytes.length <= most) return decode.decode(bytes);
    if (short[0] === DEFLATED)
      return decode.decode(await through(bytes, new DecompressionStream("deflate"), most));
  } catch (error) {
    throw new DamagedText("it does not unfold", { cause: error });
  }
  throw new DamagedText("it is not of this kind");
}

/** @param {Uint8Array<ArrayBuffer>} bytes @param {GenericTransformStream} transform @param {number} most */
async function through(bytes, transform, most) {
  const reader = new Blob([bytes]).stream().pipeThrough(transform).getReader();
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
    if (length > most) {
      await reader.cancel();
      throw new DamagedText("it is too long");
    }
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {Uint8Array} bytes */
function toBase64(bytes) {
  let characters = "";
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** @param {string} text */
function fromBase64(text) {
  if (!/^[\w-]*$/.test(text)) throw new DamagedText("it has characters that do not belong there");
  try {
    const characters = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(characters, (character) => character.charCodeAt(0));
  } catch (error) {
    throw new DamagedText("its end is missing", { cause: error });
  }
}

/** The check sum of zip files and pictures (CRC-32, ISO 3309): x³² + x²⁶ + x²³ + … + 1, bits reversed. */

const POLYNOMIAL = 0xedb88320;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = (rest >>> 1) ^ (rest & 1 ? POLYNOMIAL : 0);
  return rest;
});

/** As eight hexadecimal digits. @param {Uint8Array} bytes */
export function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) rest = (rest >>> 8) ^ (TABLE[(rest ^ byte) & 255] ?? 0);
  return ((rest ^ 0xffffffff) >>> 0).toString(16).padStart(8, "0");
}

const lineFeed = 10;
const carriageReturn = 13;

/**
 * Gives each record the physical line on which it begins, counted from 1. The parser's own count is off once a
 * quoted cell holds a Windows line break, so lines are counted in the bytes.
 */
export function createLineCounter(bytes: Uint8Array): {
  /** The line where the record that is being read begins: blank lines before it are passed over. */
  recordLine(): number;
  /** Moves past a record that ends before this offset. */
  moveTo(offset: number): void;
} {
  let offset = 0;
  let line = 1;

  const step = (): void => {
    const byte = bytes[offset];
    offset += 1;
    // In CR LF the line ends with LF; CR alone ends one too, as old exports write.
    if (byte === lineFeed || (byte === carriageReturn && bytes[offset] !== lineFeed)) line += 1;
  };

  return {
    recordLine() {
      while (bytes[offset] === lineFeed || bytes[offset] === carriageReturn) step();
      return line;
    },
    moveTo(end) {
      while (offset < end) step();
    },
  };
}

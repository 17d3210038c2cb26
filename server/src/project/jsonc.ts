/**
 * Reads JSON with comments and trailing commas, the dialect of tsconfig files. It exists because only `front/`
 * may import the TypeScript compiler, and a project must be found without loading it.
 */
export type JsoncResult =
  | { readonly ok: true; readonly value: unknown }
  /** `message` is a clause without a full stop; `offset` is where it went wrong, when that is known. */
  | { readonly ok: false; readonly message: string; readonly offset: number | undefined };

/**
 * Blanks out comments and trailing commas, keeping every offset, so that what JSON.parse says about positions
 * holds for the original text too.
 */
export function toPlainJson(text: string): string {
  const out = text.split('');
  const blank = (from: number, to: number): void => {
    for (let i = from; i < to; i++) if (out[i] !== '\n' && out[i] !== '\r') out[i] = ' ';
  };
  let comma = -1;
  let i = 0;
  if (text.charCodeAt(0) === 0xfeff) blank(i, ++i);
  while (i < text.length) {
    const char = text[i];
    if (char === '"') {
      comma = -1;
      i++;
      while (i < text.length && text[i] !== '"' && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
      i++;
    } else if (char === '/' && text[i + 1] === '/') {
      const end = text.indexOf('\n', i);
      const stop = end === -1 ? text.length : end;
      blank(i, stop);
      i = stop;
    } else if (char === '/' && text[i + 1] === '*') {
      const end = text.indexOf('*/', i + 2);
      const stop = end === -1 ? text.length : end + 2;
      blank(i, stop);
      i = stop;
    } else {
      if (char === ',') comma = i;
      else if ((char === '}' || char === ']') && comma !== -1) {
        blank(comma, comma + 1);
        comma = -1;
      } else if (char !== undefined && !/\s/.test(char)) comma = -1;
      i++;
    }
  }
  return out.join('');
}

export function parseJsonc(text: string): JsoncResult {
  try {
    return { ok: true, value: JSON.parse(toPlainJson(text)) };
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const position = /at position (\d+)/.exec(said)?.[1];
    const offset = position !== undefined ? Number(position) : /end of JSON/.test(said) ? text.length : undefined;
    return { ok: false, message: said.replace(/ in JSON at position.*$/s, ''), offset };
  }
}

/**
 * Offsets to lines and columns: findings hold offsets because facts do; people and report formats want lines.
 */
import type { Place } from './finding.ts';

/** 1-based line and column; columns count UTF-16 code units, as editors and SARIF (`utf16CodeUnits`) do. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface Region {
  readonly start: Position;
  /** Exclusive. */
  readonly end: Position;
}

export class LineIndex {
  /** Offset of the first character of each line. */
  private readonly starts: readonly number[];
  readonly text: string;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      // \r\n counts once, at its \n; U+2028/2029 end a line for the language but not for editors.
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    this.starts = starts;
  }

  get lineCount(): number {
    return this.starts.length;
  }

  /** Offsets outside the text are moved to its nearer end: a stale finding must not break a report. */
  position(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.text.length));
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.starts[middle] ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: at - (this.starts[low] ?? 0) + 1 };
  }

  region(place: Pick<Place, 'start' | 'end'>): Region {
    return { start: this.position(place.start), end: this.position(Math.max(place.start, place.end)) };
  }

  /** Offset of the first character of a 1-based line; the text's end for lines past it. */
  startOf(line: number): number {
    return this.starts[line - 1] ?? this.text.length;
  }

  /** Text of a 1-based line without its line break. */
  lineText(line: number): string {
    return this.text.slice(this.startOf(line), this.startOf(line + 1)).replace(/[\r\n]+$/, '');
  }
}

/**
 * Regular expressions. One is run for real on short known text when it cannot take long: without a repetition
 * inside a repetition and without references back; anything else about it is unknown.
 */
import { Obj } from './values.ts';

export class RegExpObj extends Obj {
  constructor(
    readonly source: string,
    readonly flags: string,
    /** Undefined: not run. */
    readonly host: RegExp | undefined,
  ) {
    super(undefined, 'regexp');
    this.props.set('lastIndex', 0);
  }
}

const LONGEST_PATTERN = 200;
/** Longer text is not matched. */
export const LONGEST_TEXT = 2000;

/** Matching takes time linear in the text for patterns in which no repeated group holds a repetition or a choice. */
function quick(source: string): boolean {
  if (source.length > LONGEST_PATTERN || /\\[1-9k]/.test(source)) return false;
  return (
    !/\)[*+{]/.test(source) || !/\([^()]*[*+|{][^()]*\)[*+{]/.test(source.replace(/\\.|\[(?:\\.|[^\]\\])*\]/g, 'x'))
  );
}

export function makeRegExp(source: string, flags: string): RegExpObj | undefined {
  let host: RegExp;
  try {
    host = new RegExp(source, flags);
  } catch {
    return undefined;
  }
  return new RegExpObj(source, flags, quick(source) ? host : undefined);
}

export function regexpOf(literal: string): Obj {
  const end = literal.lastIndexOf('/');
  return makeRegExp(literal.slice(1, end), literal.slice(end + 1)) ?? new Obj(undefined, 'regexp');
}

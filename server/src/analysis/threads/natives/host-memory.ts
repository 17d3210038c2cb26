/** What the host itself reads and writes in the memory of a program: files, random values. Parts of a view, in bytes. */
import type { Place } from '../../../findings/finding.ts';
import { accessRange } from '../elements.ts';
import { ViewObj } from '../memory.ts';
import { plain, type Act, type Value } from '../values.ts';
import { integerArg } from './kit.ts';

/** Offset and length as a call gives them: absent ones stand for the whole view. */
export interface Part {
  readonly offset: Value;
  readonly length: Value;
  /** Bytes of one unit of both. */
  readonly unit: number;
}

export const WHOLE: Part = { offset: undefined, length: undefined, unit: 1 };

/** The host writes a part of a view: what it writes is not known afterwards. */
export function fillView(act: Act, v: Value, part: Part, at: Place): void {
  const view = plain(v);
  if (!(view instanceof ViewObj)) return;
  const range = elementsOf(view, part);
  if (range !== undefined) accessRange(act, view, range.from, range.to, 'write', at);
  if (view.blurred) return;
  const { size } = view.view;
  const [from, to] = range?.exact === true ? [range.from, range.to] : [range?.from ?? 0, view.length ?? 1];
  view.buffer.blur(view.byteOffset + from * size, view.byteOffset + (to ?? from + 1) * size, view.view);
}

/** The host reads a part of a view. */
export function drainView(act: Act, v: Value, part: Part, at: Place): void {
  const view = plain(v);
  if (!(view instanceof ViewObj)) return;
  const range = elementsOf(view, part);
  if (range !== undefined) accessRange(act, view, range.from, range.to, 'read', at);
}

interface Elements {
  readonly from: number;
  /** Undefined: to the end of the view. */
  readonly to: number | undefined;
  readonly exact: boolean;
}

/** Which elements that are. An unknown length is one element at least; of an unknown offset nothing is known. */
function elementsOf(view: ViewObj, { offset, length, unit }: Part): Elements | undefined {
  const { size } = view.view;
  const start = integerArg(offset ?? undefined, 0);
  if (start === undefined) return undefined;
  const from = Math.floor((start * unit) / size);
  if ((plain(length) ?? undefined) === undefined) return { from, to: undefined, exact: true };
  const count = integerArg(length, 0);
  if (count === undefined) return { from, to: from + 1, exact: false };
  const to = Math.ceil(((start + count) * unit) / size);
  return { from, to: Math.min(to, view.length ?? to), exact: true };
}

/**
 * Sums up state that several threads change: what the article printed after every transfer. A total that comes out the
 * same in whatever order the calls run one after another must come out so when they run at once.
 */
import { PRIVATE } from '../instrument/names.ts';

export type Totals = ReadonlyMap<string, string>;

const DEEPEST = 4;
const RESULTS = 'results';
const MOST_ENTRIES = 200;

/**
 * @param roots name to value: the variables of the module, the object of a method
 * @param results what the calls returned
 */
export function totalsOf(roots: Readonly<Record<string, unknown>>, results: readonly unknown[] = []): Totals {
  const totals = new Map<string, string>();
  const seen = new Set<unknown>();
  for (const [name, value] of Object.entries(roots)) collect(value, name, 0, totals, seen);
  collectList(results, RESULTS, 0, totals, seen);
  // Numbers that were given out twice, say.
  if (results.some((result) => typeof result === 'number' || typeof result === 'string')) {
    totals.set('distinct results', String(new Set(results).size));
  }
  return totals;
}

function collect(value: unknown, name: string, depth: number, totals: Map<string, string>, seen: Set<unknown>): void {
  if (totals.size >= MOST_ENTRIES) return;
  switch (typeof value) {
    case 'number':
    case 'bigint':
    case 'boolean':
    case 'string':
      totals.set(name, text(value));
      return;
    case 'object':
      break;
    default:
      return;
  }
  if (value === null || seen.has(value) || depth > DEEPEST) return;
  seen.add(value);
  if (value instanceof Map || value instanceof Set) {
    totals.set(`${name}.size`, String(value.size));
    collectList([...value.values()], `${name} values`, depth, totals, seen);
  } else if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as readonly unknown[];
    if (Array.isArray(value)) totals.set(`${name}.length`, String(list.length));
    collectList(Array.from(list), name, depth, totals, seen);
  } else if (isData(value)) {
    for (const [key, inner] of Object.entries(value)) {
      const shown = key.startsWith(PRIVATE) ? `#${key.slice(PRIVATE.length).replace(/^\d*_/, '')}` : key;
      collect(inner, `${name}.${shown}`, depth + 1, totals, seen);
    }
  }
}

/** The sum over the elements; of objects, the sums over their fields. */
function collectList(
  list: readonly unknown[],
  name: string,
  depth: number,
  totals: Map<string, string>,
  seen: Set<unknown>,
): void {
  if (list.length === 0) return;
  if (list.every((element) => typeof element === 'number')) {
    totals.set(`sum(${name})`, text(list.reduce((sum, element) => sum + element, 0)));
  } else if (list.every((element) => typeof element === 'bigint')) {
    totals.set(`sum(${name})`, text(list.reduce((sum, element) => sum + element, 0n)));
  } else if (list.every((element) => typeof element === 'object' && element !== null)) {
    const numbers = new Map<string, number>();
    for (const element of list) {
      for (const [key, field] of Object.entries(element as object)) {
        if (typeof field === 'number') numbers.set(key, (numbers.get(key) ?? 0) + field);
      }
    }
    for (const [key, sum] of numbers) totals.set(`sum(${name}[].${key})`, text(sum));
    if (list.length <= 16 && name !== RESULTS)
      list.forEach((element, index) => collect(element, `${name}[${index}]`, depth + 1, totals, seen));
  }
}

/** Objects that hold state; not promises, functions, streams of Node and the like. */
function isData(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  return !/\[native code\]/.test(Function.prototype.toString.call((value as { constructor: unknown }).constructor));
}

/** Sums of amounts with cents depend on the order of adding in their last digits, which is no corruption. */
function text(value: number | bigint | boolean | string): string {
  if (typeof value !== 'number' || Number.isInteger(value)) return String(value).slice(0, 80);
  return String(Number(value.toPrecision(10)));
}

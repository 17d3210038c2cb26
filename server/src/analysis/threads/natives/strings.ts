/** Strings, numbers and bigints of the interpreted program: known ones are computed, unknown ones give parts of the unknown. */
import { ArrObj, Unknown, isPrim, plain, readsOf, taint, type Act, type Prim, type Value } from '../values.ts';
import { nullish, toText } from '../ops.ts';
import { getProp } from '../props.ts';
import { classOf, defineGlobals } from './globals.ts';
import { defineMethods } from './table.ts';

const STRING_METHODS = [
  'at',
  'charAt',
  'charCodeAt',
  'codePointAt',
  'concat',
  'endsWith',
  'includes',
  'indexOf',
  'lastIndexOf',
  'localeCompare',
  'normalize',
  'padEnd',
  'padStart',
  'repeat',
  'slice',
  'split',
  'startsWith',
  'substring',
  'substr',
  'toLowerCase',
  'toLocaleLowerCase',
  'toString',
  'toUpperCase',
  'toLocaleUpperCase',
  'trim',
  'trimEnd',
  'trimStart',
  'valueOf',
] as const;
const NUMBER_METHODS = ['toFixed', 'toPrecision', 'toExponential', 'toString', 'valueOf', 'toLocaleString'] as const;
/** A known string longer than this is not kept by value. */
const LONGEST = 100_000;

/** Calls the host's own method on known values; the methods listed here are pure. */
function pureMethod(name: string): (act: Act, self: Value, args: readonly Value[]) => Value {
  return (_act, self, args) => {
    const o = plain(self);
    const values = args.map(plain);
    if (o instanceof Unknown) return o.part(`.${name}()`);
    if (!isPrim(o) || !values.every(isPrim)) return new Unknown('data');
    if (name === 'repeat' && typeof o === 'string' && o.length * Number(values[0]) > LONGEST)
      return new Unknown('data');
    if ((name === 'padStart' || name === 'padEnd') && Number(values[0]) > LONGEST) return new Unknown('data');
    try {
      const method = (Object(o) as Record<string, (...args: readonly Prim[]) => unknown>)[name];
      const result = method?.apply(o, values);
      if (Array.isArray(result)) return new ArrObj(result as Prim[]);
      return taint(result as Prim, readsOf(self), ...args.map(readsOf));
    } catch {
      return new Unknown('data');
    }
  };
}

defineMethods('string', Object.fromEntries(STRING_METHODS.map((name) => [name, pureMethod(name)])));
defineMethods('number', Object.fromEntries(NUMBER_METHODS.map((name) => [name, pureMethod(name)])));

type Convert = (v: Prim) => Prim;
const convert =
  (name: string, f: Convert) =>
  (_act: Act, _self: Value, args: readonly Value[]): Value => {
    const v = plain(args[0]);
    if (v instanceof Unknown) return v.part(name);
    if (!isPrim(v)) return name === 'Boolean' ? true : new Unknown('data');
    try {
      return taint(f(v), readsOf(args[0]));
    } catch {
      return new Unknown('data');
    }
  };

const pure =
  (name: string, f: (...args: never[]) => Prim) =>
  (_act: Act, _self: Value, args: readonly Value[]): Value => {
    const values = args.map(plain);
    if (!values.every(isPrim)) return values.find((v) => v instanceof Unknown)?.part(name) ?? new Unknown('data');
    try {
      return taint((f as (...args: readonly unknown[]) => Prim)(...values), ...args.map(readsOf));
    } catch {
      return new Unknown('data');
    }
  };

defineGlobals({
  String: () =>
    classOf('String', (act, _self, args) => (args.length === 0 ? '' : toText(args[0], act)), {
      fromCharCode: pure('fromCharCode', String.fromCharCode),
      fromCodePoint: pure('fromCodePoint', String.fromCodePoint),
      raw: (act, _self, args, at) => {
        const raw = plain(getProp(act, args[0], 'raw', at));
        if (!(raw instanceof ArrObj) || raw.more) return new Unknown('data');
        const parts = raw.items.map((q, i) => [q, i + 1 < raw.items.length ? args[i + 1] : ''] as const);
        const texts = parts.flat().map((v) => plain(toText(v, act)));
        return texts.some((x) => x instanceof Unknown) ? new Unknown('data') : texts.join('');
      },
    }),
  Number: () =>
    classOf('Number', (act, self, args) => (args.length === 0 ? 0 : convert('Number', Number)(act, self, args)), {
      isInteger: pure('isInteger', Number.isInteger),
      isSafeInteger: pure('isSafeInteger', Number.isSafeInteger),
      isFinite: pure('isFinite', Number.isFinite),
      isNaN: pure('isNaN', Number.isNaN),
      parseInt: pure('parseInt', Number.parseInt),
      parseFloat: pure('parseFloat', Number.parseFloat),
      MAX_SAFE_INTEGER: { value: Number.MAX_SAFE_INTEGER },
      MIN_SAFE_INTEGER: { value: Number.MIN_SAFE_INTEGER },
      MAX_VALUE: { value: Number.MAX_VALUE },
      MIN_VALUE: { value: Number.MIN_VALUE },
      EPSILON: { value: Number.EPSILON },
      POSITIVE_INFINITY: { value: Infinity },
      NEGATIVE_INFINITY: { value: -Infinity },
      NaN: { value: NaN },
    }),
  BigInt: () =>
    classOf(
      'BigInt',
      convert('BigInt', (v) => BigInt(v as string)),
      {
        asIntN: pure('asIntN', BigInt.asIntN),
        asUintN: pure('asUintN', BigInt.asUintN),
      },
    ),
  Boolean: () =>
    classOf('Boolean', (act, self, args) => (nullish(args[0]) ? false : convert('Boolean', Boolean)(act, self, args))),
  parseInt: () => classOf('parseInt', pure('parseInt', Number.parseInt)),
  parseFloat: () => classOf('parseFloat', pure('parseFloat', Number.parseFloat)),
  isNaN: () => classOf('isNaN', pure('isNaN', isNaN)),
  isFinite: () => classOf('isFinite', pure('isFinite', isFinite)),
  NaN: () => NaN,
  Infinity: () => Infinity,
  encodeURIComponent: () => classOf('encodeURIComponent', pure('encodeURIComponent', encodeURIComponent)),
  decodeURIComponent: () => classOf('decodeURIComponent', pure('decodeURIComponent', decodeURIComponent)),
  encodeURI: () => classOf('encodeURI', pure('encodeURI', encodeURI)),
  decodeURI: () => classOf('decodeURI', pure('decodeURI', decodeURI)),
});

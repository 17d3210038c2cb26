/** Bytes and text: Buffer over memory of any kind, TextEncoder and TextDecoder, random values. */
import type { Place } from '../../../findings/finding.ts';
import { BufferObj, VIEW_KINDS, ViewObj, type ViewKind } from '../memory.ts';
import { accessRange, loadPlain, storePlain } from '../elements.ts';
import { elementsOf } from '../props.ts';
import { NativeFn, Obj, Unknown, numberOf, plain, stringOf, type Act, type NativeImpl, type Value } from '../values.ts';
import { defineModule } from './externals.ts';
import { classOf, defineGlobals, namespaceOf } from './globals.ts';
import { WHOLE, fillView } from './host-memory.ts';
import { integerArg, objectOf, openObject } from './kit.ts';
import { resolvesLater } from './results.ts';
import { defineMethods } from './table.ts';
import { asElement, freshView, viewOf } from './views.ts';

const BYTES: ViewKind = VIEW_KINDS.get('Uint8Array') ?? { name: 'Uint8Array', size: 1, integer: true };

function fromBytes(act: Act, text: string | undefined, at: Place): ViewObj {
  if (text === undefined) return freshView(act, BYTES, undefined, at);
  // Enough of the encoding for lengths and for ASCII.
  const bytes = [...encodeURIComponent(text).matchAll(/%([0-9A-F]{2})|(.)/gs)].map((m) =>
    m[1] === undefined ? (m[2] ?? '').charCodeAt(0) : parseInt(m[1], 16),
  );
  return viewOf(act, BYTES, bytes, at);
}

const wellFormed = (text: string): string | undefined => (text.isWellFormed?.() === false ? undefined : text);

const bufferFrom: NativeImpl = (act, _self, args, at) => {
  const source = plain(args[0]);
  if (typeof source === 'string') {
    const encoding = stringOf(args[1]);
    return encoding === undefined || /^utf-?8$/i.test(encoding)
      ? fromBytes(act, wellFormed(source), at)
      : freshView(act, BYTES, undefined, at);
  }
  if (source instanceof BufferObj) {
    const offset = integerArg(args[1], 0);
    const rest = source.byteLength === undefined || offset === undefined ? undefined : source.byteLength - offset;
    const length = args[2] === undefined ? rest : integerArg(args[2], 0);
    return new ViewObj(source, BYTES, offset ?? 0, length, offset === undefined);
  }
  if (source instanceof ViewObj) {
    accessRange(act, source, 0, undefined, 'read', at);
    return freshView(act, BYTES, source.length, at);
  }
  const items = elementsOf(act, args[0], at);
  return items === undefined ? freshView(act, BYTES, undefined, at) : viewOf(act, BYTES, items, at);
};

const alloc: NativeImpl = (act, _self, args, at) => freshView(act, BYTES, integerArg(args[0], 0), at);

const bufferClass = (): Value =>
  classOf('Buffer', bufferFrom, {
    from: bufferFrom,
    alloc,
    allocUnsafe: alloc,
    allocUnsafeSlow: alloc,
    concat: (act, _self, args, at) => {
      for (const part of elementsOf(act, args[0], at) ?? []) {
        const view = plain(part);
        if (view instanceof ViewObj) accessRange(act, view, 0, undefined, 'read', at);
      }
      return freshView(act, BYTES, undefined, at);
    },
    isBuffer: (_act, _self, args) => {
      const v = plain(args[0]);
      return v instanceof ViewObj ? v.view === BYTES : v instanceof Unknown ? v.part('isBuffer') : false;
    },
    byteLength: (_act, _self, args) => {
      const text = plain(args[0]);
      return typeof text === 'string'
        ? encodeURIComponent(wellFormed(text) ?? '').replace(/%../g, '.').length
        : new Unknown('data');
    },
    compare: () => new Unknown('data'),
    poolSize: { value: 8192 },
  });

defineModule('buffer', () => {
  const o = openObject();
  o.props.set('Buffer', bufferClass());
  return o;
});

// -------------------------------------------------------------------------- readInt32LE, writeUInt8, ... of Buffer

const NUMBERS: readonly (readonly [string, string])[] = [
  ['Int8', 'Int8Array'],
  ['UInt8', 'Uint8Array'],
  ['Uint8', 'Uint8Array'],
  ['Int16', 'Int16Array'],
  ['UInt16', 'Uint16Array'],
  ['Uint16', 'Uint16Array'],
  ['Int32', 'Int32Array'],
  ['UInt32', 'Uint32Array'],
  ['Uint32', 'Uint32Array'],
  ['BigInt64', 'BigInt64Array'],
  ['BigUInt64', 'BigUint64Array'],
  ['Float', 'Float32Array'],
  ['Double', 'Float64Array'],
];

function accessors(): Readonly<Record<string, NativeImpl>> {
  const table: Record<string, NativeImpl> = {};
  for (const [name, array] of NUMBERS) {
    const kind = VIEW_KINDS.get(array);
    if (kind === undefined) continue;
    for (const order of kind.size === 1 ? [''] : ['LE', 'BE']) {
      table[`read${name}${order}`] = (act, self, args, at) => {
        const view = plain(self);
        const offset = integerArg(args[0], 0);
        if (!(view instanceof ViewObj) || view.blurred || offset === undefined) return new Unknown('data');
        return loadPlain(act, view.buffer, view.byteOffset + offset, kind, at, order !== 'BE');
      };
      table[`write${name}${order}`] = (act, self, args, at) => {
        const view = plain(self);
        const offset = integerArg(args[1], 0);
        if (!(view instanceof ViewObj) || view.blurred || offset === undefined) return new Unknown('data');
        storePlain(act, view.buffer, view.byteOffset + offset, kind, asElement(args[0]), at, 'write', order !== 'BE');
        return offset + kind.size;
      };
    }
  }
  return table;
}

/** Writes an unknown number of bytes from `offset` on: at least the first. */
function writeSome(act: Act, view: ViewObj, offset: number, at: Place, length?: number): void {
  const most = view.length ?? offset + 1;
  const end = Math.min(most, offset + (length ?? 1));
  if (end <= offset) return;
  accessRange(act, view, offset, end, 'write', at);
  if (!view.blurred) view.buffer.blur(view.byteOffset + offset, view.byteOffset + most, view.view);
}

defineMethods('view', {
  ...accessors(),
  write: (act, self, args, at) => {
    const view = plain(self);
    const offset = integerArg(args[1], 0);
    const text = stringOf(args[0]);
    if (view instanceof ViewObj && offset !== undefined) writeSome(act, view, offset, at, text?.length);
    return text === undefined ? new Unknown('data') : text.length;
  },
  copy: (act, self, args, at) => {
    const from = plain(self);
    const to = plain(args[0]);
    if (!(from instanceof ViewObj) || !(to instanceof ViewObj)) return new Unknown('data');
    const start = integerArg(args[2], 0) ?? 0;
    accessRange(act, from, start, numberOf(args[3]), 'read', at);
    const offset = integerArg(args[1], 0);
    const length = from.length === undefined ? undefined : (numberOf(args[3]) ?? from.length) - start;
    if (offset !== undefined) writeSome(act, to, offset, at, length);
    return length ?? new Unknown('data');
  },
  equals: (act, self, args, at) => {
    for (const v of [self, args[0]]) {
      const view = plain(v);
      if (view instanceof ViewObj) accessRange(act, view, 0, undefined, 'read', at);
    }
    return new Unknown('data');
  },
});

// ---------------------------------------------------------------------------------------------- text and random

defineMethods('textEncoder', {
  encode: (act, _self, args, at) => {
    const text = plain(args[0]);
    return fromBytes(act, typeof text === 'string' ? wellFormed(text) : undefined, at);
  },
  encodeInto: (act, _self, args, at) => {
    const view = plain(args[1]);
    const text = stringOf(args[0]);
    if (view instanceof ViewObj && text !== '') writeSome(act, view, 0, at, text?.length);
    // As many bytes as characters where the text is ASCII and has room.
    const fits = view instanceof ViewObj && text !== undefined && text.length <= (view.length ?? 0);
    const ascii = fits && /^[\0-\x7f]*$/.test(text);
    return objectOf({
      read: fits && ascii ? text.length : new Unknown('data'),
      written: fits && ascii ? text.length : new Unknown('data'),
    });
  },
});

defineMethods('textDecoder', {
  decode: (act, _self, args, at) => {
    const source = plain(args[0]);
    if (source instanceof ViewObj) accessRange(act, source, 0, undefined, 'read', at);
    else if (source instanceof BufferObj && source.shared && source.byteLength !== undefined && source.byteLength > 0)
      act.agent.world.access(act, at, 'read', false, source, 0, source.byteLength, BYTES);
    return new Unknown('data');
  },
});

const fillRandom: NativeImpl = (act, _self, args, at) => {
  fillView(act, args[0], WHOLE, at);
  return args[0];
};

defineGlobals({
  Buffer: bufferClass,
  TextEncoder: () => classOf('TextEncoder', () => new Obj(undefined, 'textEncoder')),
  TextDecoder: () => classOf('TextDecoder', () => new Obj(undefined, 'textDecoder')),
  crypto: () => {
    const o = namespaceOf({ getRandomValues: fillRandom, randomUUID: () => new Unknown('data') });
    o.props.set('subtle', new Unknown('data'));
    return o;
  },
  fetch: () => new NativeFn('fetch', resolvesLater),
});

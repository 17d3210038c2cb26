/** Typed arrays and DataView: making them over buffers, lists and other views, and reading their properties. */
import { throwError } from '../errors.ts';
import type { Place } from '../../../findings/finding.ts';
import { BufferObj, DataViewObj, VIEW_KINDS, ViewObj, type ViewKind } from '../memory.ts';
import { accessRange, loadPlain, storePlain, useOf } from '../elements.ts';
import { elementsOf, getProp } from '../props.ts';
import { callValue } from '../calls.ts';
import {
  ArrObj,
  MapObj,
  Obj,
  SetObj,
  Unknown,
  plain,
  type Act,
  type Gen,
  type NativeImpl,
  type Value,
} from '../values.ts';
import { newBuffer } from './buffers.ts';
import { addTo, classOf, defineGlobals } from './globals.ts';
import { integerArg } from './kit.ts';
import { defineMethods, defineProperties } from './table.ts';

/** Contents of longer lists are not copied one by one. */
const COPIED = 1024;

/** A new view over a buffer of its own. */
export function freshView(act: Act, kind: ViewKind, length: number | undefined, at: Place): ViewObj {
  const buffer = newBuffer(act, at, false, length === undefined ? undefined : length * kind.size);
  return new ViewObj(buffer, kind, 0, length);
}

export function viewOf(act: Act, kind: ViewKind, items: readonly Value[], at: Place): ViewObj {
  const view = freshView(act, kind, items.length, at);
  for (const [i, item] of items.slice(0, COPIED).entries()) view.buffer.write(i * kind.size, kind, asElement(item));
  return view;
}

/** What can be stored in an element. */
export function asElement(v: Value): Value {
  const p = plain(v);
  return p instanceof Obj ? NaN : p;
}

/** The values of a view that can be told; reading them is not an access of the program. */
export function contentsOf(view: ViewObj): Value[] | undefined {
  const { length } = view;
  if (length === undefined || view.blurred) return undefined;
  const items: Value[] = [];
  for (let i = 0; i < Math.min(length, COPIED); i++) {
    items.push(view.buffer.read(view.byteOffset + i * view.view.size, view.view));
  }
  return items;
}

function construct(kind: ViewKind): NativeImpl {
  return function (act, _self, args, at) {
    const source = plain(args[0]);
    if (source instanceof BufferObj) return overBuffer(act, kind, source, args, at);
    if (source instanceof ViewObj) {
      accessRange(act, source, 0, undefined, 'read', at);
      const items = contentsOf(source);
      return items === undefined || items.length !== source.length
        ? freshView(act, kind, source.length, at)
        : viewOf(act, kind, items, at);
    }
    if (source instanceof Unknown) return overUnknown(act, kind, source, args, at);
    if (source instanceof ArrObj || source instanceof SetObj || source instanceof MapObj) {
      const items = elementsOf(act, source, at);
      return items === undefined ? freshView(act, kind, undefined, at) : viewOf(act, kind, items, at);
    }
    if (source instanceof Obj) {
      const length = integerArg(getProp(act, source, 'length', at), 0);
      const view = freshView(act, kind, length, at);
      if (length !== undefined && !source.open) {
        for (let i = 0; i < Math.min(length, COPIED); i++)
          view.buffer.write(i * kind.size, kind, asElement(getProp(act, source, String(i), at)));
      }
      return view;
    }
    const length = integerArg(source, 0);
    if (length !== undefined && length < 0) return throwError(act, 'RangeError', 'Invalid typed array length', at);
    return freshView(act, kind, length, at);
  };
}

function overBuffer(act: Act, kind: ViewKind, buffer: BufferObj, args: readonly Value[], at: Place): Value {
  if (!useOf(act, buffer, at, 'used')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const offset = integerArg(args[1], 0);
  const length = args[2] === undefined ? undefined : integerArg(args[2], 0);
  if (offset === undefined) return new ViewObj(buffer, kind, 0, length, true);
  if (offset < 0 || offset % kind.size !== 0)
    return throwError(act, 'RangeError', `start offset of ${kind.name} should be a multiple of ${kind.size}`, at);
  const bytes = buffer.byteLength;
  if (args[2] !== undefined && length === undefined) return new ViewObj(buffer, kind, offset, undefined);
  if (bytes !== undefined && offset + (length ?? 0) * kind.size > bytes)
    return throwError(act, 'RangeError', 'Invalid typed array length', at);
  if (length === undefined && bytes !== undefined && buffer.maxByteLength === undefined) {
    if (bytes % kind.size !== 0)
      return throwError(act, 'RangeError', `byte length of ${kind.name} should be a multiple of ${kind.size}`, at);
    return new ViewObj(buffer, kind, offset, (bytes - offset) / kind.size);
  }
  return new ViewObj(buffer, kind, offset, length);
}

const imagined = new WeakMap<Unknown, BufferObj>();

/** Of something unknown: with an offset it can only be a buffer; otherwise a length, a list or a buffer. */
function overUnknown(act: Act, kind: ViewKind, source: Unknown, args: readonly Value[], at: Place): Value {
  let buffer = imagined.get(source);
  if (buffer === undefined) {
    buffer = newBuffer(act, at, false, undefined);
    imagined.set(source, buffer);
  }
  const offset = integerArg(args[1], 0);
  const length = args[2] === undefined ? undefined : integerArg(args[2], 0);
  return new ViewObj(buffer, kind, offset ?? 0, length, true);
}

function constructors(): Readonly<Record<string, (act: Act) => Value>> {
  const table: Record<string, (act: Act) => Value> = {};
  for (const kind of VIEW_KINDS.values()) {
    table[kind.name] = () => {
      const cls = classOf(kind.name, construct(kind), { BYTES_PER_ELEMENT: { value: kind.size } });
      addTo(cls, statics(kind));
      return cls;
    };
  }
  return table;
}

function statics(kind: ViewKind): Readonly<Record<string, NativeImpl>> {
  return {
    of: (act, _self, args, at) => viewOf(act, kind, args, at),
    *from(act, _self, args, at): Gen<Value> {
      const [source, map] = args;
      const of = plain(source);
      let items = elementsOf(act, source, at);
      if (of instanceof ViewObj) items = contentsOf(of);
      if (items === undefined && of instanceof Obj && !(of instanceof ArrObj) && of.kind === 'object') {
        const length = integerArg(getProp(act, of, 'length', at), 0);
        if (length !== undefined && length <= COPIED)
          items = Array.from({ length }, (_, i) => getProp(act, of, String(i), at));
        else if (length !== undefined) return freshView(act, kind, length, at);
      }
      if (items === undefined) return freshView(act, kind, undefined, at);
      if (map === undefined) return viewOf(act, kind, items, at);
      const mapped: Value[] = [];
      for (const [i, item] of items.entries()) mapped.push(yield* callValue(act, map, args[2], [item, i], at));
      return viewOf(act, kind, mapped, at);
    },
  };
}

defineProperties<ViewObj>('view', {
  length: (act, v, at) => {
    useOf(act, v.buffer, at, 'measured');
    return v.length ?? lengthOf(v);
  },
  byteLength: (act, v, at) => {
    useOf(act, v.buffer, at, 'measured');
    return v.length === undefined ? lengthOf(v).part('bytes') : v.length * v.view.size;
  },
  byteOffset: (_act, v) => (v.blurred ? lengthOf(v).part('offset') : v.byteOffset),
  buffer: (_act, v) => v.buffer,
  BYTES_PER_ELEMENT: (_act, v) => v.view.size,
});

const lengths = new WeakMap<ViewObj, Unknown>();
function lengthOf(v: ViewObj): Unknown {
  let u = lengths.get(v);
  if (u === undefined) {
    lengths.set(v, (u = new Unknown('data')));
    u.lo = 0;
  }
  return u;
}

// ------------------------------------------------------------------------------------------------ DataView

function makeDataView(act: Act, _self: Value, args: readonly Value[], at: Place): Value {
  const buffer = plain(args[0]);
  if (buffer instanceof Unknown) return new Unknown('data');
  if (!(buffer instanceof BufferObj))
    return throwError(act, 'TypeError', 'First argument to DataView constructor must be an ArrayBuffer', at);
  if (!useOf(act, buffer, at, 'used')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const offset = integerArg(args[1], 0);
  const length = args[2] === undefined ? undefined : integerArg(args[2], 0);
  const view = new DataViewObj(buffer, offset ?? 0, offset === undefined);
  if (length !== undefined) view.props.set('byteLength', length);
  return view;
}

function dataViewMethods(): Readonly<Record<string, NativeImpl>> {
  const table: Record<string, NativeImpl> = {};
  for (const kind of VIEW_KINDS.values()) {
    if (kind.name === 'Uint8ClampedArray') continue;
    const name = kind.name.replace('Array', '');
    const place = (act: Act, self: Value, at: Place, index: Value, what: string): [BufferObj, number] | undefined => {
      const v = plain(self);
      if (!(v instanceof DataViewObj)) return undefined;
      if (!useOf(act, v.buffer, at, what)) return throwError(act, 'TypeError', 'the buffer is detached', at);
      const i = integerArg(index, 0);
      if (i === undefined || v.blurred) return undefined;
      const start = v.byteOffset + i;
      const bytes = v.buffer.byteLength;
      if (i < 0 || (bytes !== undefined && start + kind.size > bytes))
        return throwError(act, 'RangeError', 'Offset is outside the bounds of the DataView', at);
      return [v.buffer, start];
    };
    table[`get${name}`] = (act, self, args, at) => {
      const found = place(act, self, at, args[0], 'read');
      if (found === undefined) return new Unknown('data');
      return loadPlain(act, found[0], found[1], kind, at, plain(args[1]) === true);
    };
    table[`set${name}`] = (act, self, args, at) => {
      const found = place(act, self, at, args[0], 'written');
      if (found === undefined) return undefined;
      storePlain(act, found[0], found[1], kind, asElement(args[1]), at, 'write', plain(args[2]) === true);
      return undefined;
    };
  }
  return table;
}

defineMethods('dataview', dataViewMethods());
defineProperties<DataViewObj>('dataview', {
  buffer: (_act, v) => v.buffer,
  byteOffset: (_act, v) => v.byteOffset,
  byteLength: (_act, v) =>
    v.buffer.byteLength === undefined ? new Unknown('data') : v.buffer.byteLength - v.byteOffset,
});

defineGlobals({ ...constructors(), DataView: () => classOf('DataView', makeDataView) });

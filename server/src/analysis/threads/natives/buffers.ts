/** ArrayBuffer, SharedArrayBuffer (also growable and resizable) and the shared memory of WebAssembly. */
import { throwError } from '../errors.ts';
import type { Place } from '../../../findings/finding.ts';
import { BufferObj, DataViewObj, MemoryObj, VIEW_KINDS, ViewObj } from '../memory.ts';
import { useOf } from '../elements.ts';
import { Obj, SYNC, Unknown, plain, type Act, type Value } from '../values.ts';
import { classOf, defineGlobals, namespaceOf } from './globals.ts';
import { integerArg, objectOf, option, relativeArg } from './kit.ts';
import { defineMethods, defineProperties } from './table.ts';

export function newBuffer(act: Act, at: Place, shared: boolean, byteLength: number | undefined): BufferObj {
  return new BufferObj(act.agent.world.bufferKey(at), shared, byteLength);
}

function make(shared: boolean) {
  return (act: Act, _self: Value, args: readonly Value[], at: Place): Value => {
    const length = integerArg(args[0], 0);
    if (length !== undefined && length < 0) return throwError(act, 'RangeError', 'Array buffer allocation failed', at);
    const buffer = newBuffer(act, at, shared, length);
    const max = option(act, args[1], 'maxByteLength', at);
    if (max !== undefined) {
      buffer.maxByteLength = integerArg(max, 0) ?? Infinity;
      if (length !== undefined && length > buffer.maxByteLength)
        return throwError(act, 'RangeError', 'Invalid array buffer max length', at);
    }
    return buffer;
  };
}

/** A new buffer with a copy of some bytes. */
function slice(act: Act, self: Value, args: readonly Value[], at: Place): Value {
  const from = plain(self);
  if (!(from instanceof BufferObj)) return new Unknown('data');
  if (!useOf(act, from, at, 'read')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const length = from.byteLength;
  const start = length === undefined ? undefined : relativeArg(args[0], length, 0);
  const end = length === undefined ? undefined : relativeArg(args[1], length, length);
  const size = start === undefined || end === undefined ? undefined : Math.max(0, end - start);
  const copy = newBuffer(act, at, from.shared, size);
  const bytes = VIEW_KINDS.get('Uint8Array');
  if (start !== undefined && size !== undefined && size > 0) {
    if (from.shared) act.agent.world.access(act, at, 'read', false, from, start, start + size, bytes);
    if (size <= 1 << 16) copy.copyFrom(from, start, 0, size);
  }
  return copy;
}

/** `transfer()`: the contents move to a new buffer, the old one is detached. */
function transfer(act: Act, self: Value, args: readonly Value[], at: Place): Value {
  const from = plain(self);
  if (!(from instanceof BufferObj) || from.shared) return throwError(act, 'TypeError', 'not an ArrayBuffer', at);
  if (!useOf(act, from, at, 'transferred')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const moved = moveOut(act, from, at);
  if (args[0] !== undefined) moved.byteLength = integerArg(args[0], 0);
  return moved;
}

/** What receives the contents of a buffer that is detached here. */
export function moveOut(act: Act, from: BufferObj, at: Place): BufferObj {
  const moved = newBuffer(act, at, false, from.byteLength);
  moved.maxByteLength = from.maxByteLength;
  moved.label = from.label;
  for (const [index, page] of from.pages) moved.pages.set(index, page);
  for (const [offset, hidden] of from.overlay) moved.overlay.set(offset, hidden);
  from.pages.clear();
  from.overlay.clear();
  from.detached = at;
  act.agent.effects++;
  return moved;
}

function resize(act: Act, self: Value, args: readonly Value[], at: Place): Value {
  const b = plain(self);
  if (!(b instanceof BufferObj)) return undefined;
  if (b.maxByteLength === undefined) return throwError(act, 'TypeError', 'the buffer has a fixed length', at);
  const length = integerArg(args[0], 0);
  if (length !== undefined && (length > b.maxByteLength || (b.shared && length < (b.byteLength ?? 0))))
    return throwError(act, 'RangeError', 'Invalid array buffer length', at);
  b.byteLength = length;
  act.agent.effects++;
  if (b.shared) act.agent.world.changed(act.agent);
  return undefined;
}

defineMethods('buffer', { slice, transfer, transferToFixedLength: transfer, resize });
defineMethods('sharedBuffer', {
  slice,
  *grow(act, self, args, at) {
    yield SYNC;
    return resize(act, self, args, at);
  },
});

const lengthOf = (b: BufferObj): Value => (b.detached !== undefined ? 0 : (b.byteLength ?? sizeOf(b)));
const sizes = new WeakMap<BufferObj, Unknown>();
function sizeOf(b: BufferObj): Unknown {
  let size = sizes.get(b);
  if (size === undefined) {
    sizes.set(b, (size = new Unknown('data')));
    size.lo = 0;
  }
  return size;
}

defineProperties<BufferObj>('buffer', {
  byteLength: (_act, b) => lengthOf(b),
  maxByteLength: (_act, b) => b.maxByteLength ?? lengthOf(b),
  resizable: (_act, b) => b.maxByteLength !== undefined,
  detached: (_act, b) => b.detached !== undefined,
});
defineProperties<BufferObj>('sharedBuffer', {
  byteLength: (_act, b) => lengthOf(b),
  maxByteLength: (_act, b) => b.maxByteLength ?? lengthOf(b),
  growable: (_act, b) => b.maxByteLength !== undefined,
});

// -------------------------------------------------------------------------------------------- WebAssembly

const WASM_PAGE = 65536;

function makeMemory(act: Act, _self: Value, args: readonly Value[], at: Place): Value {
  const shared = plain(option(act, args[0], 'shared', at)) === true;
  const pages = integerArg(option(act, args[0], 'initial', at), 0);
  return new MemoryObj(newBuffer(act, at, shared, pages === undefined ? undefined : pages * WASM_PAGE));
}

defineProperties<MemoryObj>('memory', { buffer: (_act, m) => m.buffer });
defineMethods('memory', {
  grow(_act, self, args) {
    const m = plain(self);
    if (!(m instanceof MemoryObj)) return new Unknown('data');
    const by = integerArg(args[0], 0);
    const before = m.buffer.byteLength;
    m.buffer.byteLength = by === undefined || before === undefined ? undefined : before + by * WASM_PAGE;
    return before === undefined ? new Unknown('data') : before / WASM_PAGE;
  },
});

/** Compiled code may do anything with the memory it is given; its exports are unknown functions. */
function unknownInstance(): Value {
  const exports = new Obj(undefined);
  exports.open = true;
  return objectOf({ exports });
}

defineGlobals({
  ArrayBuffer: () =>
    classOf('ArrayBuffer', make(false), {
      isView: (_act, _self, args) => {
        const v = plain(args[0]);
        return v instanceof Unknown ? v.part('isView') : v instanceof ViewObj || v instanceof DataViewObj;
      },
    }),
  SharedArrayBuffer: () => classOf('SharedArrayBuffer', make(true)),
  WebAssembly: () => {
    const o = namespaceOf({
      instantiate: () => new Unknown('data'),
      instantiateStreaming: () => new Unknown('data'),
      compile: () => new Unknown('data'),
      compileStreaming: () => new Unknown('data'),
      validate: () => true,
    });
    o.props.set('Memory', classOf('Memory', makeMemory));
    o.props.set('Instance', classOf('Instance', unknownInstance));
    o.props.set(
      'Module',
      classOf('Module', () => new Unknown('data')),
    );
    return o;
  },
});

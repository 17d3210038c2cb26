/**
 * Buffers and the views on them. Contents are kept in sparse pages of bytes, with an overlay for
 * elements whose value is not known. A shared buffer keeps its identity in every agent.
 */
import type { Clock } from './clock.ts';
import { Obj, Unknown, plain, type Value } from './values.ts';

export interface ViewKind {
  readonly name: string;
  readonly size: number;
  /** Integer views may be used with Atomics. */
  readonly integer: boolean;
}

const kind = (name: string, size: number, integer = true): ViewKind => ({ name, size, integer });

export const VIEW_KINDS: ReadonlyMap<string, ViewKind> = new Map(
  [
    kind('Int8Array', 1),
    kind('Uint8Array', 1),
    kind('Uint8ClampedArray', 1),
    kind('Int16Array', 2),
    kind('Uint16Array', 2),
    kind('Int32Array', 4),
    kind('Uint32Array', 4),
    kind('BigInt64Array', 8),
    kind('BigUint64Array', 8),
    kind('Float16Array', 2, false),
    kind('Float32Array', 4, false),
    kind('Float64Array', 8, false),
  ].map((k) => [k.name, k]),
);

const PAGE = 4096;
const scratch = new DataView(new ArrayBuffer(8));

/** Somebody who sleeps on a cell: an agent, or a promise of `Atomics.waitAsync`. First come, first woken. */
export interface Waiter {
  readonly wake: (clock: Clock) => void;
}

/** The memory behind an ArrayBuffer, a SharedArrayBuffer or a WebAssembly memory. */
export class BufferObj extends Obj {
  readonly pages = new Map<number, Uint8Array>();
  /** Byte offset -> value that is not a known number. */
  readonly overlay = new Map<number, { readonly size: number; readonly value: Unknown }>();
  /** What an atomic load of exactly this range synchronises with; key `offset:size`. */
  readonly sync = new Map<string, Clock>();
  /** Sleepers by offset. */
  readonly waiters = new Map<number, Waiter[]>();
  /** `wait` and `notify` of a cell exclude each other and so are ordered (ECMA-262, WaiterList critical section). */
  readonly critical = new Map<number, Clock>();
  detached: { readonly file: string; readonly start: number; readonly end: number } | undefined = undefined;
  /** Limit of a growable or resizable buffer. */
  maxByteLength: number | undefined = undefined;
  /** Names of its cells, see `cellKey`. */
  readonly cells = new Map<number, string>();
  /** For messages: the variable or field it was first stored in. */
  label: string | undefined = undefined;

  constructor(
    /** Same allocation site and count in every run: the key of facts that outlive a run. */
    readonly key: string,
    readonly shared: boolean,
    /** Undefined: unknown length. */
    public byteLength: number | undefined,
  ) {
    super(undefined, shared ? 'sharedBuffer' : 'buffer');
  }

  private byte(offset: number): number {
    const page = this.pages.get(Math.floor(offset / PAGE));
    return page === undefined ? 0 : (page[offset % PAGE] ?? 0);
  }

  private setByte(offset: number, value: number): void {
    const index = Math.floor(offset / PAGE);
    let page = this.pages.get(index);
    if (page === undefined) this.pages.set(index, (page = new Uint8Array(PAGE)));
    page[offset % PAGE] = value;
  }

  read(offset: number, view: ViewKind, littleEndian = true): Value {
    if (this.overlay.size > 0) {
      for (let o = offset - 7; o < offset + view.size; o++) {
        const hidden = this.overlay.get(o);
        if (hidden !== undefined && o + hidden.size > offset) {
          return o === offset && hidden.size === view.size
            ? hidden.value
            : hidden.value.part(`${offset - o}:${view.size}`);
        }
      }
    }
    for (let i = 0; i < view.size; i++) scratch.setUint8(i, this.byte(offset + i));
    return readScratch(view, littleEndian);
  }

  /** A SeqCst store of this range: later loads of exactly this range know what `clock` knows. */
  publish(offset: number, size: number, clock: Clock): void {
    this.unpublish(offset, size);
    this.sync.set(`${offset}:${size}`, clock);
  }

  /** The range was overwritten: who loads it, or a part of it, does not read from the store before any more. */
  unpublish(offset: number, size: number): void {
    if (this.sync.size === 0) return;
    for (let part = size; part >= 1; part >>= 1) {
      for (let o = offset; o < offset + size; o += part) this.sync.delete(`${o}:${part}`);
    }
  }

  /** As `unpublish`, for a range of any length. */
  unpublishRange(start: number, end: number): void {
    for (const key of [...this.sync.keys()]) {
      const [offset = 0, size = 0] = key.split(':').map(Number);
      if (offset >= start && offset + size <= end) this.sync.delete(key);
    }
  }

  /** Forgets the contents of a range: something of unknown value was written to it. */
  blur(start: number, end: number, view: ViewKind): void {
    const most = Math.min(end, start + 256 * view.size);
    for (let o = start; o + view.size <= most; o += view.size) this.write(o, view, new Unknown('data'));
  }

  /** Makes a range zero. */
  clear(start: number, end: number): void {
    for (const o of [...this.overlay.keys()]) if (o >= start && o < end) this.overlay.delete(o);
    for (const [index, page] of this.pages) {
      const from = Math.max(0, start - index * PAGE);
      const to = Math.min(PAGE, end - index * PAGE);
      if (from < to) page.fill(0, from, to);
    }
  }

  /** Copies bytes, known or not, as `memmove` does. */
  copyFrom(source: BufferObj, from: number, to: number, length: number): void {
    const bytes: number[] = [];
    const hidden = [...source.overlay].filter(([o, h]) => o >= from && o + h.size <= from + length);
    for (let i = 0; i < length; i++) bytes.push(source.byte(from + i));
    for (const o of [...this.overlay.keys()]) if (o >= to && o < to + length) this.overlay.delete(o);
    for (let i = 0; i < length; i++) this.setByte(to + i, bytes[i] ?? 0);
    for (const [o, h] of hidden) this.overlay.set(o - from + to, h);
  }

  /** Returns whether the contents changed. */
  write(offset: number, view: ViewKind, value: Value, littleEndian = true): boolean {
    const known = plain(value);
    if (this.overlay.size > 0) {
      for (let o = offset - 7; o < offset + view.size; o++) {
        const hidden = this.overlay.get(o);
        if (hidden !== undefined && o + hidden.size > offset) this.overlay.delete(o);
      }
    }
    if (known instanceof Unknown) {
      this.overlay.set(offset, { size: view.size, value: known });
      return true;
    }
    writeScratch(view, known, littleEndian);
    let changed = false;
    for (let i = 0; i < view.size; i++) {
      const byte = scratch.getUint8(i);
      if (this.byte(offset + i) === byte) continue;
      changed = true;
      this.setByte(offset + i, byte);
    }
    return changed;
  }
}

function readScratch(view: ViewKind, le: boolean): Value {
  switch (view.name) {
    case 'Int8Array':
      return scratch.getInt8(0);
    case 'Uint8Array':
    case 'Uint8ClampedArray':
      return scratch.getUint8(0);
    case 'Int16Array':
      return scratch.getInt16(0, le);
    case 'Uint16Array':
      return scratch.getUint16(0, le);
    case 'Int32Array':
      return scratch.getInt32(0, le);
    case 'Uint32Array':
      return scratch.getUint32(0, le);
    case 'BigInt64Array':
      return scratch.getBigInt64(0, le);
    case 'BigUint64Array':
      return scratch.getBigUint64(0, le);
    case 'Float32Array':
      return scratch.getFloat32(0, le);
    case 'Float64Array':
      return scratch.getFloat64(0, le);
    default:
      return scratch.getUint16(0, le);
  }
}

function writeScratch(view: ViewKind, value: unknown, le: boolean): void {
  const number = typeof value === 'bigint' ? Number(value) : Number(typeof value === 'object' ? NaN : value);
  const big = (): bigint =>
    typeof value === 'bigint' ? value : BigInt(Number.isFinite(number) ? Math.trunc(number) : 0);
  switch (view.name) {
    case 'Int8Array':
      return scratch.setInt8(0, number);
    case 'Uint8Array':
      return scratch.setUint8(0, number);
    case 'Uint8ClampedArray':
      return scratch.setUint8(0, clamped(number));
    case 'Int16Array':
      return scratch.setInt16(0, number, le);
    case 'Uint16Array':
      return scratch.setUint16(0, number, le);
    case 'Int32Array':
      return scratch.setInt32(0, number, le);
    case 'Uint32Array':
      return scratch.setUint32(0, number, le);
    case 'BigInt64Array':
      return scratch.setBigInt64(0, big(), le);
    case 'BigUint64Array':
      return scratch.setBigUint64(0, big(), le);
    case 'Float32Array':
      return scratch.setFloat32(0, number, le);
    case 'Float64Array':
      return scratch.setFloat64(0, number, le);
    default:
      return scratch.setUint16(0, number, le);
  }
}

/** To a byte as canvas pixels are: ties go to the even neighbour. */
function clamped(number: number): number {
  const kept = Math.min(255, Math.max(0, Number.isNaN(number) ? 0 : number));
  const low = Math.floor(kept);
  const tie = kept - low === 0.5;
  return tie ? low + (low % 2) : Math.round(kept);
}

/** What storing `value` and loading it again gives: the wrap-around of integer views. */
export function coerce(view: ViewKind, value: Value): Value {
  const known = plain(value);
  if (known instanceof Unknown) return known;
  if (view.name === 'Int32Array' && typeof known === 'number') return known | 0;
  writeScratch(view, known, true);
  return readScratch(view, true);
}

export class ViewObj extends Obj {
  constructor(
    readonly buffer: BufferObj,
    readonly view: ViewKind,
    readonly byteOffset: number,
    /** In elements; undefined: unknown. */
    readonly fixedLength: number | undefined,
    /** Where the offset is not known the view says nothing about cells. */
    readonly blurred = false,
  ) {
    super(undefined, 'view');
  }

  get length(): number | undefined {
    if (this.buffer.detached !== undefined) return 0;
    if (this.fixedLength !== undefined) return this.fixedLength;
    const bytes = this.buffer.byteLength;
    return bytes === undefined ? undefined : Math.max(0, Math.floor((bytes - this.byteOffset) / this.view.size));
  }
}

export class DataViewObj extends Obj {
  constructor(
    readonly buffer: BufferObj,
    readonly byteOffset: number,
    readonly blurred = false,
  ) {
    super(undefined, 'dataview');
  }
}

/** A WebAssembly.Memory. */
export class MemoryObj extends Obj {
  constructor(readonly buffer: BufferObj) {
    super(undefined, 'memory');
  }
}

/** The name of a cell; the same in every run. */
export function cellKey(buffer: BufferObj, offset: number): string {
  let key = buffer.cells.get(offset);
  if (key === undefined) buffer.cells.set(offset, (key = `${buffer.key}+${offset}`));
  return key;
}

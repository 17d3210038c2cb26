/**
 * Structured clone, as messages and `workerData` use it: shared memory stays shared, what is transferred
 * changes hands, everything else is copied. What cannot be copied throws where it is sent.
 */
import type { Place } from '../../../findings/finding.ts';
import { PortObj } from '../agent.ts';
import { throwError } from '../errors.ts';
import { BufferObj, DataViewObj, MemoryObj, VIEW_KINDS, ViewObj } from '../memory.ts';
import { elementsOf } from '../props.ts';
import {
  Accessor,
  ArrObj,
  ErrorObj,
  MapObj,
  NativeFn,
  Obj,
  PromiseObj,
  SetObj,
  Unknown,
  plain,
  type Act,
  type Value,
} from '../values.ts';
import { moveOut, newBuffer } from './buffers.ts';
import { defineGlobals } from './globals.ts';

interface Job {
  readonly act: Act;
  readonly at: Place;
  readonly done: Map<Obj, Obj>;
}

/** Ports that a message carried: they belong to whoever gets it. */
export interface Cloned {
  readonly value: Value;
  readonly ports: readonly PortObj[];
}

export function structuredClone(act: Act, value: Value, transfer: Value, at: Place): Cloned {
  const job: Job = { act, at, done: new Map() };
  const ports: PortObj[] = [];
  const moving = transferred(act, transfer, at);
  for (const o of moving) {
    if (o instanceof PortObj) {
      ports.push(o);
      job.done.set(o, o);
    } else if (o instanceof BufferObj && !o.shared) {
      if (o.detached !== undefined)
        throwError(act, 'DataCloneError', 'An ArrayBuffer is detached and could not be cloned.', at);
      const moved = new BufferObj(act.agent.world.bufferKey(at), false, o.byteLength);
      job.done.set(o, moved);
    }
  }
  const copy = cloneOf(job, value);
  // Only what could be cloned is taken away from the sender.
  for (const o of moving) {
    if (!(o instanceof BufferObj) || o.shared) continue;
    const target = job.done.get(o);
    const moved = moveOut(act, o, at);
    if (target instanceof BufferObj) adopt(target, moved);
  }
  for (const port of ports) leave(port);
  return { value: copy, ports };
}

function adopt(target: BufferObj, moved: BufferObj): void {
  for (const [index, page] of moved.pages) target.pages.set(index, page);
  for (const [offset, hidden] of moved.overlay) target.overlay.set(offset, hidden);
  target.maxByteLength = moved.maxByteLength;
  target.label = moved.label;
}

/** On its way: nobody owns it. */
function leave(port: PortObj): void {
  port.owner?.ports.delete(port);
  port.owner = undefined;
  port.started = false;
  port.listeners = undefined;
}

function transferred(act: Act, transfer: Value, at: Place): readonly Obj[] {
  const list = plain(transfer);
  if (!(list instanceof Obj)) return [];
  const own = list instanceof ArrObj ? list : plain(list.props.get('transfer') as Value);
  if (own === undefined) return [];
  const items = elementsOf(act, own, at) ?? [];
  return items.flatMap((v) => {
    const o = plain(v);
    return o instanceof Obj ? [o] : [];
  });
}

const sent = new WeakMap<Unknown, Unknown>();

/** What the receiver of an outsider's value has. */
function sentOf(v: Unknown): Unknown {
  let copy = sent.get(v);
  if (copy === undefined) {
    sent.set(v, (copy = new Unknown(v.origin, 'sent')));
    copy.lo = v.lo;
    copy.hi = v.hi;
  }
  return copy;
}

function cloneOf(job: Job, value: Value): Value {
  const v = plain(value);
  if (v instanceof Unknown && v.from === 'outside') return sentOf(v);
  if (!(v instanceof Obj)) return v;
  const known = job.done.get(v);
  if (known !== undefined) return known;
  const { act, at } = job;
  const remember = <T extends Obj>(copy: T): T => {
    job.done.set(v, copy);
    return copy;
  };
  if (v instanceof BufferObj) {
    if (v.shared) return v;
    if (v.detached !== undefined)
      return throwError(act, 'DataCloneError', 'An ArrayBuffer is detached and could not be cloned.', at);
    const copy = remember(newBuffer(act, at, false, v.byteLength));
    copy.maxByteLength = v.maxByteLength;
    if ((v.byteLength ?? 0) <= 1 << 16) copy.copyFrom(v, 0, 0, v.byteLength ?? 0);
    else copy.blur(0, 1024, VIEW_KINDS.get('Uint8Array') ?? { name: 'Uint8Array', size: 1, integer: true });
    return copy;
  }
  if (v instanceof ViewObj) {
    const buffer = cloneOf(job, v.buffer) as BufferObj;
    return remember(new ViewObj(buffer, v.view, v.byteOffset, v.fixedLength, v.blurred));
  }
  if (v instanceof DataViewObj) {
    return remember(new DataViewObj(cloneOf(job, v.buffer) as BufferObj, v.byteOffset, v.blurred));
  }
  if (v instanceof MemoryObj) return v.buffer.shared ? v : cannot(job, v);
  if (v instanceof ArrObj) {
    const copy = remember(new ArrObj([], v.more));
    for (const item of v.items) copy.items.push(cloneOf(job, item));
    return copy;
  }
  if (v instanceof MapObj) {
    const copy = remember(new MapObj());
    for (const [key, [k, item]] of v.entries) {
      const newKey = cloneOf(job, k);
      copy.entries.set(k instanceof Obj ? plain(newKey) : key, [newKey, cloneOf(job, item)]);
    }
    return copy;
  }
  if (v instanceof SetObj) {
    const copy = remember(new SetObj());
    for (const [key, item] of v.entries) {
      const newItem = cloneOf(job, item);
      copy.entries.set(item instanceof Obj ? plain(newItem) : key, newItem);
    }
    return copy;
  }
  if (v instanceof ErrorObj) {
    const copy = remember(new ErrorObj(v.name, cloneOf(job, v.props.get('message') as Value)));
    return copy;
  }
  if (v instanceof PromiseObj || v instanceof PortObj || NOT_CLONEABLE.has(v.kind)) return cannot(job, v);
  const copy = remember(new Obj(undefined, v.kind));
  copy.open = v.open;
  for (const [key, slot] of v.props) {
    // Private fields and methods of the prototype stay behind; getters are read.
    if (key.startsWith('#') || key.startsWith('[Symbol')) continue;
    if (slot instanceof Accessor) copy.props.set(key, new Unknown('data'));
    else copy.props.set(key, cloneOf(job, slot));
  }
  return copy;
}

const NOT_CLONEABLE: ReadonlySet<string> = new Set([
  'function',
  'generator',
  'asyncGenerator',
  'iterator',
  'promise',
  'timer',
  'emitter',
  'eventTarget',
  'worker',
]);

function cannot(job: Job, v: Obj): never {
  return throwError(job.act, 'DataCloneError', `${v.kind} could not be cloned.`, job.at);
}

defineGlobals({
  structuredClone: () =>
    new NativeFn('structuredClone', (act, _self, args, at) => structuredClone(act, args[0], args[1], at).value),
});

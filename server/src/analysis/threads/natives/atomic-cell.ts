/** The element that an operation of Atomics is about: which one it is, and how it is read and published. */
import { throwError } from '../errors.ts';
import type { Place } from '../../../findings/finding.ts';
import { joinClock } from '../clock.ts';
import { ViewObj, coerce, type BufferObj } from '../memory.ts';
import { concreteIndex, noteWritten, useOf } from '../elements.ts';
import type { Access } from '../shadow.ts';
import { Obj, Unknown, isPrim, plain, taint, type Act, type Value } from '../values.ts';

export interface Cell {
  readonly buffer: BufferObj;
  readonly offset: number;
  readonly size: number;
  readonly view: ViewObj['view'];
}

/** The element an operation is about; undefined when it is not known which. */
export function cellOf(
  act: Act,
  args: readonly Value[],
  at: Place,
  forWait: 'no' | 'any' | 'shared' = 'no',
): Cell | undefined {
  const view = plain(args[0]);
  if (view instanceof Unknown) return undefined;
  if (!(view instanceof ViewObj)) return throwError(act, 'TypeError', '[object] is not an integer typed array', at);
  const { name, integer, size } = view.view;
  const waitable = name === 'Int32Array' || name === 'BigInt64Array';
  if (!integer || name === 'Uint8ClampedArray' || (forWait !== 'no' && !waitable))
    return throwError(act, 'TypeError', `Atomics cannot be used with ${name}`, at);
  if (forWait === 'shared' && !view.buffer.shared) return throwError(act, 'TypeError', 'not a shared typed array', at);
  if (!useOf(act, view.buffer, at, 'used')) return throwError(act, 'TypeError', 'the buffer is detached', at);
  const index = concreteIndex(args[1] ?? 0, view.length);
  if (index === undefined || view.blurred) {
    // Somebody may take, give or see something here; nothing that follows is certain.
    if (view.buffer.shared) act.agent.guess = true;
    return undefined;
  }
  if (!Number.isInteger(index) || index < 0 || (view.length !== undefined && index >= view.length))
    return throwError(act, 'RangeError', 'Invalid atomic access index', at);
  return { buffer: view.buffer, offset: view.byteOffset + index * size, size, view: view.view };
}

export function read(
  act: Act,
  at: Place,
  c: Cell,
  kind: 'read' | 'update',
  exempt: boolean,
): { value: Value; access: Access } {
  const { agent } = act;
  const value = c.buffer.read(c.offset, c.view);
  if (kind === 'read') {
    agent.atomicReads++;
    agent.lastRead = { buffer: c.buffer, offset: c.offset, site: at, act, value };
  }
  const known = c.buffer.sync.get(`${c.offset}:${c.size}`);
  if (known !== undefined) joinClock(agent.clock, known);
  const access = agent.world.access(act, at, kind, true, c.buffer, c.offset, c.offset + c.size, c.view);
  if (kind === 'read') agent.world.shadow.step(access, [], [], exempt);
  return { value, access };
}

export function seen(value: Value, access: Access): Value {
  return isPrim(value) ? taint(value, [access]) : value;
}

/** The new contents; what the agent did so far is known to whoever loads it. */
export function publish(act: Act, c: Cell, value: Value): void {
  const { agent } = act;
  const changed = c.buffer.write(c.offset, c.view, value);
  c.buffer.publish(c.offset, c.size, agent.release());
  noteWritten(act, c.buffer, c.offset, coerce(c.view, value));
  if (changed) agent.world.changed(agent);
}

export function storable(value: Value): Value {
  const p = plain(value);
  return p instanceof Obj ? NaN : p instanceof Unknown ? value : p;
}

/** Plain accesses of the elements of buffers: where reads and writes of shared memory are noticed. */
import type { Place } from '../../findings/finding.ts';
import { coerce, type BufferObj, type ViewKind, type ViewObj } from './memory.ts';
import { controlOf } from './ops.ts';
import { siteKey } from './shadow.ts';
import { Unknown, isPrim, plain, readsOf, taint, type Act, type Value } from './values.ts';

/** A concrete number for an index, choosing one for unknowns that cannot hold somebody's partition. */
export function concreteIndex(index: Value, length: number | undefined): number | undefined {
  const p = plain(index);
  if (typeof p === 'number') return p;
  if (typeof p === 'string') return Number(p);
  // What foreign code calculated may be a place in its own layout of the memory.
  if (!(p instanceof Unknown) || p.origin !== 'data' || p.from !== 'program') return undefined;
  let candidate = Number.isFinite(p.lo) ? Math.max(0, Math.ceil(p.lo)) : 0;
  while (p.not.includes(candidate)) candidate++;
  if (candidate > p.hi || (length !== undefined && candidate >= length)) return undefined;
  p.eq = { v: candidate };
  return candidate;
}

export function useOf(act: Act, buffer: BufferObj, at: Place, what: string): boolean {
  if (buffer.detached === undefined) return true;
  const key = siteKey(at);
  const found = act.agent.world.knowledge.transferred;
  if (!found.has(key) && !act.agent.guess) {
    found.set(key, { use: at, transfer: buffer.detached, act, what, agent: act.agent });
  }
  return false;
}

export function readElement(act: Act, view: ViewObj, index: Value, at: Place): Value {
  if (!useOf(act, view.buffer, at, 'read')) return undefined;
  const i = concreteIndex(index, view.length);
  if (i === undefined || view.blurred) return new Unknown('data');
  if (!Number.isInteger(i) || i < 0 || (view.length !== undefined && i >= view.length)) return undefined;
  const offset = view.byteOffset + i * view.view.size;
  return loadPlain(act, view.buffer, offset, view.view, at);
}

export function loadPlain(
  act: Act,
  buffer: BufferObj,
  offset: number,
  kind: ViewKind,
  at: Place,
  little = true,
): Value {
  const value = buffer.read(offset, kind, little);
  if (!buffer.shared) return value;
  const world = act.agent.world;
  const access = world.access(act, at, 'read', false, buffer, offset, offset + kind.size, kind);
  world.shadow.step(access, [], [], false);
  act.agent.lastRead = { buffer, offset, site: at, act, value };
  return isPrim(value) ? taint(value, [access]) : value;
}

export function writeElement(act: Act, view: ViewObj, index: Value, value: Value, at: Place): void {
  if (!useOf(act, view.buffer, at, 'written')) return;
  const i = concreteIndex(index, view.length);
  if (i === undefined || view.blurred) return;
  if (!Number.isInteger(i) || i < 0 || (view.length !== undefined && i >= view.length)) return;
  storePlain(act, view.buffer, view.byteOffset + i * view.view.size, view.view, value, at, 'write');
}

export function storePlain(
  act: Act,
  buffer: BufferObj,
  offset: number,
  kind: ViewKind,
  value: Value,
  at: Place,
  as: 'write' | 'update',
  little = true,
): void {
  const world = act.agent.world;
  const stored = isPrim(plain(value)) ? plain(value) : plain(value) instanceof Unknown ? value : NaN;
  const changed = buffer.write(offset, kind, stored, little);
  if (!buffer.shared) {
    if (changed) act.agent.effects++;
    return;
  }
  const access = world.access(act, at, as, false, buffer, offset, offset + kind.size, kind);
  world.shadow.step(access, readsOf(value), controlOf(act), false);
  // A plain store does not publish anything: whoever loads it atomically learns nothing about us.
  buffer.unpublish(offset, kind.size);
  world.tokens.wrote(act.agent, buffer, offset, value);
  noteWritten(act, buffer, offset, value);
  if (changed) world.changed(act.agent);
}

export function noteWritten(act: Act, buffer: BufferObj, offset: number, value: Value): void {
  const world = act.agent.world;
  const facts = world.knowledge.book.of(world.cell(buffer, offset));
  facts.writers.add(act.agent.entry);
  const p = plain(value);
  if (isPrim(p)) facts.written.add(p);
}

/** `view[i] op= value`: one read-modify-write. */
export function updateElement(
  act: Act,
  view: ViewObj,
  index: Value,
  at: Place,
  change: (old: Value) => Value,
): { old: Value; now: Value } {
  if (!useOf(act, view.buffer, at, 'updated')) return { old: undefined, now: undefined };
  const i = concreteIndex(index, view.length);
  if (
    i === undefined ||
    view.blurred ||
    !Number.isInteger(i) ||
    i < 0 ||
    (view.length !== undefined && i >= view.length)
  ) {
    const old = new Unknown('data');
    return { old, now: change(old) };
  }
  const offset = view.byteOffset + i * view.view.size;
  const old = view.buffer.read(offset, view.view);
  const now = change(old);
  storePlain(act, view.buffer, offset, view.view, coerce(view.view, now), at, 'update');
  return { old, now };
}

/** A plain access to a whole range: `fill`, `set`, `sort`, iteration, native calls that fill a buffer. */
export function accessRange(
  act: Act,
  view: ViewObj,
  from: number,
  to: number | undefined,
  kind: 'read' | 'write' | 'update',
  at: Place,
): void {
  const buffer = view.buffer;
  if (!useOf(act, buffer, at, kind === 'read' ? 'read' : 'written')) return;
  if (!buffer.shared || view.blurred) return;
  const length = to ?? view.length;
  // Of a buffer of unknown length the first element stands for all.
  const end = length ?? from + 1;
  if (end <= from) return;
  const world = act.agent.world;
  world.access(
    act,
    at,
    kind,
    false,
    buffer,
    view.byteOffset + from * view.view.size,
    view.byteOffset + end * view.view.size,
    view.view,
  );
  if (kind !== 'read') {
    buffer.unpublishRange(view.byteOffset + from * view.view.size, view.byteOffset + end * view.view.size);
    world.changed(act.agent);
  }
}

/** So many elements of a view are given one by one. */
export const SHOWN = 6;

/** A read of all elements; only the first are given. */
export function viewElements(act: Act, view: ViewObj, at: Place, limit = SHOWN): readonly Value[] | undefined {
  accessRange(act, view, 0, undefined, 'read', at);
  const length = view.length;
  if (length === undefined || view.blurred) return undefined;
  const items: Value[] = [];
  for (let i = 0; i < Math.min(length, limit); i++) {
    items.push(view.buffer.read(view.byteOffset + i * view.view.size, view.view));
  }
  return items;
}

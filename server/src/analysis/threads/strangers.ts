/**
 * Code that is not among the files may use shared memory it gets hold of for locks: whoever calls it can be
 * ordered with others in a way that we do not see. From then on nothing that agent does proves a defect.
 */
import { BufferObj, DataViewObj, MemoryObj, ViewObj } from './memory.ts';
import { ArrObj, MapObj, Obj, SetObj, Unknown, plain, type Act, type Value } from './values.ts';

/** Deeper structures are not searched; they are rarely arguments. */
const MOST = 200;

export function holdsShared(value: Value, seen = new Set<Obj>()): boolean {
  const v = plain(value);
  if (!(v instanceof Obj) || seen.has(v) || seen.size > MOST) return false;
  seen.add(v);
  if (v instanceof BufferObj) return v.shared;
  if (v instanceof ViewObj || v instanceof DataViewObj || v instanceof MemoryObj) return v.buffer.shared;
  if (v instanceof ArrObj) return v.items.some((i) => holdsShared(i, seen));
  if (v instanceof MapObj) return [...v.entries.values()].some(([, item]) => holdsShared(item, seen));
  if (v instanceof SetObj) return [...v.entries.values()].some((item) => holdsShared(item, seen));
  for (const slot of v.known.values()) if (slot instanceof Obj && holdsShared(slot, seen)) return true;
  return false;
}

const wasSent = (v: Value): boolean => {
  const p = plain(v);
  return p instanceof Unknown && p.from === 'sent';
};

/** A call of something that is not known. */
export function callsStranger(act: Act, callee: Unknown, args: readonly Value[]): void {
  if (args.some((a) => plain(a) instanceof Obj)) act.agent.world.outside = true;
  if (callee.from === 'program' || act.agent.guess) return;
  if (callee.from === 'sent' || args.some(wasSent) || args.some((a) => holdsShared(a))) act.agent.guess = true;
}

/** Questions about who called whom: the chain of activations of one agent. */
import type { Act } from './values.ts';

export function idOf(act: Act): string {
  return `${act.file}#${act.fn.id}`;
}

/** The function that the module, the event loop or a user called. */
export function rootOf(act: Act): Act {
  let root = act;
  while (root.parent !== undefined && root.parent.fn.kind !== 'module') root = root.parent;
  return root;
}

/** Whether `outer` called `inner`, however deep. */
export function calledFrom(inner: Act | undefined, outer: Act): boolean {
  for (let a = inner; a !== undefined && a.depth >= outer.depth; a = a.parent) if (a === outer) return true;
  return false;
}

/** Whose is a lock? It keeps apart only those who hold the same one: what a call makes for itself keeps nobody out. */
import type { Expr, FileFacts } from '../../facts/core.ts';
import { type FnRef, type Program, sameFn } from '../program.ts';
import { perFile } from '../per-file.ts';
import { bare, forEachExprIn } from '../walk.ts';
import type { Path } from './cells.ts';
import type { Frame, Machine } from './machine.ts';
import { inside } from './meeting.ts';

/** The function whose every call makes the lock: `const mutex = new Mutex()` in it, which nobody else gets hold of. */
export function makerOfLock(m: Machine, f: Frame, lock: Expr): FnRef | undefined {
  const e = bare(lock);
  const binding = e.k === 'var' ? f.facts.bindings[e.b] : undefined;
  if (binding === undefined || binding.owner === 0 || binding.reassigned) return undefined;
  if (!isMade(m, f.ref, binding.init) || handedOut(f.facts).has(binding.id)) return undefined;
  return { file: f.ref.file, fn: binding.owner };
}

/** `new Mutex()`, `pLimit(1)`: made here and now; a function of the program may well give one that is there already. */
function isMade(m: Machine, ref: FnRef, init: Expr | undefined): boolean {
  const e = init === undefined ? undefined : bare(init);
  return e?.k === 'new' || (e?.k === 'call' && m.resolver.entityOf(ref, e.callee).k === 'external');
}

/** Variables that are used for more than calling them or their methods: others may have got hold of what they hold. */
const handedOut = perFile((facts: FileFacts): ReadonlySet<number> => {
  const other = new Map<number, number>();
  const count = (b: number, by: number): void => void other.set(b, (other.get(b) ?? 0) + by);
  for (const fn of facts.functions)
    forEachExprIn(fn, (e) => {
      if (e.k === 'var') count(e.b, 1);
      if (e.k !== 'call') return;
      const callee = bare(e.callee);
      const on = callee.k === 'member' ? bare(callee.obj) : callee;
      if (on.k === 'var') count(on.b, -1);
    });
  return new Set([...other].filter(([, uses]) => uses > 0).map(([b]) => b));
});

/** Whether two activations that reach the cell can hold two locks that calls of such a function have made. */
export function isApart(program: Program, maker: FnRef, cell: Path, root: FnRef): boolean {
  const { owner } = cell.root;
  if (owner !== undefined && inside(program, owner.file, owner.fn, maker)) return false;
  // Closures of one call share what it has made.
  return sameFn(root, maker) || !inside(program, root.file, root.fn, maker);
}

/**
 * Annotations that the code already keeps: a field or variable that everybody touches under one lock, a function that
 * is only called with it held. Offered at the declaration, so that the next author, and this tool, hold on to it.
 */
import type { Pattern } from '../../facts/core.ts';
import type { AnnotationOffer } from '../../findings/finding.ts';
import { perFile } from '../per-file.ts';
import { outermost, bindingOf, classOf, factsOf, fnKey, fnOf, place, type FnRef } from '../program.ts';
import { bare, forEachExprIn, forEachStmt } from '../walk.ts';
import { type Discipline, guards, heldAs, type Touch } from './discipline.ts';
import type { Lock } from './domain.ts';
import { isRoot } from './guarded.ts';
import type { LockView } from './index.ts';
import { lockNamed } from './lock-names.ts';
import { isStartUp } from './touches.ts';

const SAID = /^(guardedBy|guarded-by|guarded_by|requiresLock|interleaveBenign)$/i;

export function annotationOffers(view: LockView, discipline: Discipline): readonly AnnotationOffer[] {
  const cut = new Set(view.notes.flatMap((n) => n.cut.map((ref) => ref.file)));
  const out: AnnotationOffer[] = [];
  const needing = new Map<string, { readonly helper: FnRef; readonly lock: Lock }>();
  for (const [cell, touches] of discipline.touches) {
    if (touches.some((t) => cut.has(t.at.file))) continue;
    const lock = keptLock(view, discipline, touches);
    if (lock === undefined || !isAllOf(view, cell, touches)) continue;
    const offer = fieldOffer(view, cell, touches, lock);
    if (offer !== undefined) out.push(offer);
    for (const t of touches)
      for (const helper of helpersOf(view, t))
        needing.set(`${fnKey(helper)}|${discipline.lockId(lock)}`, { helper, lock });
  }
  const all = [...discipline.touches.values()].flat();
  for (const { helper, lock } of needing.values()) {
    const offer = functionOffer(view, discipline, all, helper, lock);
    if (offer !== undefined) out.push(offer);
  }
  return out;
}

/** The one lock that is held at every access: at least two functions, at least one write. */
function keptLock(view: LockView, discipline: Discipline, touches: readonly Touch[]): Lock | undefined {
  const [first] = touches;
  const functions = new Set(touches.map((t) => fnKey(outermost(view.program, t.fn))));
  if (functions.size < 2 || !touches.some((t) => t.act === 'write' || t.act === 'change')) return undefined;
  return first?.held
    .map((h) => h.lock)
    .find((lock) => guards(lock) && touches.every((t) => heldAs(discipline, t, discipline.lockId(lock)) !== undefined));
}

/** Fields that are reached through something else than `this.name`, by name. */
const elsewhere = perFile((facts): ReadonlySet<string> => {
  const names = new Set<string>();
  const taken = (p: Pattern): void => {
    if (p.k === 'arrayPattern') for (const elem of p.elems) if (elem !== undefined) taken(elem.target);
    if (p.k !== 'objectPattern') return;
    for (const { key, target } of p.props) {
      if (typeof key === 'string') names.add(key);
      taken(target);
    }
  };
  for (const fn of facts.functions) {
    for (const param of fn.params) taken(param.target);
    forEachStmt(fn.body, (s) => {
      if (s.k === 'let') for (const decl of s.decls) taken(decl.target);
      if (s.k === 'forEach') taken(s.target);
    });
    forEachExprIn(fn, (e) => {
      if (e.k === 'member' && bare(e.obj).k !== 'this') names.add(e.prop);
      if (e.k === 'assign') taken(e.target);
    });
  }
  return names;
});

/** Whether nothing has been overlooked: every access in the text is one of those that were followed. */
function isAllOf(view: LockView, cell: string, touches: readonly Touch[]): boolean {
  const { program } = view;
  const seen = new Set(touches.map((t) => `${t.at.file}:${t.at.start}`));
  const m = /^([Cxv]):(.*)#(\d+)(?:\.(.*))?$/.exec(cell);
  const [kind, file, id, name] = [m?.[1], m?.[2], Number(m?.[3]), m?.[4]];
  if (file === undefined || !program.files.has(file)) return false;
  const isPrivate =
    name?.startsWith('#') === true ||
    (kind !== 'v' && classOf(program, { file, cls: id }).fields.some((f) => f.name === name && f.access === 'private'));
  for (const [path, facts] of program.files) {
    if (
      kind !== 'v' &&
      name !== undefined &&
      (path === file || !isPrivate) &&
      kind === 'C' &&
      elsewhere(facts).has(name)
    )
      return false;
    if (path !== file) {
      if (kind === 'v' && exported(view, file, id)) return false;
      continue;
    }
    for (const fn of facts.functions) {
      const ref = { file: path, fn: fn.id };
      if (isStartUp(fn)) continue;
      let missed = false;
      forEachExprIn(fn, (e) => {
        const at =
          kind === 'v'
            ? e.k === 'var' && e.b === id
              ? e.at
              : e.k === 'assign' && e.target.k === 'bind' && e.target.b === id
                ? e.target.at
                : undefined
            : e.k === 'member' && e.prop === name && bare(e.obj).k === 'this' && isOfClass(view, ref, id)
              ? e.at
              : undefined;
        if (at !== undefined && !seen.has(`${path}:${at[0]}`)) missed = true;
      });
      if (missed) return false;
    }
  }
  return true;
}

const exported = ({ program }: LockView, file: string, b: number): boolean =>
  factsOf(program, file).exports.some((x) => x.b === b);

function isOfClass({ program }: LockView, ref: FnRef, cls: number): boolean {
  return fnOf(program, outermost(program, ref)).cls === cls;
}

function fieldOffer(view: LockView, cell: string, touches: readonly Touch[], lock: Lock): AnnotationOffer | undefined {
  const { program } = view;
  const m = /^([Cxv]):(.*)#(\d+)(?:\.(.*))?$/.exec(cell);
  const [kind, file, id, name] = [m?.[1], m?.[2], Number(m?.[3]), m?.[4]];
  const [first] = touches;
  if (file === undefined || first === undefined) return undefined;
  const named = lockNamed(view, lock, first.fn);
  if (named === undefined || first.at.file !== file) return undefined;
  if (kind === 'v') {
    const binding = bindingOf(program, file, id);
    if (lock.path.root === 'this' || binding.tags.some((t) => SAID.test(t.name))) return undefined;
    return { at: place(file, binding.at), what: binding.name, tag: 'guardedBy', lock: named.tag };
  }
  if (kind !== 'C') return undefined;
  const field = classOf(program, { file, cls: id }).fields.find((f) => f.name === name);
  if (field === undefined || field.tags.some((t) => SAID.test(t.name))) return undefined;
  return { at: place(file, field.at), what: field.name, tag: 'guardedBy', lock: named.tag };
}

/** Private functions on the way to an access. */
function helpersOf(view: LockView, t: Touch): readonly FnRef[] {
  const way = [...t.trace.map((step) => step.callee), t.fn];
  return way.filter((ref) => {
    const fn = fnOf(view.program, ref);
    if (fn.tags.some((tag) => SAID.test(tag.name)) || isRoot(view, ref)) return false;
    if (fn.cls !== undefined) return fn.kind === 'method' && (fn.access === 'private' || fn.name.startsWith('#'));
    return fn.kind === 'function' && fn.parent === 0 && !exportsFn(view, ref);
  });
}

const exportsFn = ({ program }: LockView, ref: FnRef): boolean => {
  const facts = factsOf(program, ref.file);
  return facts.exports.some((x) => x.b !== undefined && facts.bindings[x.b]?.fn === ref.fn);
};

/** All that the helper touches is touched with the lock held, and taken by somebody else. */
function functionOffer(
  view: LockView,
  discipline: Discipline,
  all: readonly Touch[],
  helper: FnRef,
  lock: Lock,
): AnnotationOffer | undefined {
  const id = discipline.lockId(lock);
  const own = fnOf(view.program, helper);
  const inside = all.filter((t) =>
    [t.fn, ...t.trace.map((step) => step.callee)].some((ref) => fnKey(ref) === fnKey(helper)),
  );
  const kept = inside.every((t) => {
    const hold = heldAs(discipline, t, id);
    return hold !== undefined && (hold.at.file !== helper.file || hold.at.start < own.at[0] || own.at[1] < hold.at.end);
  });
  const edges = view.graph.in(helper);
  // Every call must be one of those that were followed, on the same object.
  const called = edges.every(
    ({ kind, call, at, caller }) =>
      kind === 'call' &&
      call.k === 'call' &&
      (own.cls === undefined || (bare(call.callee).k === 'member' && receiver(call) === 'this')) &&
      all.some((t) =>
        t.trace.some((s) => s.at.file === caller.file && s.at.start === at[0] && fnKey(s.callee) === fnKey(helper)),
      ),
  );
  const named = lockNamed(view, lock, helper);
  if (!kept || !called || edges.length === 0 || named === undefined) return undefined;
  return { at: place(helper.file, own.nameAt), what: own.name, tag: 'requiresLock', lock: named.tag };
}

function receiver(call: { readonly callee: Parameters<typeof bare>[0] }): string {
  const callee = bare(call.callee);
  return callee.k === 'member' ? bare(callee.obj).k : '';
}

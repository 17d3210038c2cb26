/**
 * Classes of before 2015: `function Queue() {}`, `Queue.prototype.push = function () {}`,
 * `inherits(Queue, EventEmitter)`. They become ClassFacts like any other, so no analysis has to know them.
 */
import type { BindingId, ClassFacts, Expr, FunctionFacts, FunctionId, Span, Stmt } from '../facts/core.ts';
import type { LoweringContext } from './context.ts';

interface Draft {
  readonly binding: BindingId;
  readonly ctor: FunctionId;
  readonly methods: { name: string; fn: FunctionId }[];
  superClass: Expr | undefined;
}

/** Looks at the statements of the module function only: that is where such classes are built. */
export function prototypeClasses(ctx: LoweringContext, body: readonly Stmt[]): void {
  const drafts = new Map<BindingId, Draft>();
  const draftOf = (e: Expr): Draft | undefined => {
    if (e.k !== 'var') return undefined;
    const binding = ctx.binding(e.b);
    const ctor = binding.fn ?? (binding.init?.k === 'func' ? binding.init.fn : undefined);
    if (ctor === undefined || binding.cls !== undefined) return undefined;
    let draft = drafts.get(e.b);
    if (draft === undefined) {
      draft = { binding: e.b, ctor, methods: [], superClass: undefined };
      drafts.set(e.b, draft);
    }
    return draft;
  };
  for (const s of body) {
    if (s.k !== 'expr') continue;
    if (s.e.k === 'assign') assignment(s.e, draftOf);
    else if (s.e.k === 'call') inheritance(ctx, s.e, draftOf);
  }
  for (const draft of drafts.values()) {
    if (draft.methods.length > 0) finish(ctx, draft);
  }
}

function prototypeOf(e: Expr): Expr | undefined {
  return e.k === 'member' && e.prop === 'prototype' ? e.obj : undefined;
}

function assignment(e: Extract<Expr, { k: 'assign' }>, draftOf: (e: Expr) => Draft | undefined): void {
  if (e.op !== '=' || e.target.k !== 'expr' || e.target.e.k !== 'member') return;
  const target = e.target.e;
  const owner = prototypeOf(target.obj);
  if (owner !== undefined && e.value.k === 'func') {
    draftOf(owner)?.methods.push({ name: target.prop, fn: e.value.fn });
    return;
  }
  const whole = prototypeOf(target);
  if (whole === undefined) return;
  if (e.value.k === 'object') addMethods(draftOf(whole), e.value);
  else if (e.value.k === 'call') {
    // F.prototype = Object.create(Base.prototype)
    const [first] = e.value.args;
    const base = first === undefined ? undefined : prototypeOf(first);
    const draft = base === undefined ? undefined : draftOf(whole);
    if (draft !== undefined) draft.superClass = base;
  }
}

function addMethods(draft: Draft | undefined, literal: Extract<Expr, { k: 'object' }>): void {
  for (const p of literal.props) {
    if (draft !== undefined && p.k === 'prop' && p.value.k === 'func')
      draft.methods.push({ name: p.key, fn: p.value.fn });
  }
}

/** `inherits(F, Base)`, `util.inherits(F, Base)`, `Object.assign(F.prototype, { ... })`, `Object.setPrototypeOf(F.prototype, Base.prototype)`. */
function inheritance(
  ctx: LoweringContext,
  e: Extract<Expr, { k: 'call' }>,
  draftOf: (e: Expr) => Draft | undefined,
): void {
  const [first, second] = e.args;
  if (first === undefined || second === undefined) return;
  const name = e.callee.k === 'member' ? e.callee.prop : e.callee.k === 'var' ? ctx.binding(e.callee.b).name : '';
  if (/^_?inherits$/.test(name)) {
    const draft = draftOf(first);
    if (draft !== undefined) draft.superClass = second;
  } else if (name === 'assign' || name === 'setPrototypeOf') {
    const owner = prototypeOf(first);
    const draft = owner === undefined ? undefined : draftOf(owner);
    if (draft === undefined) return;
    if (second.k === 'object') addMethods(draft, second);
    else draft.superClass ??= prototypeOf(second);
  }
}

function finish(ctx: LoweringContext, draft: Draft): void {
  const binding = ctx.binding(draft.binding);
  const ctor = ctx.functions[draft.ctor];
  if (ctor === undefined) return;
  const id = ctx.classes.length;
  const own = (fn: FunctionId, change: Partial<FunctionFacts>): void => {
    const facts = ctx.functions[fn];
    if (facts !== undefined && facts.cls === undefined && !facts.lexicalThis)
      ctx.functions[fn] = { ...facts, cls: id, ...change };
  };
  own(draft.ctor, { kind: 'constructor' });
  for (const m of draft.methods) own(m.fn, { kind: 'method', name: m.name });
  const at: Span = ctor.at;
  const cls: ClassFacts = {
    id,
    name: binding.name,
    at,
    nameAt: binding.at,
    parent: 0,
    ...(draft.superClass !== undefined ? { superClass: draft.superClass } : {}),
    implements: [],
    fields: [],
    methods: draft.methods,
    ctor: draft.ctor,
    abstract: false,
    decorators: [],
    tags: binding.tags,
  };
  ctx.classes.push(cls);
  binding.cls = id;
}

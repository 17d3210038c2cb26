/**
 * What is done to fields and variables, and where: the raw material of lock discipline. Which lock guards what is
 * inferred from it, so every access is noted with the locks held then, whether or not an annotation speaks of it.
 * What only constructors and start-up code write needs no lock and is left out.
 */
import type { BindingId, Expr, FileFacts, FunctionFacts, Pattern, Span } from '../../facts/core.ts';
import { isLockDecorator } from '../../knowledge/locks.ts';
import { perFile } from '../per-file.ts';
import { factsOf, fnOf, place } from '../program.ts';
import { bare, decoratorName, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import type { LockEvent, Path, PathVal } from './domain.ts';
import type { Frame, State } from './frame.ts';
import { commitEvents } from './holding.ts';

/** `write` puts a new value, `change` alters what is there. */
export type Act = 'read' | 'test' | 'write' | 'change';

export interface Mark {
  readonly act: Act;
  /** Moment in the order of evaluation, as an offset: a write comes after all that its right side does. */
  readonly done: number;
  /** What is written, when everybody can see it; of a change, whether there is `more` or `less` of it afterwards. */
  readonly value?: string;
}

interface Marks {
  readonly of: ReadonlyMap<Expr, readonly Mark[]>;
  /** Members that functions write which run more than once. */
  readonly members: ReadonlySet<string>;
  readonly variables: ReadonlySet<BindingId>;
}

const MORE = /^(set|add|push|unshift|\+\+|\+=)$/;
const LESS = /^(delete|pop|shift|splice|--|-=)$/;
const direction = (how: string): { readonly value?: string } =>
  MORE.test(how) ? { value: 'more' } : LESS.test(how) ? { value: 'less' } : {};
const MUTATORS = /^(set|add|delete|push|pop|shift|unshift|splice|fill|sort|reverse|copyWithin)$/;
const OVER = 0.5;

/** Runs once, before anybody else knows the object or the module. */
export const isStartUp = ({ kind }: FunctionFacts): boolean =>
  kind === 'constructor' || kind === 'fields' || kind === 'static' || kind === 'module';

/** Runs under a lock of its object. */
export const isSynchronized = (facts: FileFacts, fn: FunctionFacts): boolean =>
  fn.decorators.some((d) => isLockDecorator(decoratorName(facts, d)));

export const marksOf = perFile((facts: FileFacts): Marks => {
  const of = new Map<Expr, readonly Mark[]>();
  const members = new Set<string>();
  const variables = new Set<BindingId>();
  for (const fn of facts.functions) {
    const written = (e: Expr): void => {
      if (isStartUp(fn)) return;
      if (e.k === 'member') members.add(e.prop);
      if (e.k === 'var') variables.add(e.b);
    };
    const mark = (e: Expr, ...marks: readonly Mark[]): void => {
      of.set(e, marks);
      written(e);
    };
    /** `this.f.g[k] = v` changes what is in `this.f`. */
    const changeBase = (inner: Expr, done: number): void => {
      let e = bare(inner);
      while ((e.k === 'member' && bare(e.obj).k !== 'this' && !isClassName(facts, e.obj)) || e.k === 'index')
        e = bare(e.obj);
      if (e.k === 'member' || e.k === 'var') mark(e, { act: 'change', done });
    };
    const write = (target: Expr, done: number, value: string | undefined): void => {
      const e = bare(target);
      const owner = e.k === 'member' ? bare(e.obj) : undefined;
      if (e.k === 'member' && (owner?.k === 'this' || isClassName(facts, owner)))
        mark(e, { act: 'write', done, ...(value === undefined ? {} : { value }) });
      else if (e.k === 'member' && e.prop === 'length' && value === '=0' && owner !== undefined)
        mark(owner, { act: 'write', done, value: 'empty' });
      else changeBase(e, done);
    };
    const pattern = (p: Pattern, done: number): void => {
      if (p.k === 'expr') write(p.e, done, undefined);
      if (p.k === 'objectPattern') for (const prop of p.props) pattern(prop.target, done);
      if (p.k === 'arrayPattern') for (const elem of p.elems) if (elem !== undefined) pattern(elem.target, done);
    };
    const tested = (test: Expr): void =>
      forEachExpr(test, (e) => {
        if ((e.k === 'member' || e.k === 'var') && !of.has(e)) of.set(e, [{ act: 'test', done: e.at[1] }]);
      });
    forEachExprIn(fn, (e) => {
      if (e.k === 'assign') {
        const done = e.at[1] + OVER;
        const late = awaits(e.value);
        const value = e.op === '=' ? valueOf(e.value) : undefined;
        const marks: readonly Mark[] =
          e.op === '='
            ? [{ act: 'write', done, ...(value === undefined ? {} : { value }) }]
            : late
              ? [
                  { act: 'read', done: e.target.at[1] },
                  { act: 'write', done },
                ]
              : [{ act: 'change', done, ...direction(e.op) }];
        if (e.target.k === 'bind') {
          of.set(e, marks);
          if (!isStartUp(fn)) variables.add(e.target.b);
        } else if (e.target.k === 'expr' && e.op !== '=' && bare(e.target.e).k === 'member')
          mark(bare(e.target.e), ...marks);
        else if (e.target.k === 'expr') write(e.target.e, done, value);
        else pattern(e.target, done);
      } else if (e.k === 'update') changeOrMark(e.target, e.at[1] + OVER, e.op);
      else if (e.k === 'unary' && e.op === 'delete') changeBase(e.e, e.at[1] + OVER);
      else if (e.k === 'call' && e.callee.k === 'member') {
        if (e.callee.prop === 'clear') mark(bare(e.callee.obj), { act: 'write', done: e.at[1] + OVER, value: 'empty' });
        else if (MUTATORS.test(e.callee.prop)) changeOrMark(e.callee.obj, e.at[1] + OVER, e.callee.prop);
      } else if (e.k === 'cond') tested(e.test);
      else if (e.k === 'logical') tested(e.left);
    });
    function changeOrMark(target: Expr, done: number, how: string): void {
      const e = bare(target);
      const isCell = e.k === 'var' || (e.k === 'member' && (bare(e.obj).k === 'this' || isClassName(facts, e.obj)));
      if (isCell) mark(e, { act: 'change', done, ...direction(how) });
      else changeBase(e, done);
    }
    forEachStmt(fn.body, (s) => {
      if (s.k === 'if') tested(s.test);
      else if (s.k === 'loop' && s.test !== undefined) tested(s.test);
      else if (s.k === 'switch') tested(s.on);
    });
  }
  return { of, members, variables };
});

function isClassName(facts: FileFacts, e: Expr | undefined): boolean {
  return e?.k === 'var' && facts.bindings[e.b]?.cls !== undefined;
}

function awaits(e: Expr): boolean {
  let found = false;
  forEachExpr(e, (x) => {
    found ||= x.k === 'await';
  });
  return found;
}

function valueOf(e: Expr): string | undefined {
  const x = bare(e);
  if (x.k === 'const') return x.value === null || x.value === undefined ? '=nothing' : `=${String(x.value)}`;
  if ((x.k === 'array' && x.elems.length === 0) || (x.k === 'object' && x.props.length === 0)) return 'empty';
  return x.k === 'new' && x.args.length === 0 && x.callee.k === 'global' && /^(Map|Set)$/.test(x.callee.name)
    ? 'empty'
    : undefined;
}

export const marksAt = (marks: Marks, e: Expr): readonly Mark[] => marks.of.get(e) ?? [{ act: 'read', done: e.at[1] }];

/** Whether a path is that of the function's own object, or of a class or variable of its file. */
export const isOwn = (path: Path, file: string): boolean =>
  path.steps.length === 0 &&
  (path.root === 'this' || path.root.startsWith(`x:${file}#`) || path.root.startsWith(`v:${file}#`));

/** `const { rows } = this`: what a pattern takes out of an object. */
export function noteTaken(frame: Frame, owner: PathVal, path: PathVal, at: Span, st: State): void {
  const name = path.path.steps[path.path.steps.length - 1] ?? '';
  const { program } = frame.it;
  if (path.cls === undefined || owner.path.root.startsWith('v:') || !isOwn(owner.path, frame.file)) return;
  if (!marksOf(factsOf(program, frame.file)).members.has(name)) return;
  if (isStartUp(fnOf(program, frame.root)) || isStartUp(fnOf(program, frame.ref))) return;
  const event: LockEvent = {
    k: 'touch',
    cell: path.cls,
    owner: owner.path,
    name: owner.name === 'this' ? `this.${name}` : `${owner.name}.${name}`,
    act: 'read',
    done: at[1],
    at: place(frame.file, at),
    fn: frame.ref,
    held: [],
    trace: [],
  };
  commitEvents(frame, [event], st);
}

/** Notes an access to a field of `this`, to a static field, or to a variable of the module. */
export function noteTouch(frame: Frame, path: PathVal, owner: PathVal, e: Expr, st: State): void {
  const { program } = frame.it;
  const isVariable = owner === path;
  if (path.cls === undefined || !isOwn(owner.path, frame.file)) return;
  const marks = marksOf(factsOf(program, frame.file));
  const b = e.k === 'var' ? e.b : e.k === 'assign' && e.target.k === 'bind' ? e.target.b : undefined;
  if (isVariable ? b === undefined || !marks.variables.has(b) : e.k !== 'member' || !marks.members.has(e.prop)) return;
  if (isStartUp(fnOf(program, frame.root)) || isStartUp(fnOf(program, frame.ref))) return;
  const at = place(frame.file, e.k === 'assign' ? e.target.at : e.at);
  const events = marksAt(marks, e).map((mark): LockEvent => ({
    k: 'touch',
    cell: path.cls ?? '',
    owner: owner.path,
    name: path.name,
    ...mark,
    at,
    fn: frame.ref,
    held: [],
    trace: [],
  }));
  commitEvents(frame, events, st);
}

/**
 * `const user = await users.findOne({ email }); if (!user) await users.create({ email })`: the store changes only after
 * the call that changes it, so two activations with one key both find nothing and both create. What a call asks a store
 * for, and what it makes there, is read from the chain of its calls.
 */
import type { Expr, ExprOf, Stmt } from '../../facts/core.ts';
import {
  CONFLICT_STEPS,
  CREATES,
  DATABASE_NAME,
  DUPLICATE_ERROR,
  FINDS,
  GUARDED_OPTIONS,
  QUERY_STEPS,
  REPOSITORY_NAME,
  RUN_ONCE_FILE,
  RUN_ONCE_NAME,
} from '../../knowledge/repositories.ts';
import { FRESH_NAMES, TRANSACTIONAL } from '../../knowledge/stores.ts';
import { fnOf, type Program } from '../program.ts';
import { bare, bodiesOfStmt, exprsOfStmt, forEachExpr, forEachExprIn, forEachExprOuterFirst } from '../walk.ts';
import { field, isStable, rootPath, show } from './cells.ts';
import { evaluate, sequence } from './expressions.ts';
import type { Frame, Machine } from './machine.ts';
import { keyOf } from './members.ts';
import { write } from './sinks.ts';
import { crossCell } from './crossings.ts';
import { clone, type State } from './state.ts';
import { sqlCall } from './sql-rows.ts';
import { asked, following, type Trail } from './trails.ts';
import { UNKNOWN, type Origin, type Unsaved, type Val } from './values.ts';

type Call = ExprOf<'call'>;

interface Step {
  readonly name: string;
  readonly args: readonly Expr[];
}

/** `db.select().from(users).where(x)`: what it begins with, and the steps in their order. */
interface Chain {
  readonly base: Expr;
  readonly steps: readonly Step[];
}

interface StoreCall {
  readonly does: 'one' | 'list' | 'count' | 'create';
  /** Name of the store: equal names are one store to the functions of one activation. */
  readonly store: string;
  readonly args: readonly Expr[];
}

/** A call that looks for a record, or makes one; undefined when it is neither. */
export function recordOfStore(m: Machine, f: Frame, st: State, e: Call): Val | undefined {
  const found = storeCall(m, f, e);
  if (found === undefined || st.dead) return undefined;
  const args = sequence(m, f, st, found.args);
  if (found.does !== 'create') {
    const answer = asked(found.args, args, undefined);
    return following(lookedFor(m, f, st, e, found, answer), answer);
  }
  create(m, f, st, e, found, args[0]?.unsaved);
  return { ...(args[0] ?? UNKNOWN), pending: true };
}

function lookedFor(m: Machine, f: Frame, st: State, e: Call, { does, store, args }: StoreCall, answer: Trail): Val {
  const at = m.place(f, e.at);
  const root = rootPath({ kind: 'module', key: `store:${store}@${at.file}:${at.start}` }, store);
  const records = field(root, '<records>');
  if (records === undefined) return UNKNOWN;
  // Each look has a cell of its own, so that a creation is held against the look for the same key.
  const cell = { ...records, canon: canonOf(store), show: store };
  m.finds.set(cell.key, keysOf(m, f, st, args));
  const has: Origin = { cell, at, how: 'has', via: [...m.sites] };
  const size: Val = { origins: [{ ...has, how: 'size' }] };
  if (does === 'one') return { origins: [has], pending: true };
  if (does === 'count') return { ...size, pending: true };
  const entries: readonly (readonly [string, Val])[] = [
    ['0', { origins: [has], ...answer, props: new Map([['length', size]]) }],
    ['length', size],
    ['rowCount', size],
  ];
  // Drivers of SQL give the list, or put it into `rows` or the first place.
  return {
    origins: [],
    pending: true,
    props: new Map([...entries, ['rows', { origins: [], props: new Map(entries) }]]),
  };
}

export function canonOf(store: string): string {
  return `store:${store}.<records>`;
}

function create(
  m: Machine,
  f: Frame,
  st: State,
  e: Call,
  { store, args }: StoreCall,
  unsaved: Unsaved | undefined,
): void {
  if (isRunOnce(m) || isCaught(m, f, e)) return;
  const keys = new Set([...keysOf(m, f, st, args), ...(unsaved?.keys ?? [])]);
  if (unsaved !== undefined) st = lookingBack(st, unsaved);
  for (const g of st.guards) {
    const asked = m.finds.get(g.cell.key);
    if (asked === undefined || g.polarity !== 'absent' || g.cell.canon !== canonOf(store)) continue;
    if (!overlap(asked, keys)) continue;
    crossCell(st, g.cell, m.place(f, e.at), UNKNOWN);
    write(m, f, st, g.cell, UNKNOWN, { kind: 'add', at: e.at, text: `creates a record in ${store}` });
    return;
  }
}

/** `if (user === null) user = users.create({ email }); await users.save(user)`: what the path that made it knew. */
function lookingBack(st: State, unsaved: Unsaved): State {
  const before = clone(st);
  const { cell, at, text } = unsaved;
  before.guards = [...st.guards, { cell, at, text, polarity: 'absent' }];
  return before;
}

/** What is made here has been looked for and not been found. */
export function unsavedHere(m: Machine, f: Frame, st: State, args: readonly Expr[]): Unsaved | undefined {
  const looked = st.guards.find((g) => g.polarity === 'absent' && m.finds.has(g.cell.key));
  return looked && { cell: looked.cell, at: looked.at, text: looked.text, keys: keysOf(m, f, st, args) };
}

/** `users.create({ email })` that nobody waits for: it makes the object only. */
export const MAKES_OBJECT: ReadonlySet<string> = new Set(['create', 'build']);

// ---------------------------------------------------------------------------------------------- which store

export function storeCall(m: Machine, f: Frame, e: Call): StoreCall | undefined {
  const sql = sqlCall(f, e);
  if (sql !== undefined) {
    const { does, table } = sql.statement;
    return does === 'update' ? undefined : { does, store: table, args: sql.values };
  }
  const { base, steps } = chainOf(e);
  const last = steps.at(-1)?.name ?? '';
  if (!CREATES.has(last) && FINDS[last] === undefined && !QUERY_STEPS.has(last)) return undefined;
  const made = steps.findIndex((s) => CREATES.has(s.name));
  const looks = steps.findLastIndex((s) => FINDS[s.name] !== undefined);
  const action = steps[made >= 0 ? made : looks];
  if (action === undefined || steps.some((s) => isGuarded(s))) return undefined;
  if (steps.some((s) => s !== action && !QUERY_STEPS.has(s.name) && !NAMING_STEPS.has(s.name))) return undefined;
  if (action.args.some((a) => a.k === 'func')) return undefined;
  const instance = steps.length === 1 && action.name === 'save' ? madeBefore(m, f, base) : undefined;
  if (instance !== undefined) return instance;
  const store = storeOf(m, f, base, steps, action);
  if (store === undefined) return undefined;
  // What the program itself defines is run in place.
  if (m.resolver.calleesOf(f.ref, e).some((c) => c.k === 'function')) return undefined;
  const args = steps.flatMap((s) => (s === action || FILTERS.has(s.name) ? s.args : []));
  return { does: made >= 0 ? 'create' : (FINDS[action.name] ?? 'one'), store, args };
}

const NAMING_STEPS = new Set(['collection', 'getRepository', 'model', 'query', 'from', 'into', 'table']);
const FILTERS = new Set(['where', 'andWhere', 'values', 'find', 'findOne']);

function chainOf(e: Expr): Chain {
  const steps: Step[] = [];
  let base = bare(e);
  while (base.k === 'call') {
    const callee = bare(base.callee);
    if (callee.k !== 'member') break;
    steps.unshift({ name: callee.prop, args: base.args });
    base = bare(callee.obj);
  }
  return { base, steps };
}

/** The store itself, or a transaction, sees to it that there is only one. */
function isGuarded({ name, args }: Step): boolean {
  if (CONFLICT_STEPS.test(name)) return true;
  return args.some(
    (a) =>
      a.k === 'object' &&
      a.props.some((p) => (p.k === 'prop' ? GUARDED_OPTIONS.test(p.key) : p.k === 'spread' && isLockish(p.e))),
  );
}

function isLockish(e: Expr): boolean {
  return e.k === 'object' && e.props.some((p) => p.k === 'prop' && GUARDED_OPTIONS.test(p.key));
}

/** `const user = new User({ email }); await user.save()` */
function madeBefore(m: Machine, f: Frame, base: Expr): StoreCall | undefined {
  const init = base.k === 'var' ? f.facts.bindings[base.b]?.init : undefined;
  const made = init === undefined ? undefined : bare(init);
  if (made?.k === 'new') {
    const store = modelName(m, f, made.callee);
    return store === undefined ? undefined : { does: 'create', store, args: [...made.args, base] };
  }
  if (made?.k !== 'call') return undefined;
  const { base: from, steps } = chainOf(made);
  const [step] = steps;
  if (steps.length !== 1 || step === undefined || !/^(build|create)$/.test(step.name)) return undefined;
  const store = storeOf(m, f, from, steps, step);
  return store === undefined ? undefined : { does: 'create', store, args: [...step.args, base] };
}

function storeOf(m: Machine, f: Frame, base: Expr, steps: readonly Step[], action: Step): string | undefined {
  const named = steps.find((s) => NAMING_STEPS.has(s.name) && s.args.length > 0)?.args[0];
  const text = lastName(m, f, base);
  const holder = base.k === 'member' ? lastName(m, f, base.obj) : '';
  if (TRANSACTIONAL.test(text) || TRANSACTIONAL.test(holder)) return undefined;
  if (named !== undefined) return textOf(m, f, named);
  // `knex('users')`, `getRepository(User)`
  if (base.k === 'call') {
    const [first] = base.args;
    const callee = lastName(m, f, base.callee);
    return first !== undefined && (DATABASE_NAME.test(callee) || callee === 'getRepository')
      ? textOf(m, f, first)
      : undefined;
  }
  // `db.insert(users).values(...)`
  const [table] = action.args;
  if (DATABASE_NAME.test(text))
    return action.name === 'insert' && table !== undefined && steps.some((s) => s.name === 'values')
      ? textOf(m, f, table)
      : undefined;
  // `prisma.user`, `db.query.users`
  if (base.k === 'member' && (DATABASE_NAME.test(holder) || holder === 'query')) return base.prop;
  if (REPOSITORY_NAME.test(text)) return text;
  return modelName(m, f, base) ?? (DRIVER_METHODS.has(action.name) ? text : undefined);
}

/** Methods that only the driver of a document store has, whatever the collection is called. */
const DRIVER_METHODS = new Set(['findOne', 'insertOne', 'countDocuments']);

/** `User`, `models.User`: a model that the program does not define the queries of. */
function modelName(m: Machine, f: Frame, e: Expr): string | undefined {
  const name = lastName(m, f, e);
  if (!/^[A-Z][A-Za-z0-9]*[a-z]/.test(name)) return undefined;
  const entity = m.resolver.entityOf(f.ref, e);
  return entity.k === 'global' || entity.k === 'namespace' || entity.k === 'object' ? undefined : name;
}

function lastName(m: Machine, f: Frame, e: Expr): string {
  const x = bare(e);
  if (x.k === 'member') return x.prop;
  if (x.k === 'var') return f.facts.bindings[x.b]?.name ?? '';
  return x.k === 'call' || x.k === 'index' ? '' : show(m.program, f.ref.file, x);
}

function textOf(m: Machine, f: Frame, e: Expr): string {
  const x = bare(e);
  return x.k === 'const' ? String(x.value) : show(m.program, f.ref.file, x);
}

// ---------------------------------------------------------------------------------------------- which record

/**
 * What a call says of the record, by names that are equal where the values are: the variables and parameters that its
 * arguments are made of, and constant texts. What is made anew is nobody else's key.
 */
function keysOf(m: Machine, f: Frame, st: State, args: readonly Expr[]): ReadonlySet<string> {
  const keys = new Set<string>();
  const seen = new Set<number>();
  const collect = (e: Expr): void =>
    forEachExprOuterFirst(e, (x) => {
      if (x.k === 'const') {
        if (typeof x.value === 'string' && x.value.length > 1) keys.add(JSON.stringify(x.value));
        return false;
      }
      if (x.k === 'call' && FRESH_NAMES.test(lastName(m, f, x.callee))) return false;
      if (x.k !== 'var' && x.k !== 'member') return true;
      if (!isStable(x)) return true;
      const root = rootOf(x);
      const binding = root === undefined ? undefined : f.facts.bindings[root];
      if (binding === undefined) return x.k !== 'member' || bare(x.obj).k !== 'this';
      if (binding.owner === 0) return false;
      const init = binding.kind === 'const' || !binding.reassigned ? binding.init : undefined;
      if (init !== undefined && makesAnew(m, f, init)) return false;
      keys.add(keyOf(m, f, x, evaluate(m, f, clone(st), x)));
      if (root !== undefined && x.k === 'var' && !seen.has(root)) {
        seen.add(root);
        if (init !== undefined) collect(init);
        for (const value of assignedTo(f, root)) collect(value);
      }
      return false;
    });
  for (const a of args) collect(a);
  // All that there is was asked for.
  if (args.every((a) => a.k === 'object' && a.props.length === 0)) keys.add('*');
  return keys;
}

function rootOf(e: Expr): number | undefined {
  const x = bare(e);
  if (x.k === 'var') return x.b;
  return x.k === 'member' ? rootOf(x.obj) : undefined;
}

function makesAnew(m: Machine, f: Frame, init: Expr): boolean {
  let anew = false;
  forEachExpr(init, (x) => {
    if (x.k === 'call' && FRESH_NAMES.test(lastName(m, f, x.callee))) anew = true;
  });
  return anew;
}

/** `user.email = email` */
function assignedTo(f: Frame, b: number): readonly Expr[] {
  const values: Expr[] = [];
  forEachExprIn(f.fn, (e) => {
    if (e.k !== 'assign' || e.target.k !== 'expr' || e.target.e.k !== 'member') return;
    const on = bare(e.target.e.obj);
    if (on.k === 'var' && on.b === b) values.push(e.value);
  });
  return values;
}

function overlap(asked: ReadonlySet<string>, made: ReadonlySet<string>): boolean {
  if (asked.has('*')) return true;
  for (const a of asked)
    for (const b of made) if (a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`)) return true;
  return false;
}

// ---------------------------------------------------------------------------------------------- what is dealt with

/** Seeds, migrations and start-up: nobody else is there yet. */
export function isRunOnce(m: Machine): boolean {
  let fn = fnOf(m.program, m.root);
  if (RUN_ONCE_FILE.test(m.root.file.slice(folderOfAll(m.program).length))) return true;
  while (fn.name === '' && fn.parent !== undefined && fn.parent !== 0)
    fn = fnOf(m.program, { file: m.root.file, fn: fn.parent });
  return RUN_ONCE_NAME.test(fn.name);
}

const folders = new WeakMap<Program, string>();

/** The folder that all files of the program are in: what it is called says nothing of them. */
function folderOfAll(program: Program): string {
  const known = folders.get(program);
  if (known !== undefined) return known;
  let common: string | undefined;
  for (const file of program.files.keys()) {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    common ??= folder;
    while (!folder.startsWith(common)) common = common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  }
  folders.set(program, common ?? '');
  return common ?? '';
}

/** Whether somebody deals with the error that the second creation of a record ends in. */
function isCaught(m: Machine, f: Frame, e: Call): boolean {
  const places = [{ in: f.ref, at: e.at }, ...m.sites.map((s) => ({ in: s.in, at: [s.at.start, s.at.end] as const }))];
  return places.some(({ in: ref, at }) => {
    const fn = fnOf(m.program, ref);
    const facts = m.program.files.get(ref.file);
    const name = (b: number): string => facts?.bindings[b]?.name ?? '';
    let caught = tries(fn.body, at).some((handler) => dealsWithDuplicates(handler, name));
    forEachExprIn(fn, (x) => {
      const callee = x.k === 'call' ? bare(x.callee) : undefined;
      if (callee?.k === 'member' && callee.prop === 'catch' && covers(callee.obj.at, at)) caught = true;
    });
    return caught;
  });
}

function covers(outer: readonly [number, number], inner: readonly [number, number]): boolean {
  return outer[0] <= inner[0] && inner[1] <= outer[1];
}

/** The handlers around a place. */
function tries(body: readonly Stmt[], at: readonly [number, number]): readonly (readonly Stmt[])[] {
  return body.flatMap((s) => {
    if (!covers(s.at, at)) return [];
    if (s.k !== 'try') return bodiesOfStmt(s).flatMap((inner) => tries(inner, at));
    const here = s.block.some((x) => covers(x.at, at)) && s.handler !== undefined ? [s.handler] : [];
    return [...here, ...bodiesOfStmt(s).flatMap((inner) => tries(inner, at))];
  });
}

function dealsWithDuplicates(handler: readonly Stmt[], name: (b: number) => string): boolean {
  if (handler.length === 0) return true;
  let deals = false;
  const look = (list: readonly Stmt[]): void => {
    for (const s of list) {
      for (const e of exprsOfStmt(s))
        forEachExpr(e, (x) => {
          const word =
            x.k === 'const'
              ? String(x.value)
              : x.k === 'member'
                ? x.prop
                : x.k === 'global'
                  ? x.name
                  : x.k === 'var'
                    ? name(x.b)
                    : '';
          if (DUPLICATE_ERROR.test(word)) deals = true;
          // Looks again for what somebody else has made.
          const callee = x.k === 'call' ? bare(x.callee) : undefined;
          if (
            callee?.k === 'member' &&
            (FINDS[callee.prop] !== undefined || /^(find|get|load|fetch)[A-Z]/.test(callee.prop))
          )
            deals = true;
        });
      for (const inner of bodiesOfStmt(s)) look(inner);
    }
  };
  look(handler);
  return deals;
}

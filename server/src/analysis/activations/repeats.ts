/**
 * Work that is done twice without harm: two activations find a cell empty, both ask for the same thing, and both store
 * the answer. That costs a request, so it is worth a hint. It is more than that when what is stored must be given back
 * or closed, when it is consumed, or when something is done on the way besides asking.
 */
import type { Expr, Stmt } from '../../facts/core.ts';
import { DATA_NAME, isAsking, PLAIN_OBJECTS, RESOURCE_NAME } from '../../knowledge/questions.ts';
import { COMBINATORS, KEYED_DELETES } from '../../knowledge/promises.ts';
import { fnOf, type FnRef, type Program } from '../program.ts';
import { bare, exprsOfStmt, forEachExpr, forEachExprIn, forEachStmt } from '../walk.ts';
import type { Meetings } from './event-index.ts';
import type { Candidate } from './machine.ts';

export function asksAgain(program: Program, c: Candidate, all: Meetings): boolean {
  if (c.shape !== 'guard-set' || c.polarity !== 'absent' || c.literal !== undefined) return false;
  if (c.cell.root.kind === 'file' || isResource(nameOf(c.cell.show))) return false;
  const { canon } = c.cell;
  // What is closed somewhere has to be closed; what is taken out of it, or put in, is not an answer.
  const lives = [...all.accessesOf(canon), ...all.accessesOf(`${canon}[]`)];
  if (lives.some((a) => a.kind === 'release' || a.kind === 'take' || a.kind === 'add')) return false;
  const fn = fnOf(program, c.in);
  const [from, to] = [c.fact.at.start, c.sink.at.end];
  if (c.fact.at.file !== c.in.file || from < fn.at[0] || to > fn.at[1] || from > to) return false;
  const facts = program.files.get(c.in.file);
  const names = (b: number): string => facts?.bindings[b]?.name ?? '';
  // Objects that a question is made of.
  const requests = new Set<Expr>();
  let harmless = true;
  let asked = false;
  const kept = nameOf(c.cell.show)
    .replace(/^[_#$]+/, '')
    .toLowerCase();
  forEachStmt(fn.body, (s) => {
    if (!harmless || s.at[1] < from || s.at[0] > to) return;
    if (s.k === 'throw' || s.k === 'return') return;
    if (isEffect(s, c.sink.at.start, names)) harmless = false;
    if (s.k === 'forEach' && s.kind === 'await') {
      asked = true;
      if (!isQuestion(s.right, names, kept)) harmless = false;
    }
    for (const e of exprsOfStmt(s))
      forEachExpr(e, (x) => {
        if (x.at[0] < from || x.at[1] > to) return;
        if (x.k === 'await') {
          asked = true;
          if (!isQuestion(x.e, names, kept)) harmless = false;
          forEachExpr(x.e, (y) => {
            if (y.k === 'new') requests.add(y);
          });
        } else if (x.k === 'new' && !requests.has(x) && !isPlain(x.callee, names)) harmless = false;
      });
  });
  return harmless && asked;
}

/** A `setTimeout` whose callback does not arm the next one: left over, it fires once and is done. */
export function firesOnce(program: Program, c: Candidate): boolean {
  const facts = program.files.get(c.in.file);
  const names = (b: number): string => facts?.bindings[b]?.name ?? '';
  const own = new Set([c.in, c.root].flatMap((ref) => [fnOf(program, ref).name, fieldName(program, ref)]));
  let once = false;
  forEachExprIn(fnOf(program, c.in), (e) => {
    if (e.k !== 'assign' || e.at[0] !== c.sink.at.start) return;
    const call = bare(e.value);
    if (call.k !== 'call' || calleeName(call, names) !== 'setTimeout') return;
    const [callback] = call.args;
    once = true;
    if (callback === undefined) return;
    const leads = (name: string): void => {
      if (own.has(name)) once = false;
    };
    if (callback.k !== 'func') leads(memberName(callback, names));
    else
      forEachExprIn(fnOf(program, { file: c.in.file, fn: callback.fn }), (x) => {
        if (x.k === 'call') leads(calleeName(x, names));
      });
  });
  return once;
}

/** `poll = async () => {...}`: the name of the field that holds the function. */
function fieldName(program: Program, ref: FnRef): string {
  const facts = program.files.get(ref.file);
  for (const cls of facts?.classes ?? [])
    for (const f of cls.fields) if (f.init?.k === 'func' && f.init.fn === ref.fn) return f.name;
  return '';
}

/** A statement that does something besides giving names to values; the one that fills the cell is not meant. */
function isEffect(s: Stmt, sink: number, names: (b: number) => string): boolean {
  if (s.k !== 'expr' || (s.at[0] <= sink && sink <= s.at[1])) return false;
  const e = bare(s.e);
  if (e.k === 'await') return bare(e.e).k === 'call';
  if (e.k !== 'call') return false;
  const name = calleeName(e, names);
  return !KEYED_DELETES.has(name) && !/^(log|debug|info|warn|error|trace|verbose|assert)/i.test(name);
}

function isQuestion(expr: Expr, names: (b: number) => string, kept: string): boolean {
  const e = bare(expr);
  if (e.k === 'cond') return isQuestion(e.then, names, kept) && isQuestion(e.else, names, kept);
  if (e.k === 'logical') return isQuestion(e.left, names, kept) && isQuestion(e.right, names, kept);
  if (e.k !== 'call') return e.k !== 'new';
  const name = calleeName(e, names);
  if (COMBINATORS.has(name) || /^(then|catch|finally)$/.test(name)) {
    let all = true;
    for (const part of e.callee.k === 'member' ? [e.callee.obj, ...e.args] : e.args)
      forEachExpr(part, (x) => {
        if (x.k === 'call' && !COMBINATORS.has(calleeName(x, names)) && !asks(x, names)) all = false;
      });
    return all;
  }
  // `groupMetadata[id] = await socket.groupMetadata(id)`: named after what it gives.
  return asks(e, names) || name.toLowerCase() === kept;
}

/** `getUser(id)`, `send('DOM.describeNode')`, `invoke(new GetConfig())`. */
function asks(e: Extract<Expr, { k: 'call' }>, names: (b: number) => string): boolean {
  const name = calleeName(e, names);
  const [first] = e.args;
  if (/^_?(send|request|invoke|call|exec|command|rpc|authedRequest)/i.test(name) && first !== undefined) {
    const what = first.k === 'const' ? String(first.value).split(/[./:]/).at(-1) : undefined;
    const made = first.k === 'new' ? calleeName(first, names) : what;
    return made !== undefined && isAsking(made) && !isResource(made);
  }
  return isAsking(name) && !isResource(name);
}

function calleeName(e: Extract<Expr, { k: 'call' | 'new' }>, names: (b: number) => string): string {
  const callee = bare(e.callee);
  if (callee.k === 'member')
    return /^(call|apply|bind)$/.test(callee.prop) ? memberName(callee.obj, names) : callee.prop;
  return memberName(callee, names);
}

function memberName(e: Expr, names: (b: number) => string): string {
  const x = bare(e);
  if (x.k === 'member') return x.prop;
  if (x.k === 'var') return names(x.b);
  if (x.k === 'global') return x.name;
  return x.k === 'call' ? calleeName(x, names) : '';
}

/** A request in the form of an object, or a value without a life of its own. */
function isPlain(callee: Expr, names: (b: number) => string): boolean {
  const name = memberName(callee, names);
  return PLAIN_OBJECTS.has(name) || isAsking(name) || /Error$/.test(name);
}

function isResource(name: string): boolean {
  return !DATA_NAME.test(name) && RESOURCE_NAME.test(name);
}

/** `this.realm.executionContextId` -> `executionContextId`; of an element, the collection's name. */
function nameOf(show: string): string {
  return /([\w$]+)(\[.*\])?$/.exec(show)?.[1] ?? show;
}

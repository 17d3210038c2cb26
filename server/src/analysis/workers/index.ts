/**
 * Plain updates of shared memory by several instances of one worker script: the most common race between
 * threads, found from the script's own text and from what it is started with. It says nothing about a script
 * whose project part uses any Atomics read-modify-write or wait, or takes anything that looks like a lock:
 * ordering and locksets are the executor's business, and here silence is right.
 */
import type { Expr, FileFacts, Stmt } from '../../facts/core.ts';
import type { Finding } from '../../findings/finding.ts';
import { reportUnlockedMutation, type Mutation } from '../../rules/workers/unlocked-shared-mutation.ts';
import type { AnalysisContext } from '../context.ts';
import type { Program } from '../program.ts';
import { bare, bodiesOfStmt, exprsOfStmt, forEachExprIn, forEachExprOuterFirst, textOf } from '../walk.ts';
import { differsByInstance, INTEGER_VIEWS, sharedValue } from './cells.ts';
import { findSpawns, type Spawn } from './spawn.ts';

export function analyseWorkers(program: Program, ctx: AnalysisContext): Finding[] {
  const spawns = findSpawns(program, ctx.resolver);
  const byEntry = new Map<string, Spawn[]>();
  for (const spawn of spawns) byEntry.set(spawn.entry, [...(byEntry.get(spawn.entry) ?? []), spawn]);
  const findings: Finding[] = [];
  for (const [entry, group] of byEntry) {
    const facts = program.files.get(entry);
    if (facts === undefined || synchronises(program, entry)) continue;
    const many = group.find((spawn) => spawn.many);
    if (many?.data === undefined) continue;
    for (const mutation of mutationsIn(entry, facts)) {
      const memory = sharedAtSpawn(program, many, mutation.path);
      if (memory) findings.push(reportUnlockedMutation(program, many, mutation));
    }
  }
  return findings;
}

/** The script or anything it imports uses an operation that could order its instances. */
function synchronises(program: Program, entry: string): boolean {
  const seen = new Set<string>();
  const queue = [entry];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const facts = program.files.get(file);
    if (facts === undefined) continue;
    for (const specifier of facts.specifiers) {
      const target = program.resolve(file, specifier);
      if (target !== undefined) queue.push(target);
      else if (
        !/^(node:|\.)/.test(specifier) &&
        !/^(worker_threads|events|fs|path|perf_hooks|os|util)$/.test(specifier)
      )
        return true;
    }
    for (const fn of facts.functions) {
      let found = false;
      forEachExprIn(fn, (e) => {
        if (
          e.k === 'member' &&
          e.obj.k === 'global' &&
          (e.obj.name === 'Atomics' || (e.obj.name === 'navigator' && e.prop === 'locks'))
        )
          found = true;
      });
      if (found) return true;
    }
  }
  return false;
}

function mutationsIn(file: string, facts: FileFacts): readonly Mutation[] {
  const found: Mutation[] = [];
  const consider = (e: Expr, conditional: boolean): void => {
    if (conditional) return;
    const update =
      e.k === 'assign' && e.target.k === 'expr'
        ? { target: e.target.e, op: e.op }
        : e.k === 'update'
          ? { target: e.target, op: e.op }
          : undefined;
    const target = update === undefined ? undefined : bare(update.target);
    if (update === undefined || target?.k !== 'index') return;
    const shared = sharedValue(facts, target.obj);
    if (shared === undefined || shared.shifted || differsByInstance(facts, target.key)) return;
    found.push({
      file,
      at: e.at,
      cell: textOf(target, (b) => facts.bindings[b]?.name ?? '?') ?? 'a cell',
      path: shared.path,
      update: update.op !== '=',
      integer: INTEGER_VIEWS.has(shared.view ?? viewTypeOf(facts, target.obj)),
    });
  };
  // Statements under a condition that differs by instance may belong to one instance only.
  const visit = (statements: readonly Stmt[], conditional: boolean): void => {
    for (const s of statements) {
      const branch =
        conditional ||
        ((s.k === 'if' || s.k === 'switch') &&
          !isMainThreadTest(facts, s) &&
          differsByInstance(facts, s.k === 'if' ? s.test : s.on));
      for (const e of exprsOfStmt(s)) {
        forEachExprOuterFirst(e, (inner) => {
          consider(inner, conditional);
          return inner.k !== 'func' && inner.k !== 'cond' && inner.k !== 'logical';
        });
      }
      for (const nested of bodiesOfStmt(s)) visit(nested, branch);
    }
  };
  for (const fn of facts.functions) visit(fn.body, false);
  return found;
}

function isMainThreadTest(facts: FileFacts, s: Stmt): boolean {
  if (s.k !== 'if') return false;
  const test = s.test.k === 'unary' && s.test.op === '!' ? s.test.e : s.test;
  return test.k === 'var' && facts.imports.some((i) => i.b === test.b && i.imported === 'isMainThread');
}

/** The annotated type of a view that came ready-made: `workerData as Int32Array`, `{ cells: Int32Array }`. */
function viewTypeOf(facts: FileFacts, e: Expr): string {
  const inner = bare(e);
  if (inner.k !== 'var') return '';
  const binding = facts.bindings[inner.b];
  const type = binding?.type ?? (binding?.init?.k === 'cast' ? binding.init.type : undefined);
  if (type?.k === 'ref') return type.name;
  for (const fn of facts.functions) {
    for (const s of fn.body) {
      if (s.k !== 'let') continue;
      for (const d of s.decls) {
        if (d.target.k !== 'objectPattern' || d.init?.k !== 'cast') continue;
        const declared = d.init.type;
        const shape =
          declared.k === 'object'
            ? declared
            : facts.types.find((t) => declared.k === 'ref' && t.name === declared.name)?.type;
        const prop = d.target.props.find((p) => p.target.k === 'bind' && p.target.b === inner.b);
        const member = shape?.k === 'object' ? shape.props.find((p) => p.name === prop?.key)?.type : undefined;
        if (member?.k === 'ref') return member.name;
      }
    }
  }
  return '';
}

/** Whether the value at `path` of the spawn's workerData is shared memory made once, outside the callback that starts the workers. */
function sharedAtSpawn(program: Program, spawn: Spawn, path: readonly string[]): boolean {
  const facts = program.files.get(spawn.in.file);
  if (facts === undefined || spawn.data === undefined) return false;
  return isSharedMemory(facts, spawn.data, path, spawn.in.fn, 0);
}

function isSharedMemory(facts: FileFacts, expr: Expr, path: readonly string[], inside: number, depth: number): boolean {
  const e = bare(expr);
  if (depth > 8) return false;
  if (e.k === 'var') {
    const binding = facts.bindings[e.b];
    if (binding?.init === undefined || binding.reassigned || binding.perIteration) return false;
    // Made inside the callback: every worker gets its own.
    if (binding.owner === inside && facts.functions[inside]?.kind !== 'module') {
      return !isFreshHere(binding.init) && isSharedMemory(facts, binding.init, path, inside, depth + 1);
    }
    return isSharedMemory(facts, binding.init, path, -1, depth + 1);
  }
  if (e.k === 'object') {
    const [head, ...rest] = path;
    const prop = e.props.find((p) => p.k === 'prop' && p.key === head);
    return prop?.k === 'prop' && isSharedMemory(facts, prop.value, rest, inside, depth + 1);
  }
  if (e.k === 'member' && e.prop === 'buffer') return isSharedMemory(facts, e.obj, path, inside, depth + 1);
  if (e.k !== 'new' || e.callee.k !== 'global' || path.length > 0 || inside > 0) return false;
  if (e.callee.name === 'SharedArrayBuffer') return true;
  const [buffer] = e.args;
  return /Array$/.test(e.callee.name) && buffer !== undefined && isSharedMemory(facts, buffer, path, inside, depth + 1);
}

function isFreshHere(e: Expr): boolean {
  return bare(e).k === 'new';
}

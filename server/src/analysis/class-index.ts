/** Members of classes by name: assignments to fields in any member function, and known subclasses. */
import type { ClassFacts, ClassId, Expr, FileFacts, FunctionId } from '../facts/core.ts';
import { forEachExprIn } from './walk.ts';

export interface FieldAssignment {
  readonly in: FunctionId;
  readonly value: Expr;
}

export type FieldAssignments = ReadonlyMap<string, readonly FieldAssignment[]>;

/** `this.name = value` in the member functions of each class and the closures inside them; initialisers first. */
export function fieldAssignments(facts: FileFacts): ReadonlyMap<ClassId, FieldAssignments> {
  const found = new Map<ClassId, Map<string, FieldAssignment[]>>();
  for (const fn of facts.functions) {
    const cls = thisClass(facts, fn.id);
    if (cls === undefined) continue;
    const fields = found.get(cls) ?? new Map<string, FieldAssignment[]>();
    found.set(cls, fields);
    forEachExprIn(fn, (e) => {
      if (e.k !== 'assign' || e.target.k !== 'expr') return;
      const target = e.target.e;
      if (target.k !== 'member' || target.obj.k !== 'this') return;
      const list = fields.get(target.prop) ?? [];
      fields.set(target.prop, list);
      const entry = { in: fn.id, value: e.value };
      if (fn.kind === 'constructor' || fn.kind === 'fields') list.unshift(entry);
      else list.push(entry);
    });
  }
  return found;
}

function thisClass(facts: FileFacts, fn: FunctionId): ClassId | undefined {
  let current = facts.functions[fn];
  while (current !== undefined && current.lexicalThis && current.parent !== undefined)
    current = facts.functions[current.parent];
  return current?.cls;
}

/** Functions that are methods of object literals, with their literal: `this` in them is that object. */
export function objectMethods(
  facts: FileFacts,
): ReadonlyMap<FunctionId, { readonly expr: Extract<Expr, { k: 'object' }>; readonly owner: FunctionId }> {
  const found = new Map<FunctionId, { expr: Extract<Expr, { k: 'object' }>; owner: FunctionId }>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k !== 'object') return;
      for (const p of e.props) {
        if (p.k === 'prop' && p.value.k === 'func') found.set(p.value.fn, { expr: e, owner: fn.id });
      }
    });
  }
  return found;
}

/** Function literals that are direct arguments of a call, with that call and the function it stands in. */
export function callbackCalls(
  facts: FileFacts,
): ReadonlyMap<FunctionId, { readonly call: Extract<Expr, { k: 'call' }>; readonly in: FunctionId }> {
  const found = new Map<FunctionId, { call: Extract<Expr, { k: 'call' }>; in: FunctionId }>();
  for (const fn of facts.functions) {
    forEachExprIn(fn, (e) => {
      if (e.k !== 'call') return;
      for (const arg of e.args) if (arg.k === 'func') found.set(arg.fn, { call: e, in: fn.id });
    });
  }
  return found;
}

export function methodOf(cls: ClassFacts, name: string, isStatic: boolean, facts: FileFacts): FunctionId | undefined {
  return cls.methods.find((m) => m.name === name && (facts.functions[m.fn]?.static ?? false) === isStatic)?.fn;
}

export type ClassKey = string;

export function classKey(ref: { readonly file: string; readonly cls: ClassId }): ClassKey {
  return `${ref.file}#${ref.cls}`;
}

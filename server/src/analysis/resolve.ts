/**
 * Static resolution without a type checker: what does this expression denote, what may this call run?
 * It follows imports and exports, initialisers, annotations, `new X()`, field types and assignments, and
 * return types. What it cannot tell is `unknown`, and every analysis stays silent about unknowns.
 *
 * This is the door: it keeps the answers, and what they rest on. How they are found is in `resolution/`.
 */
import type { BindingId, Expr, ExprOf } from '../facts/core.ts';
import { classKey, type FieldAssignments } from './class-index.ts';
import type { Callee, Entity } from './entities.ts';
import { Answers, type AnswerMap } from './answers.ts';
import { Heritage, type ClassRef } from './heritage.ts';
import { fnKey, type FnRef, type Program } from './program.ts';
import { namedEntity } from './resolution/bindings.ts';
import { calleesOf } from './resolution/callees.ts';
import { expressionEntity, returnedEntity } from './resolution/expressions.ts';
import { MAX_DEPTH } from './resolution/limits.ts';
import { assignmentsOf, declaredField, methodsOf, superOf } from './resolution/members.ts';
import { Tracker } from './tracking.ts';

export type { Callee, Entity } from './entities.ts';

type Answered = Parameters<AnswerMap<unknown>['set']>[1];

export class Resolver {
  /** Knows what every answer rests on, so that answers outlive edits of files they have not looked at. */
  readonly tracker = new Tracker();
  private readonly answers = new Answers(this.tracker, MAX_DEPTH * 4);
  private readonly byExpr = new WeakMap<Expr, Answered>();
  private readonly byName = new Map<string, Answered>();
  /** Who extends and implements whom. */
  readonly heritage: Heritage;
  private linked: Program;

  constructor(program: Program) {
    this.linked = this.tracker.watch(program);
    this.heritage = new Heritage(this, () => this.answers.unsure());
    this.heritage.refresh();
  }

  /** The program, seen so that what is read of it is known. */
  get program(): Program {
    return this.linked;
  }

  /** Goes on with a program of the same files, some of them with other texts. */
  relink(program: Program, changed: readonly string[]): void {
    this.linked = this.tracker.watch(program);
    this.tracker.changed(changed);
    this.heritage.refresh();
  }

  /** What `e`, standing in function `ctx`, denotes. */
  entityOf(ctx: FnRef, e: Expr): Entity {
    return this.answers.ask(this.byExpr, e, () => expressionEntity(this, ctx, e));
  }

  /** What a call or construction may run; empty when nothing is known. */
  calleesOf(ctx: FnRef, call: ExprOf<'call'> | ExprOf<'new'>): readonly Callee[] {
    return calleesOf(this, ctx, call);
  }

  /** What calling a function yields. */
  returnEntity(ref: FnRef): Entity {
    return this.answers.ask(this.byName, fnKey(ref), () => returnedEntity(this, ref));
  }

  bindingEntity(file: string, id: BindingId): Entity {
    return this.answers.ask(this.byName, `${file}:${id}`, () => namedEntity(this, file, id));
  }

  fieldEntity(ref: ClassRef, name: string, isStatic: boolean): Entity {
    const key = `${classKey(ref)}.${name}.${String(isStatic)}`;
    return this.answers.ask(this.byName, key, () => declaredField(this, ref, name, isStatic));
  }

  /** Implementations of a method: the nearest up the class chain, and overrides in subclasses. */
  methodsOf(ref: ClassRef, name: string): readonly Extract<Callee, { k: 'function' }>[] {
    return methodsOf(this, ref, name);
  }

  assignmentsOf(ref: ClassRef): FieldAssignments {
    return assignmentsOf(this, ref);
  }

  superOf(ref: ClassRef): ClassRef | undefined {
    return superOf(this, ref);
  }
}

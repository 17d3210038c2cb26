/**
 * Answers of recursive questions, remembered. A question that comes back to itself is answered `unknown` there, and
 * whatever was concluded from that within the circle holds only until its first question is answered: kept longer,
 * answers would depend on who asked first.
 */
import { UNKNOWN, type Entity } from './entities.ts';
import type { Reads, Tracker } from './tracking.ts';

interface Answer {
  readonly entity: Entity;
  readonly reads: Reads;
}

/** Any map will do: weak for questions about expressions, ordinary for names. */
export interface AnswerMap<K> {
  get(key: K): Answer | undefined;
  set(key: K, answer: Answer): unknown;
}

interface Provisional extends Answer {
  readonly key: unknown;
  /** How deep the question stands that this answer rests on. */
  readonly restsOn: number;
}

const NOWHERE = Number.POSITIVE_INFINITY;

export class Answers {
  /** Questions being answered, by how deep they stand. */
  private readonly active = new Map<unknown, number>();
  private readonly provisional = new Map<unknown, Provisional>();
  private readonly order: Provisional[] = [];
  /** The outermost open question that the present answer rests on. */
  private restsOn = NOWHERE;

  constructor(
    private readonly tracker: Tracker,
    private readonly maxDepth: number,
  ) {}

  /** `key` is also what makes the question one of its kind: an expression, or a text that no other map uses. */
  ask<K>(answers: AnswerMap<K>, key: K, compute: () => Entity): Entity {
    const known = answers.get(key);
    if (known !== undefined && !known.reads.stale) {
      this.tracker.replay(known.reads);
      return known.entity;
    }
    const soFar = this.provisional.get(key);
    if (soFar !== undefined) {
      this.tracker.replay(soFar.reads);
      this.restsOn = Math.min(this.restsOn, soFar.restsOn);
      return soFar.entity;
    }
    const open = this.active.get(key);
    if (open !== undefined || this.active.size > this.maxDepth) {
      this.restsOn = Math.min(this.restsOn, open ?? 0);
      return UNKNOWN;
    }
    return this.compute(answers, key, compute);
  }

  /** What is being answered rests on something that is not known yet: it must not be kept. */
  unsure(): void {
    this.restsOn = 0;
  }

  private compute<K>(answers: AnswerMap<K>, key: K, compute: () => Entity): Entity {
    const depth = this.active.size;
    const outer = this.restsOn;
    const before = this.order.length;
    this.restsOn = NOWHERE;
    this.active.set(key, depth);
    let result: { readonly value: Entity; readonly reads: Reads };
    try {
      result = this.tracker.track(compute);
    } catch (error) {
      // Nothing was answered (the stack was too small): what rested on this question must not be left behind.
      for (const answer of this.order.splice(before)) this.provisional.delete(answer.key);
      this.restsOn = outer;
      throw error;
    } finally {
      this.active.delete(key);
    }
    const { value: entity, reads } = result;
    if (this.restsOn >= depth) {
      answers.set(key, { entity, reads });
      for (const answer of this.order.splice(before)) this.provisional.delete(answer.key);
      this.restsOn = outer;
    } else {
      const answer: Provisional = { entity, reads, key, restsOn: this.restsOn };
      this.provisional.set(key, answer);
      this.order.push(answer);
      this.restsOn = Math.min(outer, this.restsOn);
    }
    return entity;
  }
}

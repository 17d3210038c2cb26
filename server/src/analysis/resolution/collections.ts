/** JavaScript's own collections: what their methods iterate over and what they hold. */
import { UNKNOWN, type Entity } from '../entities.ts';

export const ITERATION_METHODS: ReadonlySet<string> = new Set([
  'map',
  'forEach',
  'filter',
  'find',
  'findIndex',
  'some',
  'every',
  'flatMap',
  'reduce',
  'reduceRight',
  'findLast',
]);

export function isMap(entity: Entity): entity is Extract<Entity, { k: 'externalInstance' }> {
  return entity.k === 'externalInstance' && entity.module === '' && /^(Weak|Readonly)?Map$/.test(entity.name);
}

export function elementOf(entity: Entity): Entity {
  if (entity.k === 'array') return entity.of;
  if (entity.k === 'promise') return UNKNOWN;
  if (entity.k === 'externalInstance' && entity.module === '' && entity.name === 'Set')
    return entity.args?.[0] ?? UNKNOWN;
  return UNKNOWN;
}

/** The annotation may know more than the initialiser: `const m: Map<string, Conn> = new Map()`. */
export function richer(value: Entity, annotated: Entity): Entity {
  if (
    value.k === 'externalInstance' &&
    annotated.k === 'externalInstance' &&
    value.args === undefined &&
    annotated.args !== undefined
  )
    return annotated;
  if (value.k === 'array' && annotated.k === 'array' && value.of.k === 'unknown') return annotated;
  return value;
}

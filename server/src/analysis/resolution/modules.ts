/** What a file of the program gives to those that import it, and what a specifier leads to. */
import { external, moduleName, UNKNOWN, type Entity } from '../entities.ts';
import { perFile } from '../per-file.ts';
import type { Resolver } from '../resolve.ts';
import { MAX_DEPTH } from './limits.ts';
import { memberEntity } from './members.ts';

export const importsOf = perFile((facts) => new Map(facts.imports.map((i) => [i.b, i])));

export function moduleEntity(r: Resolver, from: string, specifier: string): Entity {
  const target = r.program.resolve(from, specifier);
  if (target === undefined) return external(moduleName(specifier), []);
  return { k: 'namespace', file: target };
}

export function importEntity(r: Resolver, file: string, from: string, imported: string): Entity {
  const target = r.program.resolve(file, from);
  if (target === undefined) return external(moduleName(from), imported === '*' ? [] : [imported]);
  if (imported === '*') {
    const whole = exportOf(r, target, '=');
    return whole.k === 'function' || whole.k === 'class' || whole.k === 'instance'
      ? whole
      : { k: 'namespace', file: target };
  }
  const found = exportOf(r, target, imported);
  if (found.k === 'unknown' && imported === 'default') {
    const whole = exportOf(r, target, '=');
    return whole.k === 'unknown' ? { k: 'namespace', file: target } : whole;
  }
  return found;
}

/** What a file exports under a name; '=' is `module.exports` as a whole. */
export function exportOf(r: Resolver, file: string, name: string, depth = 0): Entity {
  const facts = r.program.files.get(file);
  if (facts === undefined || depth > MAX_DEPTH) return UNKNOWN;
  for (const e of facts.exports) {
    if (e.name !== name) continue;
    if (e.from !== undefined) {
      const target = r.program.resolve(file, e.from);
      if (target === undefined)
        return external(moduleName(e.from), e.imported === '*' || e.imported === undefined ? [] : [e.imported]);
      return e.imported === '*' ? { k: 'namespace', file: target } : exportOf(r, target, e.imported ?? name, depth + 1);
    }
    const entity =
      e.b !== undefined
        ? r.bindingEntity(file, e.b)
        : e.expr !== undefined
          ? r.entityOf({ file, fn: 0 }, e.expr)
          : UNKNOWN;
    if (entity.k !== 'unknown') return entity;
  }
  if (name === '=') return UNKNOWN;
  for (const e of facts.exports) {
    if (e.name !== '*' || e.from === undefined) continue;
    const target = r.program.resolve(file, e.from);
    if (target === undefined) continue;
    const entity = exportOf(r, target, name, depth + 1);
    if (entity.k !== 'unknown') return entity;
  }
  const whole = facts.exports.find((e) => e.name === '=');
  if (whole === undefined) return UNKNOWN;
  const entity =
    whole.b !== undefined
      ? r.bindingEntity(file, whole.b)
      : whole.expr !== undefined
        ? r.entityOf({ file, fn: 0 }, whole.expr)
        : UNKNOWN;
  return entity.k === 'unknown' || entity.k === 'namespace' ? UNKNOWN : memberEntity(r, { file, fn: 0 }, entity, name);
}

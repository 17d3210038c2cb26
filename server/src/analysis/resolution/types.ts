/** What a type annotation says of a value, as far as names tell. */
import type { TypeRef } from '../../facts/core.ts';
import { moduleName, UNKNOWN, type Entity } from '../entities.ts';
import { factsOf } from '../program.ts';
import type { Resolver } from '../resolve.ts';
import { memberEntity } from './members.ts';
import { exportOf, importsOf } from './modules.ts';

export function typeEntity(r: Resolver, file: string, type: TypeRef, depth = 0): Entity {
  if (depth > 8) return UNKNOWN;
  switch (type.k) {
    case 'array':
      return { k: 'array', of: typeEntity(r, file, type.of, depth + 1) };
    case 'tuple':
      return { k: 'array', of: type.of[0] === undefined ? UNKNOWN : typeEntity(r, file, type.of[0], depth + 1) };
    case 'union': {
      const telling = type.of.filter((t) => t.k !== 'prim' && t.k !== 'other');
      const entities = telling.map((t) => typeEntity(r, file, t, depth + 1)).filter((t) => t.k !== 'unknown');
      const [first] = entities;
      if (first === undefined) return UNKNOWN;
      return entities.every((e) => e.k === first.k) && telling.length <= 1
        ? first
        : entities.length === 1
          ? first
          : UNKNOWN;
    }
    case 'object':
      return { k: 'shape', file, type, name: '' };
    case 'ref':
      return refEntity(r, file, type, depth);
    default:
      return UNKNOWN;
  }
}

function refEntity(r: Resolver, file: string, type: Extract<TypeRef, { k: 'ref' }>, depth: number): Entity {
  const [root = '', ...rest] = type.name.split('.');
  if (root === 'Promise' || root === 'PromiseLike') {
    return {
      k: 'promise',
      of: type.args[0] === undefined ? UNKNOWN : typeEntity(r, file, type.args[0], depth + 1),
    };
  }
  if (type.b !== undefined && !root.startsWith('typeof ')) {
    const facts = factsOf(r.program, file);
    const imported = importsOf(facts).get(type.b);
    if (imported !== undefined) return importedType(r, file, imported.from, imported.imported, rest, depth);
    const entity = r.bindingEntity(file, type.b);
    if (entity.k === 'class') return { k: 'instance', file: entity.file, cls: entity.cls };
  }
  if (root.startsWith('typeof ') && type.b !== undefined) {
    let entity = r.bindingEntity(file, type.b);
    for (const step of rest) entity = memberEntity(r, { file, fn: 0 }, entity, step);
    return entity;
  }
  const declared = declaredType(r, file, root, depth);
  if (declared !== undefined) return declared;
  if (type.b !== undefined || type.name === 'T') return UNKNOWN;
  const args = type.args.map((t) => typeEntity(r, file, t, depth + 1));
  return { k: 'externalInstance', module: '', name: type.name, ...(args.length > 0 ? { args } : {}) };
}

function importedType(
  r: Resolver,
  file: string,
  from: string,
  imported: string,
  rest: readonly string[],
  depth: number,
): Entity {
  const target = r.program.resolve(file, from);
  if (target === undefined) {
    const path = [...(imported === '*' || imported === 'default' ? [] : [imported]), ...rest];
    return { k: 'externalInstance', module: moduleName(from), name: path.join('.') };
  }
  const name = imported === '*' ? (rest[0] ?? '') : imported;
  return exportedType(r, target, name, depth + 1);
}

function exportedType(r: Resolver, file: string, name: string, depth: number): Entity {
  if (depth > 8) return UNKNOWN;
  const entity = exportOf(r, file, name);
  if (entity.k === 'class') return { k: 'instance', file: entity.file, cls: entity.cls };
  const declared = declaredType(r, file, name, depth);
  if (declared !== undefined) return declared;
  for (const e of factsOf(r.program, file).exports) {
    if (e.from === undefined || (e.name !== '*' && e.name !== name)) continue;
    const target = r.program.resolve(file, e.from);
    if (target === undefined) continue;
    const found = exportedType(r, target, e.name === '*' ? name : (e.imported ?? name), depth + 1);
    if (found.k !== 'unknown') return found;
  }
  return UNKNOWN;
}

function declaredType(r: Resolver, file: string, name: string, depth: number): Entity | undefined {
  const declared = factsOf(r.program, file).types.find((t) => t.name === name);
  if (declared === undefined) return undefined;
  if (declared.type.k !== 'object') return typeEntity(r, file, declared.type, depth + 1);
  const [only, ...others] = r.heritage.implementersOf(name);
  if (only !== undefined && others.length === 0) return { k: 'instance', ...only };
  return { k: 'shape', file, type: declared.type, name };
}

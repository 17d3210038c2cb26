/**
 * Values for what comes from outside the files: the data of a worker whose starter is unknown, the arguments
 * of a library. Declared types say which of them is shared memory; it is one buffer per name, the same for
 * every agent. Everything else is an unknown input, which may hold somebody's partition.
 */
import type { FileFacts, TypeRef } from '../../../facts/core.ts';
import type { Program } from '../../program.ts';
import { BufferObj, VIEW_KINDS, ViewObj } from '../memory.ts';
import { ArrObj, Obj, Unknown, type Value } from '../values.ts';

/** The shared buffers of one run, by the path that leads to them. */
export class Outside {
  private readonly buffers = new Map<string, BufferObj>();

  constructor(private readonly program: Program) {}

  buffer(path: string): BufferObj {
    let buffer = this.buffers.get(path);
    if (buffer === undefined) this.buffers.set(path, (buffer = new BufferObj(`outside ${path}`, true, undefined)));
    return buffer;
  }

  /** A new value of a type; `views` says whether typed arrays without a declared buffer are shared. */
  value(file: string, type: TypeRef | undefined, path: string, views: boolean, depth = 0): Value {
    if (type === undefined || depth > 5) return new Unknown('input');
    switch (type.k) {
      case 'object': {
        const o = new Obj(undefined);
        o.open = true;
        for (const p of type.props)
          o.props.set(p.name, this.value(file, p.type, `${path}.${p.name}`, views, depth + 1));
        return o;
      }
      case 'array':
        return new ArrObj(
          [0, 1].map((i) => this.value(file, type.of, `${path}[${i}]`, views, depth + 1)),
          true,
        );
      case 'tuple':
        return new ArrObj(type.of.map((t, i) => this.value(file, t, `${path}[${i}]`, views, depth + 1)));
      case 'union': {
        const known = type.of.find((t) => t.k === 'ref' || t.k === 'object');
        return this.value(file, known, path, views, depth + 1);
      }
      case 'ref':
        return this.named(file, type, path, views, depth);
      case 'prim': {
        const u = new Unknown('input');
        if (/^(number|string|boolean|bigint)$/.test(type.name)) u.type = type.name;
        return u;
      }
      default:
        return new Unknown('input');
    }
  }

  private named(
    file: string,
    type: Extract<TypeRef, { k: 'ref' }>,
    path: string,
    views: boolean,
    depth: number,
  ): Value {
    if (type.name === 'SharedArrayBuffer') return this.buffer(path);
    const kind = VIEW_KINDS.get(type.name);
    if (kind !== undefined) {
      const [of] = type.args;
      const shared = of?.k === 'ref' ? of.name === 'SharedArrayBuffer' : views;
      return shared ? new ViewObj(this.buffer(path), kind, 0, undefined) : new Unknown('input');
    }
    if (type.name === 'Readonly' || type.name === 'Required' || type.name === 'Partial')
      return this.value(file, type.args[0], path, views, depth + 1);
    const declared = this.declaration(file, type);
    return declared === undefined
      ? new Unknown('input')
      : this.value(declared.file, declared.type, path, views, depth + 1);
  }

  private declaration(
    file: string,
    type: Extract<TypeRef, { k: 'ref' }>,
  ): { readonly file: string; readonly type: TypeRef } | undefined {
    const facts = this.program.files.get(file);
    if (facts === undefined) return undefined;
    const own = facts.types.find((t) => t.name === type.name);
    if (own !== undefined) return { file, type: own.type };
    const from = importOf(facts, type.name);
    const to = from === undefined ? undefined : this.program.resolve(file, from.from);
    const there = to === undefined ? undefined : this.program.files.get(to);
    const theirs = there?.types.find((t) => t.name === from?.imported);
    return to === undefined || theirs === undefined ? undefined : { file: to, type: theirs.type };
  }
}

function importOf(facts: FileFacts, name: string): { readonly from: string; readonly imported: string } | undefined {
  return facts.imports.find((i) => facts.bindings[i.b]?.name === name);
}

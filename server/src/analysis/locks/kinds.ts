/**
 * When two locks are of one kind across activations: the same variable, the same field of the same class, or of
 * classes of which one extends the other. Siblings of one base class have locks of different kinds.
 */
import type { Program } from '../program.ts';
import type { Resolver } from '../resolve.ts';

export interface LockKinds {
  same(a: string, b: string): boolean;
  /** One name for all kinds that can be the same as this one. */
  canonical(cls: string): string;
}

interface Field {
  readonly file: string;
  readonly cls: number;
  readonly rest: string;
}

export function lockKinds(program: Program, resolver: Resolver): LockKinds {
  const ancestors = new Map<string, readonly string[]>();
  /** The class and what it extends, in that order. */
  const chain = ({ file, cls }: Field): readonly string[] => {
    const key = `${file}#${cls}`;
    const known = ancestors.get(key);
    if (known !== undefined) return known;
    const out: string[] = [];
    for (
      let at: { file: string; cls: number } | undefined = { file, cls };
      at !== undefined && out.length < 20;
      at = resolver.superOf(at)
    )
      out.push(`${at.file}#${at.cls}`);
    ancestors.set(key, out);
    return out;
  };
  const parsed = new Map<string, Field | undefined>();
  const parse = (key: string): Field | undefined => {
    if (!parsed.has(key)) parsed.set(key, parsedField(key));
    return parsed.get(key);
  };
  const parsedField = (key: string): Field | undefined => {
    const m = /^C:(.*)#(\d+)\.(.*)$/.exec(key);
    const [file, cls, rest] = [m?.[1], Number(m?.[2]), m?.[3]];
    return file === undefined || rest === undefined || !program.files.has(file) ? undefined : { file, cls, rest };
  };
  return {
    same(a, b) {
      if (a === b) return true;
      const [x, y] = [parse(a), parse(b)];
      if (x === undefined || y === undefined || x.rest !== y.rest) return false;
      return chain(x).includes(`${y.file}#${y.cls}`) || chain(y).includes(`${x.file}#${x.cls}`);
    },
    canonical(key) {
      const field = parse(key);
      if (field === undefined) return key;
      const all = chain(field);
      return `C:${all[all.length - 1] ?? ''}.${field.rest}`;
    },
  };
}

/**
 * The wildcards of a tsconfig: `*` and `?` within one path segment, `**` over segments, and a bare folder that
 * stands for everything below it. Nothing else is special, as in the TSConfig reference
 * (https://www.typescriptlang.org/tsconfig/#include).
 */
import { isAbsolutePath, joinPath, normalisePath } from './paths.ts';

export interface Glob {
  /** The folder (or file) above which nothing can match: where a walk may start. */
  readonly base: string;
  matches(path: string): boolean;
  /** Whether the pattern takes in the whole folder, so that a walk need not enter an excluded one. */
  coversFolder(folder: string): boolean;
}

const escape = (text: string): string => text.replace(/[.+^${}()|[\]\\]/g, '\\$&');

/** One segment of a pattern as a regular expression. */
const segmentSource = (segment: string): string =>
  [...segment].map((char) => (char === '*' ? '[^/]*' : char === '?' ? '[^/]' : escape(char))).join('');

/** @param folder absolute, what a relative pattern is relative to */
export function compileGlob(pattern: string, folder: string): Glob {
  const spelled = pattern.replaceAll('\\', '/').replace(/\/+$/, '');
  const full = isAbsolutePath(spelled) ? normalisePath(spelled) : joinPath(folder, spelled);
  const segments = full.split('/');
  const wild = segments.findIndex((segment) => /[*?]/.test(segment));
  const base = wild === -1 ? full : segments.slice(0, wild).join('/') || '/';
  let source = '^';
  segments.forEach((segment, index) => {
    const last = index === segments.length - 1;
    if (segment === '**') source += last ? '.*' : '(?:[^/]+/)*';
    else source += segmentSource(segment) + (last ? '' : '/');
  });
  // Whatever a pattern names may be a folder, which stands for all that is below it.
  const expression = new RegExp(`${source}(?:/.*)?$`);
  const endsInAnything = /\/\*\*(\/\*)?$/.test(full);
  return {
    base,
    matches: (path) => expression.test(path),
    coversFolder: (path) => expression.test(path) || (endsInAnything && expression.test(`${path}/x`)),
  };
}

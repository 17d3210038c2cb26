/**
 * What a single file pulls in: every relative specifier in it, whether imported, required or started as a
 * worker. It is found by looking at string literals, not by parsing: reading a file too many costs a
 * millisecond, while a missed worker script costs the finding.
 */
import type { ProjectFs } from './fs.ts';
import type { SourceFile } from './discover.ts';
import { folderOf, joinPath } from './paths.ts';
import { isSourcePath } from './sources.ts';

/** More than this is a whole application, and was not meant when one file was named. */
const MAX_FILES = 300;
const MAX_BYTES = 1024 * 1024;

const RELATIVE = /(['"`])(\.{1,2}\/[^'"`\n\\$]+)\1/g;
const ENDS = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '/index.ts', '/index.js'];

/** Paths that the files reach by relative specifiers, themselves left out, nearest first. */
export function relativeClosure(files: readonly SourceFile[], fs: ProjectFs): readonly string[] {
  const seen = new Set(files.map((file) => file.path));
  const found: string[] = [];
  const queue: SourceFile[] = [...files];
  for (let file = queue.shift(); file !== undefined && found.length < MAX_FILES; file = queue.shift()) {
    for (const match of file.text.matchAll(RELATIVE)) {
      const path = resolveRelative(match[2] ?? '', folderOf(file.path), fs);
      if (path === undefined || seen.has(path)) continue;
      seen.add(path);
      found.push(path);
      if ((fs.size(path) ?? 0) > MAX_BYTES) continue;
      const text = fs.readText(path);
      if (text !== undefined) queue.push({ path, text });
    }
  }
  return found.slice(0, MAX_FILES);
}

function resolveRelative(specifier: string, folder: string, fs: ProjectFs): string | undefined {
  const path = joinPath(folder, specifier);
  // `./x.js` written in TypeScript means `./x.ts` when that is what there is.
  const written = path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
  const candidates = [written, ...ENDS.map((end) => path + end)];
  return candidates.find((candidate) => isSourcePath(candidate) && fs.kind(candidate) === 'file');
}

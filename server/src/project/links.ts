/**
 * How specifiers that are not relative lead into the project itself: `paths` and `baseUrl` of the tsconfigs
 * above the sources, and the names of workspace packages. Read through the engine's host, never thrown about:
 * a configuration that cannot be read means only that such imports stay external.
 */
import type { LinkOptions } from '../analysis/program.ts';
import { CONFIG_NAMES } from './tsconfig.ts';
import { parseJsonc } from './jsonc.ts';
import { folderOf, joinPath, normalisePath } from './paths.ts';

interface LinkHost {
  readFile(path: string): string | undefined;
  fileExists(path: string): boolean;
}

const MAX_EXTENDS = 8;

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function readJson(path: string, host: LinkHost): Readonly<Record<string, unknown>> | undefined {
  const text = host.fileExists(path) ? host.readFile(path) : undefined;
  if (text === undefined) return undefined;
  const parsed = parseJsonc(text);
  return parsed.ok ? record(parsed.value) : undefined;
}

/** `paths` of a configuration with absolute targets; the nearest definition along `extends` wins, as in tsc. */
function pathsOf(config: string, host: LinkHost, depth = 0): ReadonlyMap<string, readonly string[]> | undefined {
  const json = readJson(config, host);
  if (json === undefined || depth > MAX_EXTENDS) return undefined;
  const options = record(json['compilerOptions']);
  const folder = folderOf(config);
  const baseUrl = typeof options?.['baseUrl'] === 'string' ? joinPath(folder, options['baseUrl']) : folder;
  const paths = record(options?.['paths']);
  if (paths !== undefined) {
    const out = new Map<string, readonly string[]>();
    for (const [pattern, targets] of Object.entries(paths)) {
      if (!Array.isArray(targets)) continue;
      out.set(
        pattern,
        targets
          .filter((target): target is string => typeof target === 'string')
          .map((target) => normalisePath(joinPath(baseUrl, target))),
      );
    }
    return out;
  }
  const bases = [json['extends']]
    .flat()
    .filter((base): base is string => typeof base === 'string' && base.startsWith('.'));
  for (const base of bases) {
    const path = joinPath(folder, base.endsWith('.json') ? base : `${base}.json`);
    const found = pathsOf(path, host, depth + 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Looks at every folder from the sources up to the root, each once. */
export function readLinks(files: Iterable<string>, host: LinkHost): LinkOptions {
  const paths = new Map<string, readonly string[]>();
  const packages = new Map<string, string>();
  const seen = new Set<string>();
  for (const file of files) {
    for (let folder = folderOf(file); !seen.has(folder); folder = folderOf(folder)) {
      seen.add(folder);
      for (const name of CONFIG_NAMES) {
        for (const [pattern, targets] of pathsOf(joinPath(folder, name), host) ?? []) {
          if (!paths.has(pattern)) paths.set(pattern, targets);
        }
      }
      const name = readJson(joinPath(folder, 'package.json'), host)?.['name'];
      if (typeof name === 'string' && name !== '' && !packages.has(name)) packages.set(name, folder);
    }
  }
  return { paths, packages };
}

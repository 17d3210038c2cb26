/** The disk as project discovery and the engine's host ask for it. Unreadable things are absent, never thrown. */
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { normalisePath } from './paths.ts';
import type { ProjectFs, ProjectFsEntry } from './fs.ts';

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

const statOf = (path: string) => attempt(() => statSync(path, { throwIfNoEntry: false }));

function kindOf(path: string): 'file' | 'folder' | undefined {
  const stat = statOf(path);
  return stat?.isDirectory() === true ? 'folder' : stat?.isFile() === true ? 'file' : undefined;
}

export const nodeProjectFs: ProjectFs = {
  kind: kindOf,
  list(folder) {
    const entries = attempt(() => readdirSync(folder, { withFileTypes: true })) ?? [];
    return entries.flatMap((entry): readonly ProjectFsEntry[] => {
      if (entry.isDirectory()) return [{ name: entry.name, kind: 'folder' }];
      if (entry.isFile()) return [{ name: entry.name, kind: 'file' }];
      const kind = entry.isSymbolicLink() ? kindOf(`${folder}/${entry.name}`) : undefined;
      return kind === undefined ? [] : [{ name: entry.name, kind }];
    });
  },
  size: (path) => statOf(path)?.size,
  readText: (path) => attempt(() => readFileSync(path, 'utf8'))?.replace(/^\uFEFF/, ''),
  realPath: (path) => normalisePath(attempt(() => realpathSync.native(path)) ?? path),
};

/** The same with some texts replaced (what an editor holds unsaved, what a fix has written so far). */
export function withOverlay(fs: ProjectFs, overlay: (path: string) => string | undefined): ProjectFs {
  return {
    ...fs,
    kind: (path) => (overlay(path) === undefined ? fs.kind(path) : 'file'),
    size: (path) => overlay(path)?.length ?? fs.size(path),
    readText: (path) => overlay(path) ?? fs.readText(path),
  };
}

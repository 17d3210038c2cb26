/** The disk for project discovery; nothing throws, what cannot be read is not there. */
import { readdirSync, realpathSync, statSync } from 'node:fs';
import type { ProjectFs, ProjectFsEntry } from '../project/fs.ts';
import { readFileText, slashes } from './files.ts';

function kindOf(path: string): 'file' | 'folder' | undefined {
  try {
    const stats = statSync(path);
    return stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : undefined;
  } catch {
    return undefined;
  }
}

function list(folder: string): readonly ProjectFsEntry[] {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry): ProjectFsEntry[] => {
    const kind = entry.isFile() ? 'file' : entry.isDirectory() ? 'folder' : kindOf(`${folder}/${entry.name}`);
    return kind === undefined ? [] : [{ name: entry.name, kind }];
  });
}

export const diskFs: ProjectFs = {
  kind: kindOf,
  list,
  size: (path) => {
    try {
      return statSync(path).size;
    } catch {
      return undefined;
    }
  },
  readText: (path) => readFileText(path)?.text,
  realPath: (path) => {
    try {
      return slashes(realpathSync(path));
    } catch {
      return path;
    }
  },
};

/**
 * Paths as the analysis writes them: absolute, forward slashes. `node:path` is not used because its answer
 * depends on the machine, and the analysis of a Windows path must be testable anywhere.
 */
export function isAbsolutePath(path: string): boolean {
  return /^(\/|[A-Za-z]:\/)/.test(path);
}

/** Removes `.`, `..` and double slashes; keeps a leading `/`, `//` (network share) or drive. */
export function normalisePath(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  const lead = /^(\/\/|\/|[A-Za-z]:\/)?/.exec(slashed)?.[0] ?? '';
  const kept: string[] = [];
  for (const segment of slashed.slice(lead.length).split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..' && kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (segment !== '..' || lead === '') kept.push(segment);
  }
  return lead + kept.join('/') || '.';
}

export function joinPath(folder: string, relative: string): string {
  return normalisePath(`${folder}/${relative}`);
}

export function folderOf(path: string): string {
  const cut = path.lastIndexOf('/');
  if (cut === -1) return '.';
  // The folder of `/x` is `/`, of `C:/x` it is `C:/`.
  return cut === 0 || path[cut - 1] === ':' ? path.slice(0, cut + 1) : path.slice(0, cut);
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

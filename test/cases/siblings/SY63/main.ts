import { readFile } from 'node:fs/promises';

async function sizes(paths: readonly string[]): Promise<number[]> {
  const result = new Array<number>(paths.length);
  await Promise.all(
    paths.map(async (path, index) => {
      const bytes = await readFile(path);
      result[index] = bytes.length;
    }),
  );
  return result;
}

console.log(await sizes([import.meta.filename, process.execPath]));

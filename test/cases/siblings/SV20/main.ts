import { createReadStream, type PathLike } from 'node:fs';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';

const decode = promisify(gunzip);

export async function measure(paths: readonly PathLike[]): Promise<number> {
  let total = 0;
  let files = 0;
  await Promise.all(
    paths.map(async (path) => {
      for await (const chunk of createReadStream(path)) {
        const { byteLength } = await decode(chunk as Buffer);
        total += byteLength;
      }
      files++;
    }),
  );
  return files === 0 ? 0 : total / files;
}

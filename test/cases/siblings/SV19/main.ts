import { createReadStream, type PathLike } from 'node:fs';
import { gunzip } from 'node:zlib';
import { promisify } from 'node:util';

const decode = promisify(gunzip);

export function measure(path: PathLike): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  let total = 0;
  const pending: Promise<void>[] = [];
  const stream = createReadStream(path, { highWaterMark: 4096 });

  const add = async (chunk: Buffer) => {
    total = total + (await decode(chunk)).byteLength; //~ race-across-await
  };

  stream
    .on('data', (chunk) => {
      pending.push(add(chunk as Buffer));
    })
    .on('error', reject)
    .on('end', () => {
      Promise.all(pending).then(() => resolve(total), reject);
    });
  return promise;
}

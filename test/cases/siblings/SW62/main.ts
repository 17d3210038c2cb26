import { SerialQueue } from './serial-queue.ts';

const queue = new SerialQueue();
const lines: string[] = [];

function write(line: string): Promise<void> {
  return queue.add(async () => {
    lines.push(line);
  });
}

function compact(): Promise<void> {
  return queue.add(async () => {
    lines.splice(0, lines.length - 1);
    void write('-- compacted --');
  });
}

await write('one');
await write('two');
await compact();
await write('three');
console.log(lines);

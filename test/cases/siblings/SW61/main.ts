import { SerialQueue } from './serial-queue.ts';

const queue = new SerialQueue();
const lines: string[] = [];

function write(line: string): Promise<void> {
  return queue.add(async () => { //~ wait-cycle | self-deadlock
    lines.push(line);
  });
}

function compact(): Promise<void> {
  return queue.add(async () => { //~ wait-cycle | self-deadlock
    lines.splice(0, lines.length - 1);
    await write('-- compacted --'); //~ wait-cycle | self-deadlock
  });
}

await write('one');
await write('two');
await compact();
console.log(lines);

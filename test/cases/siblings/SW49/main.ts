import { Mutex } from 'async-mutex';

const mutex = new Mutex();
let position = 0;

async function move(command: string): Promise<number> {
  const release = await mutex.acquire(); //~ unreleased-lock
  switch (command) {
    case 'left':
      position -= 1;
      break;
    case 'right':
      position += 1;
      break;
    default:
      throw new Error(`unknown command ${command}`); //~ unreleased-lock
  }
  release();
  return position;
}

for (const command of ['left', 'jump', 'right']) {
  await move(command).then(console.log, console.error);
}

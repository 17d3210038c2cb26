// The factory gives a function: each call of it is a turn.
function createLock() {
  let last: Promise<void> = Promise.resolve();
  return async function lock(): Promise<() => void> {
    let release!: () => void;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    const before = last;
    last = mine;
    await before;
    return release;
  };
}

const lock = createLock();

async function read(): Promise<number> {
  const release = await lock();
  try {
    return 1;
  } finally {
    release();
  }
}

export async function update(): Promise<number> {
  const release = await lock();
  try {
    return await read();
    //| self-deadlock
  } finally {
    release();
  }
}

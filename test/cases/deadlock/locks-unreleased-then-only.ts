import { Mutex, Semaphore } from 'async-mutex';

declare function work(): Promise<string>;
declare function sleep(ms: number): Promise<void>;

const places = new Semaphore(2);
const mutex = new Mutex();
const fine = new Mutex();

export function only(): Promise<string> {
  return places.acquire().then(([, release]) =>
    //| unreleased-lock: releases places only in the then
    work().then((text) => {
      release();
      return text;
    }),
  );
}

export async function afterwards(): Promise<void> {
  const release = await mutex.acquire();
  //| unreleased-lock
  void work().then(() => release());
}

// Both outcomes lead to the release.
export function both(): Promise<string> {
  return fine.acquire().then((release) => work().finally(release));
}

export function either(): Promise<void> {
  return fine.acquire().then((release) => work().then(() => release(), () => release()));
}

// The failure is taken care of before the release.
export async function mended(): Promise<void> {
  const release = await fine.acquire();
  void work()
    .catch(() => '')
    .then(() => release());
}

// A pause does not fail.
export async function later(): Promise<void> {
  const release = await fine.acquire();
  void sleep(10).then(() => release());
}

// Released on the other way, too.
export async function caught(): Promise<void> {
  const release = await fine.acquire();
  void work()
    .then(() => release())
    .catch((error: unknown) => {
      console.error(error);
      release();
    });
}

import { Mutex } from 'async-mutex';

declare function fetchToken(): Promise<string>;

const tokenLock = new Mutex();
let token: string | undefined;

export async function currentToken(): Promise<string> {
  return tokenLock.runExclusive(async () => {
    if (token === undefined) token = await fetchToken();
    return token;
  });
}

export async function signOut(): Promise<void> {
  await Promise.resolve();
  token = undefined;
  //| inconsistent-locking: without holding tokenLock
}

const reader = new Mutex();
const writer = new Mutex();
let page = 0;

export async function nextPage(): Promise<void> {
  await writer.runExclusive(async () => {
    const before = page;
    await fetchToken();
    page = before + 1;
  });
}

export async function rewind(): Promise<void> {
  await reader.runExclusive(() => {
    page = 0;
    //| inconsistent-locking: it holds reader instead
  });
}

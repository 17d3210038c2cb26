// file: main.ts
let token: string | undefined;
let tokenPromise: Promise<string> | undefined;

export async function currentToken(fetchToken: () => Promise<string>): Promise<string> {
  if (token !== undefined) {
    return token;
  }
  tokenPromise ??= (async () => (token = await fetchToken()))().finally(() => {
    tokenPromise = undefined;
  });
  const fresh = await tokenPromise;
  return fresh;
}

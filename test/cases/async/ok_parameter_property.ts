declare function load(key: string): Promise<number>;

export async function fill(req: { user?: number }) {
  if (!req.user) req.user = await load('me');
}

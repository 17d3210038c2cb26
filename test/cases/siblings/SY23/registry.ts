const views = new Map<string, Int32Array>();

export function register(name: string, view: Int32Array): void {
  views.set(name, view);
}

export function bump(name: string): void {
  const view = views.get(name);
  if (view !== undefined) view[0]++; //~ unlocked-shared-mutation
}

let Impl: any;
export async function get() {
  if (Impl === undefined) {
    const m = await import('x');
    Impl = m.Impl;
  }
  return Impl;
}

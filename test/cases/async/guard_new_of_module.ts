let impl: any;
export async function get() {
  if (impl === undefined) {
    const { Impl } = await import('x');
    impl = new Impl();
    //| race-across-await: impl
  }
  return impl;
}

import { Ctx } from 'edr';
let ctx: Ctx | undefined;
export async function get() {
  if (ctx === undefined) {
    ctx = new Ctx();
    //| race-across-await: ctx
    await ctx.registerA(1);
    await ctx.registerB(2);
  }
  return ctx;
}

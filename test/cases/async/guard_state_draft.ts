import { BaseController } from '@metamask/base-controller';
declare function load(): Promise<string>;
export class X extends BaseController<any, any, any> {
  async init() {
    if (this.state.loaded) return;
    const v = await load();
    this.update((state: any) => {
      state.loaded = true;
      //| race-across-await: this.state.loaded
      state.v = v;
    });
  }
}

import React from 'react';
declare function load(): Promise<string[]>;
export class X extends React.Component<any, any> {
  async add() {
    const items = this.state.items;
    const more = await load();
    this.setState({ items: items.concat(more) });
    //| race-across-await: this.state.items
  }
  render() {
    return null;
  }
}

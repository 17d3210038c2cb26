class Registry {
  private users: Promise<string[]> | undefined;
  private groups: Promise<string[]> | undefined;
  getUsers(): Promise<string[]> {
    this.users ??= this.loadUsers();
    return this.users;
  }
  getGroups(): Promise<string[]> {
    this.groups ??= this.loadGroups();
    return this.groups;
  }
  private async loadUsers(): Promise<string[]> {
    await Promise.resolve();
    const groups = await this.getGroups();
    //| wait-cycle
    return groups.map((g) => `${g}-user`);
  }
  private async loadGroups(): Promise<string[]> {
    await Promise.resolve();
    const users = await this.getUsers();
    return users.map((u) => `${u}-group`);
  }
}
export const registry = new Registry();

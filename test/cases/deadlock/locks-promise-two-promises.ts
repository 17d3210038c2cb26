// Each waits for the other one's result.
const users: Promise<string[]> = loadUsers();
const groups: Promise<string[]> = loadGroups();
async function loadUsers(): Promise<string[]> {
  await Promise.resolve();
  return (await groups).map((g) => `${g}-user`);
  //| wait-cycle
}
async function loadGroups(): Promise<string[]> {
  await Promise.resolve();
  return (await users).map((u) => `${u}-group`);
}
export const ready = Promise.all([users, groups]);

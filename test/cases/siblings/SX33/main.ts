const bytes = new Uint8Array(16);
bytes[0] = 1;
const moved = structuredClone(bytes, { transfer: [bytes.buffer] });
moved[1] = 2;
console.log(moved.length);

self.onmessage = (event: MessageEvent<Uint8ClampedArray>) => {
  const pixels = event.data;
  for (let i = 0; i < pixels.length; i++) pixels[i] = 255 - pixels[i]; //~ unlocked-shared-mutation
  self.postMessage('painted');
};

// What Svelte takes for granted and Safari 15 and Chrome 90 do not have.
if (!('at' in Array.prototype)) {
  Object.defineProperty(Array.prototype, 'at', {
    value(this: unknown[], index: number) {
      return this[index < 0 ? this.length + index : index];
    },
  });
}

export {};

// How a computer is set up, in scenes.
import type { Setup } from '$lib/wire';

/** A computer that uses a server elsewhere. */
export function setup(given: Partial<Setup> = {}): Setup {
  return {
    way: { type: 'join', server: 'sportello.biblioteca.empoli.example' },
    library: '',
    assistant: null,
    working: false,
    trouble: null,
    network: null,
    server: null,
    codes: [],
    ...given,
  };
}

export const JOINED = setup();

/** A computer with a library of its own inside. */
export const HERE = setup({ way: { type: 'here', port: 7788 }, library: 'Biblioteca di Empoli' });

/** A new computer. */
export const ASSISTANT = setup({ way: null, assistant: 'choosing' });

/** Stands for a code; it says nothing. */
export const QR =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#fff" d="M0 0h9v9H0z"/>' +
  '<path d="M1 1h3v3H1zM5 1h3v3H5zM1 5h3v3H1zM5 5h1v1H5zM7 7h1v1H7z"/></svg>';

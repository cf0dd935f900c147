import { describe, expect, it } from 'vitest';

import { saidByServer } from './said';

describe('what the server said', () => {
  it('is shown where a server answered', () => {
    const trouble = { cause: 'recipientRefused', said: '550 no such user' } as const;
    expect(saidByServer(trouble)).toBe('550 no such user');
    expect(saidByServer({ cause: 'maintenance', said: '503' })).toBe('503');
  });

  it('is nothing where nobody answered: the words are those of the system', () => {
    const said = 'Connection refused (os error 111)';
    expect(saidByServer({ cause: 'nobodyAnswers', said })).toBe('');
    expect(saidByServer({ cause: 'nameNotFound', said })).toBe('');
    expect(saidByServer({ cause: 'certificateExpired', said })).toBe('');
    expect(saidByServer({ cause: 'folderMissing', said })).toBe('');
  });
});

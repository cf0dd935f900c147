import { describe, expect, it } from 'vitest';

import { placeOf, SignIn } from './sign-in.svelte';

describe('signing in', () => {
  it('takes the known server once and leaves the field to the reader after that', () => {
    const signIn = new SignIn();
    signIn.prefill('desk.example', false, 'ada');
    expect(signIn.server).toBe('desk.example');
    expect(signIn.user).toBe('ada');
    signIn.server = 'other.example';
    signIn.prefill('desk.example', false, 'ada');
    expect(signIn.server).toBe('other.example');
  });

  it('needs no address for the server inside this program', () => {
    const signIn = new SignIn();
    signIn.prefill('https://localhost:7788', true, '');
    signIn.user = ' ada ';
    signIn.password = ' as typed ';
    expect(signIn.asksAddress(true)).toBe(false);
    expect(signIn.order(true)).toEqual({
      type: 'signIn',
      server: '',
      user: 'ada',
      password: ' as typed ',
    });
  });

  it('sends the address of another server, without the white space around it', () => {
    const signIn = new SignIn();
    signIn.another = true;
    signIn.server = ' desk.example ';
    expect(signIn.asksAddress(true)).toBe(true);
    expect(signIn.order(true).server).toBe('desk.example');
  });

  it('keeps what was typed until it has succeeded, and then forgets the password', () => {
    const signIn = new SignIn();
    signIn.user = 'ada';
    signIn.password = 'secret';
    signIn.order(true);
    expect(signIn.password).toBe('secret');
    signIn.forget();
    expect(signIn.password).toBe('');
    expect(signIn.user).toBe('ada');
  });
});

describe('a trouble stands', () => {
  it('at the password when it was refused', () => {
    expect(placeOf({ type: 'refused', code: 'wrongNameOrPassword' }, true)).toBe('password');
  });

  it('at the address, where there is one', () => {
    expect(placeOf({ type: 'unreachable' }, true)).toBe('server');
    expect(placeOf({ type: 'badAddress' }, true)).toBe('server');
    expect(placeOf({ type: 'unreachable' }, false)).toBe('form');
  });

  it('over the form when it is about no field', () => {
    expect(placeOf({ type: 'refused', code: 'sessionEnded' }, true)).toBe('form');
    expect(placeOf({ type: 'refused', code: 'tooManyTries' }, true)).toBe('form');
  });
});

// What is wrong in the fields of a form, as those fields are told of it.

export interface Faults<Fault extends string> {
  /** The ids in the form begin with it. */
  id: string;
  /** The field in which something is wrong. */
  readonly now: Fault | null;
  word: (fault: Fault) => string;
  /** It is spoken as soon as it stands there. */
  alerts?: boolean;
}

/** What an input says of itself, so that its label, hint and fault are found. */
export interface Said {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string;
}

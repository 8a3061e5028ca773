/** The errors that are thrown on purpose. Anything else is a bug of ours. */

/** The user's input is wrong: one line, one hint, exit code 2. */
export class UserError extends Error {
  readonly hint: string;

  constructor(message: string, hint = '') {
    super(message);
    this.name = 'UserError';
    this.hint = hint;
  }
}

/** A content could not be read: it becomes an entry of the report's `failed`, never a lost warning. */
export class ReadFailure extends Error {
  constructor(why: string) {
    super(why);
    this.name = 'ReadFailure';
  }
}

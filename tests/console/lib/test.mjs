import * as runner from 'node:test';
import { testLimit } from './eventually.mjs';

/** A test that ends: the runner's own limit is that of a whole file, and does not name the test. */
export const test = (name, ...rest) => runner.test(name, { timeout: testLimit, ...(rest.length > 1 ? rest[0] : {}) }, rest.at(-1));

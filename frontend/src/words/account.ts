/** As `words`, for the pages of the account: fetched with them, so that the first page need not carry it. */
import { account } from './en/account.ts';

export type AccountWords = typeof account;

export const accountWords: AccountWords = account;

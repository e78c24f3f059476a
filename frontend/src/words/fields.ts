/** As `words`, for the names of fields: fetched with the pages that say one, so that the first page need not carry it. */
import { fields } from './en/fields.ts';

export const fieldWords: typeof fields = fields;

/** Service playwrights. */

export type * from './database.js'

/** What kept events from having their effect. */
export interface Trouble {
  readonly service: string
  readonly what: string
}

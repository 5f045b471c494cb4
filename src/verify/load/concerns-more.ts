/** Blanks and comments between two words. */
const gap = String.raw`(?:\s|--[^\n]*\n|/\*[^]*?\*/)+`

/** A scratch database is neither a place to change the server from, nor one to connect to other servers from. */
const ofServer = new RegExp(
  `^(?:(?:CREATE|ALTER|DROP)${gap}(?:DATABASE|TABLESPACE)|ALTER${gap}SYSTEM|(?:CREATE|ALTER|DROP)${gap}SUBSCRIPTION)\\b`,
  'i',
)

/** Roles that are there already are the user's own. */
const ofRoles = new RegExp(`^(?:ALTER|DROP)${gap}(?:ROLE|USER|GROUP)\\b(?!${gap}MAPPING)`, 'i')

/**
 * Whether a statement changes more than the scratch database that it is sent to: other databases, the server, another server
 * by a subscription; on somebody else's server (`borrowed`) also roles, which can be made there, and neither changed nor
 * dropped.
 */
export function concernsMore(statement: string, borrowed: boolean): boolean {
  return ofServer.test(statement) || (borrowed && ofRoles.test(statement))
}

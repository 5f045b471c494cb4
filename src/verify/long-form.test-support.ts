/** Whether everything is tried, as `npm run verify:long` does, or a sample of it. */
export const isLong = process.env['FOUNTAIN_VERIFY'] === 'long'

/** What the baseline is called where the configuration does not say. */
export const defaultBaseline = '.fountain-split-baseline.json'

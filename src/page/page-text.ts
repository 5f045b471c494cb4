/**
 * The page's script and style, each as one text. The build, and the tests' loader, put what they make of `view/` here
 * (`scripts/bundle-page.mjs`); these empty ones are for reading and type checking.
 */
export const script: string = ''
export const style: string = ''
